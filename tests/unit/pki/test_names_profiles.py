"""What certificates look like, byte for byte, as another parser reads them: the facts read from real ones."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from tests.unit.pki.authorities import ENDS, FIRST_SERIAL, HOLDER, NOT_AFTER, NOW, TOWN, Keys, request

from tegata.pki import names, oids, profiles
from tegata.pki.authority import Authority, root_certificate
from tegata.pki.names import Kind, Naming
from tegata.pki.profiles import Validity

SHARED = [
    ("certificatePolicies", True),
    ("issuerAltName", False),
    ("cRLDistributionPoints", False),
    ("authorityInfoAccess", False),
    ("authorityKeyIdentifier", False),
    ("subjectKeyIdentifier", False),
]


def read(encoded: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(encoded)


def order(certificate: x509.Certificate) -> list[tuple[str, bool]]:
    return [(item.oid._name, item.critical) for item in certificate.extensions]


@pytest.fixture
def certificate(authority: Authority, keys: Keys) -> x509.Certificate:
    return read(authority.certify(request(keys.holder), NOW))


@pytest.mark.parametrize(("kind", "size"), [(Kind.SIGNATURE, 1319), (Kind.AUTHENTICATION, 1334)])
def test_roots_have_the_size_of_real_ones(keys: Keys, kind: Kind, size: int) -> None:
    """1,304 and 1,319 bytes with `JPKI`; `JPKI-TEST` stands in three names and is five bytes longer."""
    validity = Validity(datetime(2023, 7, 16, 0, 50, 27, tzinfo=UTC), datetime(2033, 7, 15, 14, 59, 59, tzinfo=UTC))
    test = root_certificate(kind, Naming(), keys.authority, 0x067C6A21, validity)
    real = root_certificate(kind, Naming("JPKI"), keys.authority, 0x067C6A21, validity)
    assert (len(test), len(real)) == (size, size - 15)


def test_a_root_has_these_extensions_and_no_others(authority: Authority) -> None:
    root = read(authority.certificate)
    assert order(root) == [
        ("keyUsage", True),
        ("subjectAltName", False),
        ("basicConstraints", True),
        ("cRLDistributionPoints", False),
        ("subjectKeyIdentifier", False),
    ]
    usage = root.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.key_cert_sign
    assert usage.crl_sign
    assert not usage.digital_signature
    constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (True, None)
    (point,) = root.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name is not None
    assert point.full_name[0].value == root.subject == root.issuer


def test_the_name_of_an_authority_as_encoded(authority: Authority) -> None:
    root = read(authority.certificate)
    english = {Kind.SIGNATURE: "JPKI for digital signature", Kind.AUTHENTICATION: "JPKI for user authentication"}
    assert [(item.oid, item.value, item._type.name) for item in root.subject] == [
        (NameOID.COUNTRY_NAME, "JP", "PrintableString"),
        (NameOID.ORGANIZATION_NAME, "JPKI-TEST", "UTF8String"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, english[authority.kind], "UTF8String"),
        (
            NameOID.ORGANIZATIONAL_UNIT_NAME,
            "Japan Agency for Local Authority Information Systems",
            "UTF8String",
        ),
    ]
    assert root.subject.public_bytes() == names.authority(authority.kind, Naming())


def test_extensions_stand_in_the_order_of_real_cards(authority: Authority, certificate: x509.Certificate) -> None:
    second = ("subjectAltName", False) if authority.kind is Kind.SIGNATURE else ("extendedKeyUsage", False)
    assert order(certificate) == [("keyUsage", True), second, *SHARED]


def test_the_key_may_do_what_its_kind_does(authority: Authority, certificate: x509.Certificate) -> None:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment is (authority.kind is Kind.SIGNATURE)
    assert not any((usage.key_encipherment, usage.key_cert_sign, usage.crl_sign, usage.key_agreement))
    if authority.kind is Kind.AUTHENTICATION:
        extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(extended) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_there_is_one_policy_with_its_qualifier(authority: Authority, certificate: x509.Certificate) -> None:
    (policy,) = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    expected = {Kind.SIGNATURE: "1.2.392.200149.8.5.1.0.20", Kind.AUTHENTICATION: "1.2.392.200149.8.5.1.3.30"}
    assert policy.policy_identifier.dotted_string == expected[authority.kind]
    assert policy.policy_qualifiers == [Naming().cps_uri]


def test_only_the_signature_policy_differs_in_test_systems() -> None:
    real = Naming("JPKI")
    assert profiles.policy_of(Kind.SIGNATURE, real) == oids.POLICY_SIGNATURE_CARD == "1.2.392.200149.8.5.1.1.20"
    assert profiles.policy_of(Kind.AUTHENTICATION, real) == profiles.policy_of(Kind.AUTHENTICATION, Naming())


def test_the_issuer_is_named_by_key_name_and_serial(authority: Authority, certificate: x509.Certificate) -> None:
    root = read(authority.certificate)
    found = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    own = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert found.key_identifier == own.digest == x509.SubjectKeyIdentifier.from_public_key(root.public_key()).digest  # type: ignore[arg-type]
    assert found.authority_cert_issuer is not None
    assert [item.value for item in found.authority_cert_issuer] == [root.subject]
    assert found.authority_cert_serial_number == root.serial_number
    subject = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert subject.digest == x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest  # type: ignore[arg-type]


def test_the_alternative_name_of_the_issuer_is_japanese(authority: Authority, certificate: x509.Certificate) -> None:
    (mine,) = certificate.extensions.get_extension_for_class(x509.IssuerAlternativeName).value
    (its,) = read(authority.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert mine == its
    units = [item.value for item in mine.value.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
    kinds = {Kind.SIGNATURE: "署名用", Kind.AUTHENTICATION: "利用者証明用"}
    assert units == [f"公的個人認証サービス{kinds[authority.kind]}", "地方公共団体情報システム機構"]


def test_the_distribution_point_is_a_directory_name(authority: Authority, certificate: x509.Certificate) -> None:
    (point,) = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name is not None
    (name,) = point.full_name
    assert isinstance(name, x509.DirectoryName)
    assert [item.value for item in name.value][2:] == [
        names.ENGLISH[authority.kind],
        "CRL Distribution Points",
        TOWN.prefecture_roman,
        f"{TOWN.roman} CRLDP",
    ]


def test_the_responder_has_an_address(authority: Authority, certificate: x509.Certificate) -> None:
    (access,) = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert access.access_method == AuthorityInformationAccessOID.OCSP
    assert access.access_location.value == f"http://ocsp{authority.kind}norm.jpki-test.example"
    other = Naming(ocsp_uri={Kind.SIGNATURE: "http://127.0.0.1:8080"})
    assert other.ocsp(Kind.SIGNATURE) == "http://127.0.0.1:8080"
    assert other.ocsp(Kind.AUTHENTICATION) == "http://ocspauthnorm.jpki-test.example"


def test_serials_come_from_one_counter_and_have_four_bytes(authority: Authority, keys: Keys) -> None:
    batch = authority.certify_all([request(keys.holder)] * 3, NOW)
    assert read(authority.certificate).serial_number == FIRST_SERIAL
    assert [read(item).serial_number for item in batch] == [FIRST_SERIAL + 1, FIRST_SERIAL + 2, FIRST_SERIAL + 3]


def test_validity_ends_with_a_day_in_japan(certificate: x509.Certificate) -> None:
    assert certificate.not_valid_before_utc == NOW
    assert certificate.not_valid_after_utc == NOT_AFTER
    assert f"{NOT_AFTER.astimezone(UTC):%H:%M:%S}" == "14:59:59"
    assert ENDS > NOT_AFTER


def test_the_subject(authority: Authority, certificate: x509.Certificate) -> None:
    values = [(item.oid, item.value) for item in certificate.subject]
    common_name = values[-1][1]
    assert isinstance(common_name, str)
    if authority.kind is Kind.AUTHENTICATION:
        assert [item[0] for item in values] == [NameOID.COUNTRY_NAME, NameOID.COMMON_NAME]
        assert re.fullmatch(r"[0-9A-Z]{14}13101\d{3}A", common_name)
    else:
        assert values[:3] == [
            (NameOID.COUNTRY_NAME, "JP"),
            (NameOID.LOCALITY_NAME, TOWN.prefecture_roman),
            (NameOID.LOCALITY_NAME, TOWN.roman),
        ]
        assert re.fullmatch(r"\d{14}13101\d{3}A", common_name)
    assert [item._type.name for item in certificate.subject] == ["PrintableString"] + ["UTF8String"] * (len(values) - 1)


def test_common_names_do_not_show_the_serial_and_are_unique() -> None:
    made = {profiles._opaque_id(serial) for serial in range(FIRST_SERIAL, FIRST_SERIAL + 5000)}
    assert len(made) == 5000
    assert all(re.fullmatch("[0-9A-Z]{14}", item) for item in made)


def test_the_six_attributes_in_the_order_of_cards(issued: bytes) -> None:
    found = read(issued).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    others = [item for item in found if isinstance(item, x509.OtherName)]
    assert len(others) == len(list(found)) == 6
    assert [item.type_id.dotted_string.rsplit(".", 1)[1] for item in others] == ["1", "4", "3", "5", "2", "6"]
    texts = [item.value[2:].decode() for item in others]
    assert texts == [HOLDER.name, "319800217", HOLDER.sex.value, HOLDER.address, "0" * 5, "0" * len(HOLDER.address)]
    assert {item.value[0] for item in others} == {0x0C}


@pytest.mark.parametrize("authority", [Kind.AUTHENTICATION], indirect=True)
def test_an_authentication_certificate_says_nothing_of_its_holder(authority: Authority, keys: Keys) -> None:
    texts = [HOLDER.name, "手形", "花子", HOLDER.address, "19800217"]
    encoded = authority.certify(request(keys.holder), NOW)
    assert not any(text.encode() in encoded for text in texts)
    assert oids.NAME not in [item.oid.dotted_string for item in read(encoded).extensions]


def test_the_key_is_the_holders(certificate: x509.Certificate, keys: Keys) -> None:
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert spki == keys.holder.public_key


def test_another_parser_verifies_the_signature(authority: Authority, certificate: x509.Certificate) -> None:
    certificate.verify_directly_issued_by(read(authority.certificate))


def test_replaced_characters_are_flagged(signing: Authority, keys: Keys) -> None:
    flagged = replace(HOLDER, name_substituted="01000")
    found = read(signing.certify(request(keys.holder, flagged), NOW)).extensions
    others = [item.value for item in found.get_extension_for_class(x509.SubjectAlternativeName).value]
    assert others[4][2:] == b"01000"
