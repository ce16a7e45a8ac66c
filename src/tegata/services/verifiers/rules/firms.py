"""Firms in three roles, the states they go through, and which keys and names they may have.

Law: JPKI Act art. 17(1)(6) and 36 (the minister's certification); operators and service providers as the Digital Agency's
page on private use describes them.
"""

import re
from enum import Enum, StrEnum

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

QUOTA = 1_000_000
"""[guess] Requests a day until another number is agreed."""

SMALLEST_RSA = 2048
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_ID = 40


class Fault(Enum):
    """Why something about a firm is refused, with what to do."""

    ID_TAKEN = "another firm has this id; choose one that nobody has"
    PROVIDER_KEY = "a service provider never asks the centre itself and needs no key here"
    KEY_TAKEN = "a firm has this key already; every firm makes a key of its own"
    LAST_KEY = "this is the firm's last key: enter the new one first, or suspend the firm"
    QUOTA = "a quota is a number of requests a day"
    PARTIES = "a contract is between a service provider and a platform operator"
    CLOSED = "one of the two is refused or ended"
    PROPOSED = "something is proposed for this firm already; decide that first"
    NOT_PROPOSED = "nothing is proposed for this firm"
    NO_KEY = "the firm has no key yet: enter the one that it signs its requests with"
    ID_FORM = "an id is small letters and digits, parts joined by -, and begins with a letter: bank-1"
    NOT_A_KEY = "this is no public key (PEM, or a JWK)"
    KEY_KIND = "a key is P-256, or RSA of 2048 bits and more"
    NOT_NOW = "this is not decided about a firm in this state; look at its page again"


class WrongFirm(ValueError):
    """What is entered about a firm cannot be so, or cannot be done now."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Role(StrEnum):
    """What a firm is towards the issuing centre."""

    VERIFIER = "verifier"  # 署名検証者: certified, asks for itself
    OPERATOR = "operator"  # プラットフォーム事業者: certified, asks for others
    PROVIDER = "provider"  # サービスプロバイダ: no certification, sees results only, through an operator

    @property
    def asks(self) -> bool:
        """Whether it asks the issuing centre itself. A service provider never does."""
        return self is not Role.PROVIDER


class FirmState(StrEnum):
    """Where a firm stands."""

    APPLIED = "applied"
    ACCREDITED = "accredited"  # of a service provider: registered, behind an operator
    SUSPENDED = "suspended"
    REFUSED = "refused"
    ENDED = "ended"


class Step(StrEnum):
    """What is decided about a firm. All but SUSPEND take two: harm is stopped at once."""

    ACCREDIT = "accredit"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"


_AFTER = {
    (FirmState.APPLIED, Step.ACCREDIT): FirmState.ACCREDITED,
    (FirmState.APPLIED, Step.REFUSE): FirmState.REFUSED,
    (FirmState.ACCREDITED, Step.SUSPEND): FirmState.SUSPENDED,
    (FirmState.SUSPENDED, Step.RESUME): FirmState.ACCREDITED,
    (FirmState.ACCREDITED, Step.END): FirmState.ENDED,
    (FirmState.SUSPENDED, Step.END): FirmState.ENDED,
}


def after(state: FirmState, step: Step) -> FirmState:
    """The state after a step. Raises WrongFirm."""
    found = _AFTER.get((state, step))
    if found is None:
        raise WrongFirm(Fault.NOT_NOW)
    return found


def steps(state: FirmState) -> tuple[Step, ...]:
    """What can be decided now."""
    return tuple(step for step in Step if (state, step) in _AFTER)


_MAY = {
    Role.VERIFIER: frozenset({"ocsp", "crl", "watch", "links"}),
    Role.OPERATOR: frozenset({"ocsp", "crl", "watch", "links"}),
    Role.PROVIDER: frozenset[str](),
}


def may(role: Role) -> frozenset[str]:
    """What a firm may ask the status side for: nothing as a service provider (JPKI Act art. 18, 52)."""
    return _MAY[role]


def require_id(text: str) -> str:
    """A firm's id: it stands in tokens and addresses. Raises WrongFirm."""
    if len(text) > _LONGEST_ID or not _ID.fullmatch(text):
        raise WrongFirm(Fault.ID_FORM)
    return text


def require_key(spki: bytes) -> bytes:
    """A public key that requests may be signed with: P-256, or RSA of 2048 bits and more, DER. Raises WrongFirm."""
    try:
        key = load_der_public_key(spki)
    except ValueError as error:
        raise WrongFirm(Fault.NOT_A_KEY) from error
    good = (isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1") or (
        isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA
    )
    if not good:
        raise WrongFirm(Fault.KEY_KIND)
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
