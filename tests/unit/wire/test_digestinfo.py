"""DigestInfo: the prefixes of RFC 8017 §9.2 note 1, with and without the NULL, and the card-face record's own form."""

from hashlib import new, sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.wire import digestinfo

RFC_8017_PREFIXES = {
    "sha1": "3021300906052b0e03021a05000414",
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}
names = st.sampled_from(sorted(RFC_8017_PREFIXES))


@pytest.mark.parametrize(("name", "prefix"), RFC_8017_PREFIXES.items())
def test_prefixes_of_the_standard(name: str, prefix: str) -> None:
    digest = new(name, b"abc").digest()
    assert digestinfo.encode(name, digest).hex() == prefix + digest.hex()


@given(names, st.binary(), st.booleans())
def test_there_and_back(name: str, message: bytes, null: bool) -> None:
    digest = new(name, message).digest()
    assert digestinfo.parse(digestinfo.encode(name, digest, null=null)) == (name, digest)


@given(st.binary(max_size=90))
def test_anything_else_is_refused(raw: bytes) -> None:
    with pytest.raises(digestinfo.MalformedDigestInfo):
        digestinfo.parse(raw)


def test_what_cannot_be_encoded() -> None:
    with pytest.raises(digestinfo.MalformedDigestInfo, match="unknown hash"):
        digestinfo.encode("md5", bytes(16))
    with pytest.raises(digestinfo.MalformedDigestInfo, match="32 bytes"):
        digestinfo.encode("sha256", bytes(20))


def test_the_form_of_the_face_record() -> None:
    encoded = digestinfo.of_face_record(b"a", b"b", b"c")
    assert encoded[:19].hex() == "3071300d060960864801650304020105000460"
    assert encoded[19:] == b"".join(sha256(part).digest() for part in (b"a", b"b", b"c"))
