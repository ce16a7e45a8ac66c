"""The zip and its manifest (ETSI EN 319 162-1 §4.4, annex A): written in one order, read with limits, every file accounted for."""

import io
import zipfile
import zlib
from base64 import b64decode, b64encode
from hashlib import sha256
from xml.sax.saxutils import quoteattr

from tegata.pki.documents import DocumentError, xml

MEDIA_TYPE = "application/vnd.etsi.asic-e+zip"
MIMETYPE, MANIFEST, TOKEN = "mimetype", "META-INF/ASiCManifest.xml", "META-INF/timestamp.tst"
TOKEN_TYPE = "application/vnd.etsi.timestamp-token"  # noqa: S105
ASIC, DS = "http://uri.etsi.org/02918/v1.2.1#", "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
MOST_FILES, LARGEST = 200, 256 << 20
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: a container's bytes follow from its contents."""


class EvidenceError(Exception):
    """The record proves nothing: broken, incomplete, altered, or not about what it says."""

    code = "evidence-broken"


def manifest(files: dict[str, bytes]) -> bytes:
    """ASiCManifest of these files, whose signature is the token."""
    references = "".join(
        f"<asic:DataObjectReference URI={quoteattr(name)}>"
        f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>{_digest(content)}</ds:DigestValue>'
        "</asic:DataObjectReference>\n"
        for name, content in files.items()
    )
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<asic:ASiCManifest xmlns:asic="{ASIC}" xmlns:ds="{DS}">\n'
    reference = f'<asic:SigReference URI="{TOKEN}" MimeType="{TOKEN_TYPE}"/>\n'
    return f"{head}{reference}{references}</asic:ASiCManifest>\n".encode()


def pack(files: dict[str, bytes], manifest: bytes, token: bytes) -> bytes:
    """The container; its type stands first and uncompressed (§4.4.1)."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(MIMETYPE, LONG_AGO), MEDIA_TYPE, zipfile.ZIP_STORED)
        for name, content in {**files, MANIFEST: manifest, TOKEN: token}.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def unpack(data: bytes) -> tuple[dict[str, bytes], bytes, bytes]:
    """Files, manifest and token, each file as the manifest has it and none beside them. Raises EvidenceError."""
    files = _read(data)
    if files.pop(MIMETYPE, b"") != MEDIA_TYPE.encode() or MANIFEST not in files or TOKEN not in files:
        raise EvidenceError("it is no record of evidence: its type, manifest or time-stamp is missing")
    listed, token = files.pop(MANIFEST), files.pop(TOKEN)
    expected = _digests(listed)
    if expected.keys() != files.keys():
        raise EvidenceError(f"files and manifest differ: {', '.join(sorted(expected.keys() ^ files.keys()))}")
    for name, content in files.items():
        if sha256(content).digest() != expected[name]:
            raise EvidenceError(f"{name} is not what was time-stamped")
    return files, listed, token


def _read(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(item.file_size for item in entries) > LARGEST:
                raise EvidenceError(f"more than {MOST_FILES} files or {LARGEST >> 20} MiB")
            if len({item.filename for item in entries}) != len(entries):
                raise EvidenceError("a file stands twice in it")
            return {item.filename: archive.read(item) for item in entries}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise EvidenceError(f"not a zip file that can be read: {error}") from error


def _digests(listed: bytes) -> dict[str, bytes]:
    try:
        references = xml.parse(listed).findall(f"{{{ASIC}}}DataObjectReference")
        found = {}
        for item in references:
            method = item.find(f"{{{DS}}}DigestMethod")
            if method is None or method.get("Algorithm") != SHA256:
                raise EvidenceError("a digest in the manifest is not SHA-256")
            found[str(item.get("URI"))] = b64decode(item.findtext(f"{{{DS}}}DigestValue") or "", validate=True)
    except (DocumentError, ValueError) as error:
        raise EvidenceError(f"the manifest cannot be read: {error}") from error
    if len(found) != len(references):
        raise EvidenceError("the manifest names a file twice")
    return found


def _digest(content: bytes) -> str:
    return b64encode(sha256(content).digest()).decode()
