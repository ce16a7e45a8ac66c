"""What an operator says of documents, challenges and certificates: a verdict, or the one problem that it is."""

from datetime import timedelta

import pytest
from tests.offices import clock
from tests.operating import Operating

from tegata.client import errors
from tegata.pki.documents import cms, xml
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason
from tegata.reader.binding import bound

CONTENT = b"what is signed\n"


def test_a_signed_document_gets_a_verdict(operator: Operating) -> None:
    person = operator.person()
    document = cms.sign(CONTENT, person.signer, operator.home.now())
    with operator.client() as client:
        verdict = client.verify_document(document)
    assert verdict.form == "cms"
    assert verdict.signature.holder is not None
    assert verdict.signature.holder.name == "手形　花子"
    assert verdict.signature.serial == f"{person.serial:08X}"
    assert verdict.signature.status.source == "CRL"


def test_a_detached_signature_is_about_the_content_beside_it(operator: Operating) -> None:
    signature = cms.sign(CONTENT, operator.person().signer, operator.home.now(), detached=True)
    with operator.client() as client:
        assert client.verify_document(signature, content=CONTENT).form == "cms"
        with pytest.raises(errors.DocumentAltered):
            client.verify_document(signature, content=CONTENT + b" ")
        with pytest.raises(errors.DocumentUnsupported):
            client.verify_document(signature)


def test_xml_is_verified_too(operator: Operating) -> None:
    document = xml.sign("<申告/>".encode(), operator.person().signer, operator.home.now())
    with operator.client() as client:
        assert client.verify_document(document).form == "xml"


def test_a_challenge_counts_once(operator: Operating) -> None:
    person = operator.person(Kind.AUTHENTICATION)
    with operator.client() as client:
        challenge = client.new_challenge().value
        verdict = client.verify_answer(challenge, person.answer(challenge), person.certificate)
        assert (verdict.form, verdict.signature.kind, verdict.signature.holder) == ("challenge", "auth", None)
        with pytest.raises(errors.ChallengeUsed):
            client.verify_answer(challenge, person.answer(challenge), person.certificate)


def test_a_wrong_answer_uses_the_challenge_up(operator: Operating) -> None:
    person = operator.person(Kind.AUTHENTICATION)
    with operator.client() as client:
        challenge = client.new_challenge().value
        with pytest.raises(errors.SignatureWrong):
            client.verify_answer(challenge, person.answer(b"another"), person.certificate)
        with pytest.raises(errors.ChallengeUsed):
            client.verify_answer(challenge, person.answer(challenge), person.certificate)


def test_a_revoked_certificate_is_a_problem_with_its_reason(operator: Operating) -> None:
    person = operator.person()
    operator.home.authorities[Kind.SIGNATURE].revoke(person.serial, Reason.SUPERSEDED, operator.home.now())
    with operator.client() as client, pytest.raises(errors.CertificateRevoked) as refused:
        client.verify_certificate(person.certificate)
    assert refused.value.reason == "superseded"
    assert refused.value.type == "http://operator.example/problems/certificate-revoked"


def test_a_certificate_that_ends_is_expired_afterwards(operator: Operating) -> None:
    person = operator.person(days=2)
    clock.moment += timedelta(days=4)
    try:
        with operator.client() as client, pytest.raises(errors.CertificateExpired):
            client.verify_certificate(person.certificate)
    finally:
        clock.moment -= timedelta(days=4)


def test_an_answer_through_an_agent_counts_for_the_site_that_it_names(operator: Operating) -> None:
    """The agent signs the challenge with the site's origin; without it, or with another, it is another signature."""
    person = operator.person(Kind.AUTHENTICATION)
    with operator.client() as client:
        for claimed, accepted in (("https://bank.example", True), ("https://shop.example", False), (None, False)):
            challenge = client.new_challenge().value
            signature = person.answer(bound("https://bank.example", "authenticate", challenge))
            if accepted:
                assert client.verify_answer(challenge, signature, person.certificate, origin=claimed).signatures
                continue
            with pytest.raises(errors.SignatureWrong):
                client.verify_answer(challenge, signature, person.certificate, origin=claimed)
        with pytest.raises(errors.RequestMalformed):
            client.verify_answer(challenge, signature, person.certificate, origin="two\nlines")
