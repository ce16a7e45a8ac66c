"""Distinguished names of the service: countries as PrintableString, all else as UTF8String, in the order as encoded.

Two hierarchies, and every generation of an authority has the same name: issuers are told apart by key, never by name.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tegata.pki import der, oids


class Kind(StrEnum):
    """The two certificates of a card, each under an authority of its own."""

    SIGNATURE = "sign"  # 署名用
    AUTHENTICATION = "auth"  # 利用者証明用


@dataclass(frozen=True, slots=True)
class Naming:
    """How an installation calls itself. Real cards say `JPKI`, official test systems `JPKI-TEST`, as ours does."""

    organisation: str = "JPKI-TEST"
    cps_uri: str = "http://www.jpki-test.example/cps.html"
    ocsp_uri: dict[Kind, str] | None = None

    def ocsp(self, kind: Kind) -> str:
        """The OCSP address in a certificate. The authentication host has this form; the signature twin is inferred."""
        return (self.ocsp_uri or {}).get(kind, f"http://ocsp{kind.value}norm.jpki-test.example")


ENGLISH = {Kind.SIGNATURE: "JPKI for digital signature", Kind.AUTHENTICATION: "JPKI for user authentication"}
JAPANESE = {Kind.SIGNATURE: "公的個人認証サービス署名用", Kind.AUTHENTICATION: "公的個人認証サービス利用者証明用"}
AGENCY = ("Japan Agency for Local Authority Information Systems", "地方公共団体情報システム機構")

Attribute = tuple[str, str]


@lru_cache(maxsize=4096)
def encode(*attributes: Attribute) -> bytes:
    """A Name (RFC 5280 §4.1.2.4) of one attribute a level."""
    return der.sequence(*(der.set_of(der.sequence(der.oid(kind), _value(kind, text))) for kind, text in attributes))


def _value(kind: str, text: str) -> bytes:
    return der.printable(text) if kind == oids.COUNTRY else der.utf8(text)


def authority(kind: Kind, naming: Naming) -> bytes:
    """Subject and issuer of the authority's own certificate."""
    return encode(
        (oids.COUNTRY, "JP"),
        (oids.ORGANISATION, naming.organisation),
        (oids.ORGANISATIONAL_UNIT, ENGLISH[kind]),
        (oids.ORGANISATIONAL_UNIT, AGENCY[0]),
    )


def authority_in_japanese(kind: Kind) -> bytes:
    """The authority's alternative name, in Japanese."""
    return encode(
        (oids.COUNTRY, "JP"),
        (oids.ORGANISATION, "公的個人認証サービス"),
        (oids.ORGANISATIONAL_UNIT, JAPANESE[kind]),
        (oids.ORGANISATIONAL_UNIT, AGENCY[1]),
    )


def crl_point(kind: Kind, naming: Naming, prefecture: str, municipality: str) -> bytes:
    """Where the CRL of a municipality (a ward in designated cities) stands in the directory; romanised names."""
    return encode(
        (oids.COUNTRY, "JP"),
        (oids.ORGANISATION, naming.organisation),
        (oids.ORGANISATIONAL_UNIT, ENGLISH[kind]),
        (oids.ORGANISATIONAL_UNIT, "CRL Distribution Points"),
        (oids.ORGANISATIONAL_UNIT, prefecture),
        (oids.COMMON_NAME, f"{municipality} CRLDP"),
    )


def directory_name(name: bytes) -> bytes:
    """GeneralName directoryName, which is EXPLICIT because Name is a CHOICE."""
    return der.context(4, name)


def full_name_point(name: bytes) -> bytes:
    """DistributionPointName fullName of one directory name (RFC 5280 §4.2.1.13)."""
    return der.context(0, der.context(0, directory_name(name)))
