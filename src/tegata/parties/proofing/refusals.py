"""Why a customer was not accepted: one word, for which the pages have a text in both languages."""

from tegata.client import ClientError, OperatorProblem, errors

PROBABLE_DEATH = "affiliationChanged"
"""CRLReason of a certificate whose holder has died or left the country; which of the two is not told (J-LIS)."""


class Refused(Exception):
    """Not accepted, and nothing was done. `code` is the page's word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def of_operator(error: ClientError) -> Refused:
    """What the operator's no means for a customer. What cannot be checked is not accepted."""
    if isinstance(error, errors.CertificateHeld):
        return Refused("certificate-held")
    if isinstance(error, errors.CertificateRevoked):
        return Refused("deceased" if error.reason == PROBABLE_DEATH else "certificate-revoked")
    if isinstance(error, errors.IssuerUnknown | errors.CertificateSignatureWrong):
        return Refused("issuer")
    if isinstance(error, errors.Retriable | errors.StatusUnknown) or not isinstance(error, OperatorProblem):
        return Refused("status-away")
    if isinstance(error, errors.ChallengeExpired | errors.ChallengeUsed | errors.ChallengeUnknown):
        return Refused("gone")
    return Refused(error.name or "other")
