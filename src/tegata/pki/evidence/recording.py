"""Making a record: the question, the certificates and status bytes of the verdict, a report, a README, a token over all of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tegata.pki.checks import Checked, Proved, Question
from tegata.pki.documents.timestamp import TimeStampAuthority
from tegata.pki.evidence import container, pieces
from tegata.pki.evidence.readme import readme

VERSION = 1
REPORT, README = "report.json", "README.md"
NAMES = {"cms": "document.p7m", "pdf": "document.pdf", "xml": "document.xml"}
CONTENT, CHALLENGE, SIGNATURE, CERTIFICATE = "content", "challenge", "signature", "certificate.cer"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who checked, when, and for whom: names of firms, never of the holder."""

    operator: str
    tenant: str
    checked_at: datetime


def record(
    question: Question, checked: Checked, around: Circumstances, stamps: TimeStampAuthority, now: datetime
) -> bytes:
    """The container of one check that succeeded."""
    files = _asked(question, checked.form)
    told = [_proved(item, number, files) for number, item in enumerate(checked.proved, 1)]
    files |= pieces.for_openssl(checked.form, question)
    files["certificates/stamps.cer"] = stamps.certificate
    report = {
        "version": VERSION,
        "form": checked.form,
        "operator": around.operator,
        "tenant": around.tenant,
        "checked_at": around.checked_at.isoformat(),
        "at": question.at and question.at.isoformat(),
        "kind": question.kind and question.kind.value,
        "signatures": told,
        "sha256": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    files[README] = readme(checked, question, now).encode()
    files[REPORT] = (json.dumps(report, indent=1, ensure_ascii=False) + "\n").encode()
    listed = container.manifest(files)
    return container.pack(files, listed, stamps.token(sha256(listed).digest(), now))


def _asked(question: Question, form: str) -> dict[str, bytes]:
    named = {
        NAMES.get(form, ""): question.document,
        CONTENT: question.content,
        CHALLENGE: question.challenge,
        SIGNATURE: question.signature,
        CERTIFICATE: question.certificate,
    }
    return {name: content for name, content in named.items() if content is not None}


def _proved(proved: Proved, number: int, files: dict[str, bytes]) -> dict[str, object]:
    """What the report says of a signature; its certificates and status bytes go into the files."""
    certificates, status = [], []
    for place, certificate in enumerate(proved.path.certificates, 1):
        name = f"certificates/{number}-{place}.cer"
        files[name] = certificate.encoded
        certificates.append(name)
    for place, evidence in enumerate(proved.path.evidence, 1):
        name = f"status/{number}-{place}.{ENDINGS[evidence.source]}"
        files[name] = evidence.encoded
        window = {"this_update": evidence.this_update, "next_update": evidence.next_update}
        told = {key: moment and moment.isoformat() for key, moment in window.items()}
        status.append({"source": evidence.source, "file": name, **told})
    return {
        "serial": f"{proved.path.certificate.serial:08X}",
        "at": proved.at.isoformat(),
        "time_stamped": proved.time_stamped,
        "certificates": certificates,
        "status": status,
    }


ENDINGS = {"CRL": "crl", "OCSP": "ors"}
"""File endings of status bytes by their source (RFC 6960 C.2 names ORS)."""
