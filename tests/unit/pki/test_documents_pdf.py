"""PDF signatures there and back; broken, encrypted and altered files are refused."""

import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from tests.unit.pki import authorities, documents
from tests.unit.pki.authorities import NOW, Keys
from tests.unit.pki.documents import Desk

from tegata.cli.backstage import sample_pdf
from tegata.pki.documents import Altered, BrokenDocument, DocumentError, NotSigned, UnsupportedForm, pdf, verify
from tegata.pki.names import Kind
from tegata.pki.path import CrlSource, PathError


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """pyHanko tells its log about every broken file."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_there_and_back(desk: Desk) -> None:
    data = pdf.sign(sample_pdf(), desk.signer, NOW)
    (found,) = pdf.open_signed(data)
    assert found.signature.certificate.encoded == desk.signer.certificate
    assert found.claimed_time == NOW
    assert not verify(data, desk.trust(), NOW).signatures[0].time_stamped


def test_with_a_stamp_and_evidence(desk: Desk) -> None:
    data = pdf.sign(sample_pdf(), desk.signer, NOW, desk.stamps)
    lasting = pdf.add_evidence(data, [desk.authority.certificate], crls=[desk.authority.crl(None, NOW)])
    (found,) = verify(lasting, desk.trust(CrlSource([])), NOW + 4000 * authorities.DAY).signatures
    assert (found.at, found.time_stamped) == (NOW, True)
    with pytest.raises(PathError):
        verify(data, desk.trust(CrlSource([])), NOW)


def test_signed_twice(desk: Desk) -> None:
    twice = pdf.sign(pdf.sign(sample_pdf(), desk.signer, NOW), desk.signer, NOW)
    assert [item.field for item in pdf.open_signed(twice)] == ["Signature", "Signature2"]


def test_not_signed() -> None:
    with pytest.raises(NotSigned):
        pdf.open_signed(sample_pdf())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", sample_pdf()[:100], sample_pdf()[:-60]])
def test_broken(desk: Desk, data: bytes) -> None:
    with pytest.raises(DocumentError):
        pdf.open_signed(data)
    if len(data) < 101:
        with pytest.raises(BrokenDocument):
            pdf.sign(data, desk.signer, NOW)


def test_encrypted(desk: Desk) -> None:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(sample_pdf())))
    writer.encrypt(owner_pass="owner", user_pass="user")
    out = io.BytesIO()
    writer.write(out)
    for act in (lambda: pdf.open_signed(out.getvalue()), lambda: pdf.sign(out.getvalue(), desk.signer, NOW)):
        with pytest.raises(UnsupportedForm):
            act()


_MADE: list[tuple[bytes, Desk]] = []


@pytest.fixture(scope="module", autouse=True)
def _made(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> None:
    authority = authorities.found(Kind.SIGNATURE, keys.authority, tmp_path_factory.mktemp("pdf"))
    made = documents.desk(authority, keys)
    _MADE.append((pdf.sign(sample_pdf(), made.signer, NOW), made))


def test_an_altered_page_is_refused(desk: Desk) -> None:
    data = pdf.sign(sample_pdf(), desk.signer, NOW)
    at = data.index(b"stream") + 8
    with pytest.raises(Altered):
        pdf.open_signed(data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :])


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 1_000_000), st.integers(0, 255))
def test_a_changed_byte_raises_document_or_path_errors_only(at: int, value: int) -> None:
    data, desk = _MADE[0]
    text = bytearray(data)
    text[at % len(text)] = value
    try:
        found = verify(bytes(text), desk.trust(), NOW)
    except (DocumentError, PathError):
        return
    assert found.signatures[0].path.certificate.encoded == desk.signer.certificate
