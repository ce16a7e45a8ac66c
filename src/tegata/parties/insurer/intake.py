"""Taking a contract: the application that the customer signed is checked, and its certificate is watched from then on.

Of the certificate its number, its list and its end are kept. Name and address come from it: they are the register's.
"""

from datetime import datetime
from typing import NamedTuple

from tegata.parties.insurer.lists import codes
from tegata.parties.insurer.store import Policy
from tegata.pki import oids
from tegata.pki.documents import Trust, verify
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate


class NotTaken(Exception):
    """The application cannot be taken. The text says what to do."""


class Asked(NamedTuple):
    """What the customer wants beside what the certificate says. `consented`: to the latest four attributes."""

    number: str
    beneficiary: str
    annuity: bool
    consented: bool


def take(document: bytes, asked: Asked, trust: Trust, organisation: str, now: datetime) -> Policy:
    """A policy from a signed application. Raises DocumentError, PathError or NotTaken."""
    verified = verify(document, trust, now)
    if len(verified.signatures) != 1:
        raise NotTaken("an application is signed by one person; sign it again")
    return policy_of(verified.signatures[0].path.certificate, asked, organisation)


def policy_of(certificate: UnverifiedCertificate, asked: Asked, organisation: str) -> Policy:
    """A policy that watches this validated signature certificate. Raises NotTaken."""
    name, address = certificate.other_name(oids.NAME), certificate.other_name(oids.ADDRESS)
    code = codes(Kind.SIGNATURE, organisation).get(certificate.crl_point or b"")
    if name is None or address is None:
        raise NotTaken("this is no signature certificate; sign with the signature password (6 to 16 characters)")
    if code is None:
        raise NotTaken("the certificate names no list that is known here; ask the service desk")
    ends = int(certificate.not_after.timestamp())
    return Policy(
        asked.number, name, address, asked.beneficiary, asked.annuity, asked.consented, code, certificate.serial, ends
    )


def with_authentication(policy: Policy, certificate: UnverifiedCertificate, organisation: str) -> Policy:
    """The same policy, watching the validated authentication certificate of the same card as well. Raises NotTaken."""
    code = codes(Kind.AUTHENTICATION, organisation).get(certificate.crl_point or b"")
    if code is None:
        raise NotTaken("the certificate names no list that is known here; ask the service desk")
    ends = int(certificate.not_after.timestamp())
    return policy._replace(auth_code=code, auth_serial=certificate.serial, auth_ends=ends)
