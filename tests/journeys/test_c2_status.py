"""C2: CRL and OCSP say the four reasons after the right life events; a hold is not lifted unless the switch says so."""

import pytest
from tests.journeys.conftest import Clock, Make

from tegata.chip.personalisation import PersonalisedCard
from tegata.pki.crl import LoadedCrl
from tegata.pki.names import Kind
from tegata.pki.path import SIGNATURE, CrlSource, OcspSource, UnverifiedCertificate, validate
from tegata.pki.path.errors import Held, Revoked
from tegata.pki.revocation import HoldIsNotLifted, LifeEvent, Reason
from tegata.server.home import Home

EVENTS = {
    LifeEvent.DEATH: Reason.AFFILIATION_CHANGED,
    LifeEvent.LOSS_REPORTED_AT_COUNTER: Reason.CESSATION_OF_OPERATION,
    LifeEvent.ATTRIBUTES_CHANGED: Reason.SUPERSEDED,
    LifeEvent.LOSS_REPORTED_BY_PHONE: Reason.CERTIFICATE_HOLD,
}


def _certificate(made: PersonalisedCard) -> UnverifiedCertificate:
    return UnverifiedCertificate.parse(made.certificates[Kind.SIGNATURE].certificate)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name.lower())
def test_a_life_event_is_seen_by_ocsp_and_crl(home: Home, clock: Clock, make_card: Make, event: LifeEvent) -> None:
    made = make_card(f"c2-{event.name.lower()}")
    certificate, authority = _certificate(made), home.authorities[Kind.SIGNATURE]
    anchors = home.trust(OcspSource(home.ask_status)).anchors
    before = clock.later(minutes=1)
    validate(certificate, anchors, SIGNATURE, OcspSource(home.ask_status), before)
    happened = clock.later(hours=1)
    authority.apply(event, certificate.serial, happened)
    listed = authority.crl(made.person.municipality, clock.later(minutes=1))
    for source in (OcspSource(home.ask_status), CrlSource([LoadedCrl.load(listed, authority.issuer.public_key)])):
        with pytest.raises(Revoked) as refused:
            validate(certificate, anchors, SIGNATURE, source, clock.now)
        assert (refused.value.reason, refused.value.since) == (EVENTS[event], happened)
        assert isinstance(refused.value, Held) == (event is LifeEvent.LOSS_REPORTED_BY_PHONE)
        validate(certificate, anchors, SIGNATURE, source, before)


def test_a_move_ends_the_signature_certificate_only(home: Home, clock: Clock, make_card: Make) -> None:
    made = make_card("c2-move")
    serial = UnverifiedCertificate.parse(made.certificates[Kind.AUTHENTICATION].certificate).serial
    authentication = home.authorities[Kind.AUTHENTICATION]
    assert authentication.apply(LifeEvent.ATTRIBUTES_CHANGED, serial, clock.now) is None
    assert authentication.status(serial).reason is None


def test_a_found_card_is_resumed_only_where_the_switch_allows_it(home: Home, clock: Clock, make_card: Make) -> None:
    made = make_card("c2-found")
    serial, authority = _certificate(made).serial, home.authorities[Kind.SIGNATURE]
    authority.hold(serial, clock.later(minutes=1))
    with pytest.raises(HoldIsNotLifted):
        authority.resume(serial, clock.later(minutes=1))
    authority.resume(serial, clock.later(minutes=1), allowed=True)
    anchors = home.trust(OcspSource(home.ask_status)).anchors
    validate(_certificate(made), anchors, SIGNATURE, OcspSource(home.ask_status), clock.later(minutes=1))
