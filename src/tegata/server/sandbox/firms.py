"""Firms of the sandbox: a verifier, an operator, and the service providers behind it, applied for and accredited by two.

Service providers are called as `tegata party` runs them. A firm that asks has a folder `parties/<name>` in the home: its key, made
here where it has none, and its id at the centre.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tegata.ground.act import Act
from tegata.server import founding
from tegata.server.sandbox.acts import second_of
from tegata.services.verifiers import api as verifiers
from tegata.services.verifiers.api import Role, Step

KEY, PUBLIC, CALLER = "caller.key", "caller.pub", "caller.id"
"""The private key (PEM), its public half (DER) and the id that stands in tokens."""


@dataclass(frozen=True, slots=True)
class Founded:
    """A firm: its id, name and role, what it checks certificates for, and the folder of one that asks."""

    firm_id: str
    name: str
    role: Role
    purpose: str
    folder: str = ""


OPERATOR = Founded("operator-1", "手形プラットフォーム", Role.OPERATOR, "委託された署名検証", "operator")
FIRMS = (
    Founded("verifier-1", "見本省", Role.VERIFIER, "オンライン申請の署名検証", "verifier"),
    OPERATOR,
    Founded("bank", "さくら銀行", Role.PROVIDER, "口座開設時の本人確認と住所変更の確認"),
    Founded("insurer", "ひだまり生命", Role.PROVIDER, "契約者の現況確認"),
    Founded("phoneshop", "でんわ屋", Role.PROVIDER, "契約時の本人確認"),
)


def connect(root: Path, act: Act) -> None:
    """Enter and accredit all firms that are not there yet. `act` is an officer's of the authority."""
    for one in FIRMS:
        try:
            verifiers.firm(one.firm_id)
        except verifiers.UnknownFirm:
            _accredit(root, act, one)


def _accredit(root: Path, act: Act, one: Founded) -> None:
    verifiers.apply(act, one.firm_id, one.role, one.name, one.purpose)
    if one.folder:
        verifiers.add_key(act, one.firm_id, _public_key(root / "parties" / one.folder))
    if one.role is Role.PROVIDER:
        verifiers.contract(act, one.firm_id, OPERATOR.firm_id)
    verifiers.propose(act, one.firm_id, Step.ACCREDIT)
    verifiers.decide(second_of(act), one.firm_id)
    caller = verifiers.firm(one.firm_id).caller_id
    if caller is not None:
        founding.write(root / "parties" / one.folder / CALLER, str(caller).encode())


def _public_key(folder: Path) -> bytes:
    """The public half of the firm's key; the key is made where there is none."""
    if not (folder / PUBLIC).exists():
        key = ec.generate_private_key(ec.SECP256R1())
        founding.write(folder / KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        founding.write(folder / PUBLIC, public)
    return (folder / PUBLIC).read_bytes()
