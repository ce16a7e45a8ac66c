"""`tegata sign` and `tegata verify`: documents signed in the card, and what a verifier says of them."""

from collections.abc import Callable
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

import click

from tegata import reader as readers
from tegata.cli.frame import Frame, check_new, command, read_file, write_new
from tegata.cli.reader import connected, of_card, verify, with_pin
from tegata.pki import documents
from tegata.pki.documents import Form, cms, pdf, xml
from tegata.pki.path import OcspSource, validate
from tegata.pki.path.errors import StatusUnknown
from tegata.pki.path.purpose import SIGNATURE
from tegata.server.home import Home
from tegata.services.validation.responder import OCSP_REQUEST

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ENDINGS = {Form.CMS: ".p7m", Form.PDF: ".signed.pdf", Form.XML: ".signed.xml"}
PATIENCE = 10


def add_to(main: click.Group) -> None:
    """Register both commands."""
    command(main, "sign", example="tegata sign contract.pdf --as pdf --card hanako")(sign)
    command(main, "verify", example="tegata verify contract.signed.pdf")(verify_document)


@of_card
@with_pin
@click.argument("file", type=FILE)
@click.option(
    "--as", "form", type=click.Choice([form.value for form in Form]), required=True, help="Form of the signature."
)
@click.option("--detached", is_flag=True, help="CMS only: the signature alone, without the content.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write [beside FILE].")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def sign(
    frame: Frame,
    reader_name: str | None,
    card_name: str | None,
    pin_stdin: bool,
    last_try: bool,
    file: Path,
    form: str,
    detached: bool,
    out: Path | None,
    force: bool,
) -> None:
    """Sign a document in the card with the signature key. PDFs get a time-stamp and the evidence of the certificate's status."""
    if detached and form != Form.CMS:
        raise click.UsageError("--detached is for --as cms")
    home, content = frame.home(), read_file(file)
    place = out or _beside(file, Form(form), detached=detached)
    check_new(place, force=force)
    with connected(frame, reader_name, card_name) as connection:
        session = readers.JpkiSession(connection)
        verify(session, "sign", frame, pin_stdin=pin_stdin, last_try=last_try)
        signer = readers.CardSigner(session)
        signed = sign_document(home, content, signer, Form(form), home.ask_status, detached=detached)
    write_new(place, signed, force=force)
    frame.say({"file": str(place)}, "files.written", files=place)


def sign_document(
    home: Home,
    content: bytes,
    signer: documents.Signer,
    form: Form,
    ask: Callable[[bytes], bytes],
    *,
    detached: bool = False,
) -> bytes:
    """The signed document; a PDF is made B-LT. A certificate that does not count any more is refused before it signs."""
    source, now = OcspSource(ask), home.now()
    path = validate(signer.certificate, home.trust(source).anchors, SIGNATURE, source, now)
    if form is Form.XML:
        return xml.sign(content, signer, now)
    if form is Form.CMS:
        return cms.sign(content, signer, now, detached=detached)
    signed = pdf.sign(content, signer, now, home.time_stamps)
    certificates = [item.encoded for item in path.certificates]
    return pdf.add_evidence(signed, certificates, [item.encoded for item in path.evidence])


@click.argument("file", type=FILE)
@click.option("--content", "content_file", type=FILE, help="What a detached signature is about.")
@click.option("--at", "at_text", help="Ask about another moment (ISO 8601, e.g. 2026-11-24T10:00:00+09:00).")
@click.option("--ocsp", "ocsp_url", help="Ask this OCSP responder instead of the sandbox's own in process.")
def verify_document(
    frame: Frame, file: Path, content_file: Path | None, at_text: str | None, ocsp_url: str | None
) -> None:
    """Verify a signed document: who, when, with what status. Exit status 1 with the reason when it is not valid."""
    home = frame.home()
    source = OcspSource(http(ocsp_url) if ocsp_url else home.ask_status)
    content = read_file(content_file) if content_file else None
    found = documents.verify(read_file(file), home.trust(source), home.now(), content=content, at=_moment(at_text))
    signatures = [facts_of(signature) for signature in found.signatures]
    frame.say({"valid": True, "form": found.form.value, "signatures": signatures})
    if not frame.as_json:
        for signature in signatures:
            frame.print("verify.valid", **signature)


def facts_of(signature: documents.VerifiedSignature) -> dict[str, object]:
    """What is said of a signature that counts."""
    evidence = signature.path.evidence[0]
    return {
        "signer": signature.signer,
        "serial": f"{signature.path.certificate.serial:08X}",
        "at": signature.at.isoformat(timespec="seconds"),
        "time_stamped": signature.time_stamped,
        "claimed": None if signature.claimed is None else signature.claimed.isoformat(timespec="seconds"),
        "status": "good",
        "evidence": evidence.source,
        "evidence_of": evidence.this_update.isoformat(timespec="seconds"),
    }


def http(url: str) -> Callable[[bytes], bytes]:
    """An OCSP responder over HTTP (RFC 6960 appendix A). When it does not answer, status is unknown."""
    if not url.startswith(("http://", "https://")):
        raise click.UsageError("an OCSP responder has an http or https address")

    def ask(request: bytes) -> bytes:
        try:
            message = Request(url, request, {"Content-Type": OCSP_REQUEST})  # noqa: S310 - checked above
            with urlopen(message, timeout=PATIENCE) as response:  # noqa: S310
                return bytes(response.read())
        except (OSError, HTTPException, ValueError, OverflowError) as error:
            raise StatusUnknown(f"the OCSP responder at {url} does not answer; is it running?") from error

    return ask


def _beside(file: Path, form: Form, *, detached: bool) -> Path:
    if form is Form.CMS:
        return file.with_name(file.name + (".p7s" if detached else ENDINGS[form]))
    return file.with_name(file.stem + ENDINGS[form])


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError("--at is a time such as 2026-11-24T10:00:00+09:00") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
