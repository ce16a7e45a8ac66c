"""The card issuer: the keys that vouch for what is on cards. Key ids are our own (`90000…`), never those of real cards.

Per application one authority key signs the certificate of an issuing key, and the issuing key signs the records of cards. A
verifier that holds the real authority keys meets an unknown id here, and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from tegata.cardspec.applications import CARD_MANAGER_AID, JPKI
from tegata.cardspec.issuer_commands import (
    CHALLENGE_SIZE,
    Purpose,
    Target,
    authentication_code,
    card_key,
    context_of,
    transaction_digest,
)
from tegata.pki import der
from tegata.wire.cvc import CardVerifiableCertificate, KeyId, PublicKey, body_of

CARD_LEVEL = KeyId("9000020", level=0xA8)
FACE = KeyId("9000023")
TEXT = KeyId("9000033")
AUTHORITIES = (CARD_LEVEL, FACE, TEXT)
MASTER_KEY_SIZE = 32


class NotOrdered(ValueError):
    """A desk asked for a code over something that nobody ordered. Nothing is signed."""


class IssuerKeysBroken(ValueError):
    """The bytes are no issuer's keys as `to_bytes` writes them."""


@dataclass(frozen=True)
class CardIssuer:
    """Authority keys by id, the issuing key that all towns of this installation share, and the master key of cards."""

    authorities: Mapping[KeyId, rsa.RSAPrivateKey]
    issuing: rsa.RSAPrivateKey
    master_key: bytes
    _certificates: dict[tuple[KeyId, str], CardVerifiableCertificate] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Signed already: three for a town, the same on each of its cards."""

    def __repr__(self) -> str:
        """No key material."""
        return "CardIssuer(…)"

    @classmethod
    def generate(cls, master_key: bytes) -> Self:
        """New keys; `master_key` are 32 bytes of the operating system's generator."""
        keys = {key_id: rsa.generate_private_key(65537, 2048) for key_id in AUTHORITIES}
        return cls(keys, rsa.generate_private_key(65537, 2048), master_key)

    @property
    def trusted_keys(self) -> dict[KeyId, PublicKey]:
        """What a reader must know to tell this issuer's cards from others."""
        return {key_id: PublicKey.of(key) for key_id, key in self.authorities.items()}

    def certificate(self, authority: KeyId, municipality: str) -> CardVerifiableCertificate:
        """The issuing key's certificate for a municipality (5 digits): subject ids look like `1322121/000`."""
        if found := self._certificates.get((authority, municipality)):
            return found
        subject, public_key = KeyId(f"{municipality}21", "000"), PublicKey.of(self.issuing)
        signed = body_of(authority, subject, public_key)
        signature = self.authorities[authority].sign(signed, padding.PKCS1v15(), SHA256())
        made = CardVerifiableCertificate(authority, subject, public_key, signature)
        self._certificates[authority, municipality] = made
        return made

    def sign(self, record: bytes) -> bytes:
        """Signature over a record by the issuing key."""
        return self.issuing.sign(record, padding.PKCS1v15(), SHA256())

    def sign_digest_info(self, digest_info: bytes) -> bytes:
        """Signature over a ready DigestInfo: the face record has one of its own form."""
        return self.issuing.sign(digest_info, padding.PKCS1v15(), NoDigestInfo())

    def card_key(self, serial: str) -> bytes:
        """The key of one card for the issuer's commands."""
        return card_key(self.master_key, serial)

    def authorise(
        self, serial: str, challenge_and_context: bytes, aid: bytes, ordered: Mapping[Target, bytes] | None = None
    ) -> bytes:
        """The code that a desk asks for (`reader.Authorise`): one unlocking, the opening of a transaction, or its commit.

        `ordered` None: one unlocking was ordered. Otherwise a transaction: the files that the centre itself ordered for this
        card, and new keys as their modulus (256 bytes), known by the time of the commit. Anything else raises NotOrdered.
        """
        context = challenge_and_context[CHALLENGE_SIZE:]
        known = {b"", transaction_digest(ordered)} if ordered else {b""}
        for_transaction = aid == CARD_MANAGER_AID
        fits = for_transaction is (ordered is not None) and len(challenge_and_context) >= CHALLENGE_SIZE
        if not fits or context not in known:
            raise NotOrdered("what the desk would write is not what was ordered; stop, and look at the desk")
        return authentication_code(self.card_key(serial), challenge_and_context, aid)

    def vouch(self, serial: str, challenge_and_context: bytes, aid: bytes) -> bytes:
        """The code for one signature without PIN, for a certified face reader [guess]. Raises NotOrdered."""
        if challenge_and_context[CHALLENGE_SIZE:] != context_of(Purpose.USE_WITHOUT_PIN) or aid != JPKI.aid:
            raise NotOrdered("a face reader may have one signature without PIN, and nothing else")
        return authentication_code(self.card_key(serial), challenge_and_context, aid)

    def to_bytes(self) -> bytes:
        """All private keys, unencrypted: for sealing, and for nothing else."""
        keys = [self.authorities[key_id] for key_id in AUTHORITIES] + [self.issuing]
        encoded = [key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) for key in keys]
        return der.sequence(der.octet_string(self.master_key), *encoded)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises IssuerKeysBroken."""
        try:
            master, *encoded = der.children(raw, der.whole(raw))
            keys = [load_der_private_key(der.raw(raw, item), password=None) for item in encoded]
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise IssuerKeysBroken("these are no issuer's keys") from error
        found = [key for key in keys if isinstance(key, rsa.RSAPrivateKey)]
        if len(found) != len(AUTHORITIES) + 1:
            raise IssuerKeysBroken("these are not all of an issuer's keys")
        return cls(dict(zip(AUTHORITIES, found, strict=False)), found[-1], der.content(raw, master))
