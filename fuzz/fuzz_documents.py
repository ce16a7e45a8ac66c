"""Coverage-guided fuzzing of what reads other people's bytes: certificates, CRLs, OCSP requests and answers, CMS.

Any bytes are accepted or refused by an error of ours; nothing else may come out. Run by `make fuzz`.
"""

import sys
from datetime import UTC, datetime

import atheris

with atheris.instrument_imports(include=["tegata"]):
    from tegata.pki import crl, ocsp
    from tegata.pki.documents import DocumentError, cms
    from tegata.pki.path import PathError, UnverifiedCertificate
    from tegata.pki.path.ocsp_response import NoAnswer, NotTrusted, verify

NOW = datetime(2026, 1, 1, tzinfo=UTC)
REFUSALS = (DocumentError, PathError, crl.MalformedCrl, crl.CrlSignatureInvalid, NoAnswer, NotTrusted)
KEY = (
    bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100") + b"\x80" + bytes(254) + b"\x01"
)
KEY += bytes.fromhex("0203010001")


def one(data: bytes) -> None:
    """One input, to every reader."""
    for read in (
        UnverifiedCertificate.parse,
        lambda raw: crl.LoadedCrl.load(raw, KEY),
        lambda raw: ocsp.respond([], raw, NOW),
        lambda raw: verify(raw, b"\x30\x00", KEY, 1, None),
        lambda raw: cms.open_signed(raw, b""),
    ):
        try:
            read(data)
        except REFUSALS:
            continue


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
