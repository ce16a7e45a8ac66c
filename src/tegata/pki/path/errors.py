"""Why a certificate was not accepted: one class a reason, each with a sentence that says what to do."""

from datetime import datetime

from tegata.pki.revocation import Reason


class PathError(Exception):
    """The certificate was not accepted. `code` is a stable word for machines."""

    code = "invalid"


class MalformedCertificate(PathError):
    """The bytes are no certificate in the form of RFC 5280."""

    code = "malformed"


class UnknownIssuer(PathError):
    """No trusted authority's key made the signature on it."""

    code = "unknown-issuer"


class BadCertificateSignature(PathError):
    """It names a trusted authority, and that authority's key did not sign these bytes."""

    code = "bad-signature"


class UnknownCriticalExtension(PathError):
    """It has a critical extension that is not understood here (RFC 5280 §4.2)."""

    code = "unknown-critical-extension"


class NotYetValid(PathError):
    """Its validity had not begun."""

    code = "not-yet-valid"

    def __init__(self, begins: datetime) -> None:
        super().__init__(f"the certificate is valid from {begins:%Y-%m-%d %H:%M:%SZ} on; check the clock")
        self.begins = begins


class Expired(PathError):
    """Its validity had ended."""

    code = "expired"

    def __init__(self, ended: datetime) -> None:
        super().__init__(f"the certificate ended {ended:%Y-%m-%d %H:%M:%SZ}; ask the holder to renew it")
        self.ended = ended


class PolicyNotAccepted(PathError):
    """None of its certificate policies is accepted for this purpose."""

    code = "policy-not-accepted"


class KeyUsageNotAllowed(PathError):
    """Its key may not be used for this purpose."""

    code = "key-usage-not-allowed"


class Revoked(PathError):
    """It was revoked before the moment asked about."""

    code = "revoked"

    def __init__(self, since: datetime, reason: Reason) -> None:
        super().__init__(f"the certificate was revoked {since:%Y-%m-%d %H:%M:%SZ}: {reason.standard_name}")
        self.since = since
        self.reason = reason


class Held(Revoked):
    """It is held: its card was reported lost, or its key is in doubt."""

    code = "held"

    def __init__(self, since: datetime) -> None:
        super().__init__(since, Reason.CERTIFICATE_HOLD)
        self.args = (f"the certificate has been on hold since {since:%Y-%m-%d %H:%M:%SZ}: certificateHold",)


class StatusUnknown(PathError):
    """Nothing says whether it is revoked. Unknown is not valid."""

    code = "status-unknown"


class StatusStale(PathError):
    """What is known of its status is not from the time asked about. Stale is not valid."""

    code = "status-stale"


class StatusNotTrusted(PathError):
    """The list or answer about its status was not made by its authority, or was altered."""

    code = "status-not-trusted"
