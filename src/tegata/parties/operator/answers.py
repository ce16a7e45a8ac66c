"""From what was proved to what is answered: no bytes of a person's certificate beyond its attributes."""

from functools import lru_cache
from hashlib import sha256

from tegata.parties.operator.schemas import Holder, Signature, Status, Verdict
from tegata.parties.operator.status.reference import Reference
from tegata.pki import der, oids
from tegata.pki.checks import Checked, Proved, kind_of
from tegata.pki.names import Kind
from tegata.pki.path import Evidence, UnverifiedCertificate
from tegata.reader.binding import bound


def signed_bytes(challenge: bytes, certificate: bytes, origin: str | None) -> bytes:
    """What the card signed: the challenge, or what a local agent made of it for the site that asked. Raises PathError."""
    if origin is None:
        return challenge
    return bound(origin, _AGENTS_WORD[kind_of(UnverifiedCertificate.parse(certificate))], challenge)


_AGENTS_WORD = {Kind.SIGNATURE: "sign", Kind.AUTHENTICATION: "authenticate"}


def verdict(checked: Checked, evidence: str | None = None, user_id: str | None = None) -> Verdict:
    """The answer to a question about signatures."""
    found = [signature(item, user_id) for item in checked.proved]
    return Verdict(valid=True, form=checked.form, signatures=found, evidence=evidence)


def signature(proved: Proved, user_id: str | None = None) -> Signature:
    """One signature that counts."""
    certificate = proved.path.certificate
    return Signature(
        kind=proved.kind,
        serial=f"{certificate.serial:08X}",
        certificate_id=str(Reference.of(proved.path)),
        not_after=certificate.not_after,
        at=proved.at,
        time_stamped=proved.time_stamped,
        claimed=proved.claimed,
        status=_status(proved.path.evidence[0]),
        holder=holder(certificate) if proved.kind is Kind.SIGNATURE else None,
        user_id=user_id,
    )


def holder(certificate: UnverifiedCertificate) -> Holder | None:
    """The attributes; None where the certificate has none."""
    found = certificate.other_names
    name, address, born, sex, name_substituted, address_substituted = (found.get(oid, "") for oid in _ATTRIBUTES)
    if not name:
        return None
    return Holder(
        name=name,
        address=address,
        birth=birth(born),
        sex=sex,
        name_substituted=name_substituted,
        address_substituted=address_substituted,
    )


_ATTRIBUTES = tuple(
    der.oid(oid)
    for oid in (
        oids.NAME,
        oids.ADDRESS,
        oids.BIRTH_DATE,
        oids.SEX,
        oids.NAME_SUBSTITUTED,
        oids.ADDRESS_SUBSTITUTED,
    )
)


def birth(text: str) -> str | None:
    """`EYYYYMMDD` (an era's digit, then the Gregorian date) as ISO 8601; None for a date that is not wholly known."""
    year, month, day = text[1:5], text[5:7], text[7:9]
    known = len(text) == 9 and text.isdigit() and year != "0000" and "00" not in (month, day)
    return f"{year}-{month}-{day}" if known else None


def _status(evidence: Evidence) -> Status:
    return Status(
        source=evidence.source,
        this_update=evidence.this_update,
        next_update=evidence.next_update,
        sha256=_digest(evidence.encoded),
    )


@lru_cache(maxsize=256)
def _digest(encoded: bytes) -> str:
    """Hashed once for the same list: many certificates stand under it."""
    return sha256(encoded).hexdigest()
