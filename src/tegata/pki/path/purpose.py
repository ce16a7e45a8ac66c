"""What a certificate is accepted for: policies, key usage. Frozen values; an installation may write its own."""

from dataclasses import dataclass, field

from tegata.pki import der, oids
from tegata.pki.path.certificate import DIGITAL_SIGNATURE, NON_REPUDIATION


@dataclass(frozen=True, slots=True)
class Purpose:
    """A use of a certificate.

    `policies`: dotted identifiers of which the certificate must have one (empty: any certificate, policies or none).
    `key_usage`: bits that must all be set. `extended`: an extended key usage it must have (None: none is asked for).
    """

    name: str
    policies: frozenset[str]
    key_usage: int
    extended: str | None = None
    policy_oids: frozenset[bytes] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "policy_oids", frozenset(der.oid(policy) for policy in self.policies))


SIGNATURE = Purpose(
    "signature of a document",
    frozenset({oids.POLICY_SIGNATURE_CARD, oids.POLICY_SIGNATURE_TEST_CARD}),
    DIGITAL_SIGNATURE | NON_REPUDIATION,
)
AUTHENTICATION = Purpose(
    "user authentication", frozenset({oids.POLICY_AUTHENTICATION_CARD}), DIGITAL_SIGNATURE, oids.CLIENT_AUTH
)
