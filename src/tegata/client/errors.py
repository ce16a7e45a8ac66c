"""What an operator refuses, one class each: named by what is wrong, found by the last part of the problem's `type` (RFC 9457).

A problem of a newer operator that this version does not know is an OperatorProblem.
"""

from datetime import datetime
from typing import Any


class ClientError(Exception):
    """Nothing was verified."""


class OperatorUnreachable(ClientError):
    """The operator does not answer, or not in its own language."""


class OperatorProblem(ClientError):
    """The operator said no. `type` is the address of a page about it; `members` is everything that was answered."""

    name = ""

    def __init__(self, members: dict[str, Any]) -> None:
        super().__init__(str(members.get("detail") or members.get("title") or "the operator refused"))
        self.members = members
        self.type = str(members.get("type", ""))
        self.title = str(members.get("title", ""))
        self.status = int(members.get("status", 0))


class Retriable(OperatorProblem):
    """Asking again later may help."""


class RequestMalformed(OperatorProblem):
    """The request is not in the operator's form."""

    name = "request-malformed"


class RequestTooLarge(OperatorProblem):
    """More bytes than the operator reads."""

    name = "request-too-large"


class ApiKeyUnknown(OperatorProblem):
    """The API key is missing, unknown or withdrawn."""

    name = "api-key-unknown"


class NotFound(OperatorProblem):
    """Nothing is at this address, or it is another tenant's."""

    name = "not-found"


class MethodNotAllowed(OperatorProblem):
    """The address is asked in another way."""

    name = "method-not-allowed"


class IdempotencyKeyReused(OperatorProblem):
    """The idempotency key was used for another request."""

    name = "idempotency-key-reused"


class RequestInProgress(Retriable):
    """The same request is still being answered."""

    name = "request-in-progress"


class ChallengeUnknown(OperatorProblem):
    """The challenge was not given to this tenant."""

    name = "challenge-unknown"


class ChallengeUsed(OperatorProblem):
    """The challenge was used already: a replay, unless you sent it twice yourself."""

    name = "challenge-used"


class ChallengeExpired(OperatorProblem):
    """The challenge has run out."""

    name = "challenge-expired"


class SignatureWrong(OperatorProblem):
    """The signature does not belong to the challenge and the certificate."""

    name = "signature-wrong"


class DocumentNotSigned(OperatorProblem):
    """There is no signature in the document."""

    name = "document-not-signed"


class DocumentBroken(OperatorProblem):
    """The document cannot be read."""

    name = "document-broken"


class DocumentUnsupported(OperatorProblem):
    """The document is signed in a way that is not accepted."""

    name = "document-unsupported"


class DocumentAltered(OperatorProblem):
    """The document is not what was signed."""

    name = "document-altered"


class CertificateProblem(OperatorProblem):
    """The certificate does not count."""


class CertificateMalformed(CertificateProblem):
    """The bytes are no certificate."""

    name = "certificate-malformed"


class IssuerUnknown(CertificateProblem):
    """No authority that the operator trusts issued it."""

    name = "issuer-unknown"


class CertificateSignatureWrong(CertificateProblem):
    """The authority that it names did not sign it."""

    name = "certificate-signature-wrong"


class CriticalExtensionUnknown(CertificateProblem):
    """It has a critical extension that is not understood."""

    name = "critical-extension-unknown"


class CertificateNotYetValid(CertificateProblem):
    """Its validity has not begun."""

    name = "certificate-not-yet-valid"


class CertificateExpired(CertificateProblem):
    """Its validity has ended."""

    name = "certificate-expired"


class PolicyNotAccepted(CertificateProblem):
    """It is for another purpose."""

    name = "policy-not-accepted"


class KeyUsageNotAllowed(CertificateProblem):
    """Its key may not be used for this."""

    name = "key-usage-not-allowed"


class CertificateRevoked(CertificateProblem):
    """It is revoked."""

    name = "certificate-revoked"

    @property
    def since(self) -> datetime:
        """When it was revoked or held."""
        return datetime.fromisoformat(self.members["since"])

    @property
    def reason(self) -> str:
        """CRLReason by its standard name: superseded, affiliationChanged …"""
        return str(self.members["reason"])


class CertificateHeld(CertificateRevoked):
    """It is on hold: its card was reported lost or stolen."""

    name = "certificate-held"


class StatusUnknown(CertificateProblem):
    """Nothing says whether it is revoked. Unknown is not valid."""

    name = "status-unknown"


class StatusStale(CertificateProblem, Retriable):
    """What is known of its status is out of date. Stale is not valid."""

    name = "status-stale"


class StatusNotTrusted(CertificateProblem, Retriable):
    """What says something of its status is not its authority's."""

    name = "status-not-trusted"


class StatusUnreachable(CertificateProblem, Retriable):
    """The source of status does not answer."""

    name = "status-unreachable"


class UserUnknown(OperatorProblem):
    """This person is not registered with you: go to registration."""

    name = "user-unknown"


class UserRegistered(OperatorProblem):
    """This person is registered with you already."""

    name = "user-registered"


class ReplacementNeeded(OperatorProblem):
    """The signature certificate of the registration has ended: go to replacement."""

    name = "replacement-needed"


class LinkUnavailable(OperatorProblem):
    """The centre cannot say whose certificate it is, so there is no user id."""

    name = "link-unavailable"


class ConsentRefused(OperatorProblem):
    """The holder's consent does not cover this: unknown, another service's, run out or withdrawn."""

    name = "consent-refused"


class CountryUnreachable(Retriable):
    """The centre does not answer the operator."""

    name = "country-unreachable"


class CountryRefused(OperatorProblem):
    """The centre refused the operator's question."""

    name = "country-refused"


class Internal(Retriable):
    """The operator failed; nothing was accepted."""

    name = "internal"


def _classes(parent: type[OperatorProblem]) -> dict[str, type[OperatorProblem]]:
    found = {parent.name: parent}
    for child in parent.__subclasses__():
        found |= _classes(child)
    return found


BY_NAME = _classes(OperatorProblem)
"""Classes by problem name."""


def problem(members: dict[str, Any]) -> OperatorProblem:
    """The error of its own class for what was answered."""
    name = str(members.get("type", "")).rsplit("/", 1)[-1]
    return BY_NAME.get(name, OperatorProblem)(members)
