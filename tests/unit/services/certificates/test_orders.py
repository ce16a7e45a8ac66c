"""Orders to the authorities: one order, one certificate, whatever dies in between and however long an authority is away."""

from datetime import date, timedelta

import pytest
from tests.offices import act, clock
from tests.unit.services.cards.living import again, centre, held, hotline, in_stock, ordered, town, worker
from tests.unit.services.certificates.asking import Away, Crash, asked, right, settle, states, with_certificates
from tests.unit.services.residents.newcomers import ALL, SAME_DAY, registered

from tegata.chip.personalisation import Certified
from tegata.ground.act import NotAllowed
from tegata.ground.models import AuditEntry, Event
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.revocation import LifeEvent
from tegata.rules.names import name
from tegata.services.cards import api as cards
from tegata.services.certificates import actions, api, queries
from tegata.services.certificates.api import AuthorityAway, CertificateRefused
from tegata.services.certificates.models import Certificate, Order
from tegata.services.certificates.permissions import Permission
from tegata.services.residents import actions as register

pytestmark = pytest.mark.django_db
AUTH, SIGN = Kind.AUTHENTICATION, Kind.SIGNATURE


def test_a_certificate_says_what_the_record_says(authorities: Away, keys: list[bytes]) -> None:
    card = held()
    certificate = UnverifiedCertificate.parse(asked(card, SIGN, keys[0]))
    assert certificate.public_key == keys[0]
    assert "見本　花子" in certificate.other_names.values()
    (one,) = api.certificates_of(card.resident_id, card.card_id)
    assert (one.serial, one.kind, one.expires) == (certificate.serial, SIGN, date(2030, 5, 6))
    assert api.by_serial(SIGN, one.serial) == one
    assert Event.objects.filter(kind="certificates.CertificateIssued").count() == 1
    assert right()


def test_the_same_key_is_the_same_certificate(authorities: Away, keys: list[bytes]) -> None:
    card = held()
    assert asked(card, AUTH, keys[0]) == asked(card, AUTH, keys[0])
    assert Certificate.objects.count() == 1


CRASHES = ["before prepare", "after prepare", "before issue", "after issue", "before issued", "after issued"]


def test_both_kinds_are_asked_for_at_once(authorities: Away, keys: list[bytes]) -> None:
    card = held()
    found = both(card, keys)
    assert [UnverifiedCertificate.parse(found[kind].certificate).public_key for kind in (SIGN, AUTH)] == keys[:2]
    assert both(card, keys) == found
    assert {row.kind: row.state for row in Order.objects.all()} == {"sign": "issued", "auth": "issued"}
    assert AuditEntry.objects.filter(verb="certificates issue").count() == 2
    assert Event.objects.filter(kind="certificates.CertificateIssued").count() == 2
    newer = both(card, keys[2:])
    assert newer[SIGN] != found[SIGN]
    assert right()


@pytest.mark.parametrize("place", CRASHES)
@pytest.mark.parametrize("kind", [SIGN, AUTH])
def test_killed_over_either_of_both_they_are_finished_once(
    place: str, kind: Kind, authorities: Away, keys: list[bytes]
) -> None:
    card = held()
    authorities.crash_at, authorities.crash_for = place, kind
    with pytest.raises(Crash):
        both(card, keys)
    found = both(card, keys)
    settle()
    serials = {one.kind: one.serial for one in api.certificates_of(card.resident_id, card.card_id)}
    assert serials == {kind: UnverifiedCertificate.parse(one.certificate).serial for kind, one in found.items()}
    assert Certificate.objects.count() == 2
    assert right()


def both(card: cards.CardView, keys: list[bytes]) -> dict[Kind, Certified]:
    assert card.expires is not None
    asked_for = {SIGN: keys[0], AUTH: keys[1]}
    return api.certify_all(centre(), card.resident_id, card.card_id, asked_for, card.expires)


@pytest.mark.parametrize("place", CRASHES)
def test_killed_anywhere_it_is_finished_once(place: str, authorities: Away, keys: list[bytes]) -> None:
    card = held()
    authorities.crash_at = place
    with pytest.raises(Crash):
        asked(card, AUTH, keys[0])
    settle()
    assert queries.queue().orders == 0
    certificate = UnverifiedCertificate.parse(asked(card, AUTH, keys[0]))
    (one,) = api.certificates_of(card.resident_id, card.card_id)
    assert one.serial == certificate.serial
    assert right()


def test_while_an_authority_is_away_orders_wait(authorities: Away, keys: list[bytes]) -> None:
    card = held()
    authorities.take_away()
    with pytest.raises(AuthorityAway, match="done later"):
        asked(card, AUTH, keys[0])
    settle()
    assert queries.queue().orders == 1
    assert [one.fault for one in queries.open_orders()] == [""]
    authorities.bring_back()
    settle()
    assert (queries.queue().orders, states(card)) == (0, {"auth": ("good", "")})
    assert right()


def test_without_its_keys_an_authority_is_away(authorities: Away, keys: list[bytes]) -> None:
    card = held()
    (authorities.root / "keys.sealed").rename(authorities.root / "elsewhere")
    with pytest.raises(AuthorityAway):
        asked(card, AUTH, keys[0])


def test_none_for_signatures_under_fifteen(authorities: Away, keys: list[bytes]) -> None:
    child = registered("見本　一", "ミホン ハジメ", birth=date(2011, 4, 2))
    card = cards.card(child, in_stock(child))
    assert card.expires is not None
    assert api.certify(centre(), child, card.card_id, SIGN, keys[0], card.expires) is None
    assert both(card, keys[1:]).keys() == {AUTH}
    assert asked(card, AUTH, keys[2])
    assert not api.entitled(SIGN, date(2011, 4, 2), date(2026, 4, 1), face_only=False)
    assert api.entitled(SIGN, date(2011, 4, 1), date(2026, 4, 1), face_only=False)
    assert Order.objects.count() == 1


def test_none_for_signatures_on_a_face_only_card(authorities: Away, keys: list[bytes]) -> None:
    who = registered()
    card_id = ordered(who, face_only=True)
    with pytest.raises(CertificateRefused, match="face-only"):
        api.certify(centre(), who, card_id, SIGN, keys[0], date(2036, 5, 6))
    assert api.certify(centre(), who, card_id, AUTH, keys[0], date(2036, 5, 6))


def test_none_on_a_card_that_is_stopped_or_invalid(authorities: Away, keys: list[bytes]) -> None:
    card = held()
    cards.suspend(hotline(), card.resident_id, card.card_id)
    with pytest.raises(CertificateRefused, match="stopped or invalid"):
        asked(card, AUTH, keys[0])
    cards.return_ordered(town(), card.resident_id, card.card_id)
    with pytest.raises(CertificateRefused, match="stopped or invalid"):
        asked(card, AUTH, keys[0])


def test_a_renewal_in_its_last_months_loses_nothing(authorities: Away, keys: list[bytes]) -> None:
    """The 6th birthday after, and the old ones end as superseded when the new ones are on the chip."""
    card = with_certificates(keys)
    clock.moment += date(2030, 3, 1) - date(2026, 4, 1)
    for number, kind in enumerate((AUTH, SIGN)):
        asked(card, kind, keys[2 + number])
    settle()
    assert [one.state.value for one in api.certificates_of(card.resident_id, card.card_id)] == ["good"] * 4
    api.installed(town(), card.resident_id, card.card_id)
    settle()
    found = api.certificates_of(card.resident_id, card.card_id)
    assert [(one.expires, one.state.value, one.reason) for one in found] == [
        (date(2035, 5, 6), "good", ""),
        (date(2035, 5, 6), "good", ""),
        (date(2030, 5, 6), "revoked", "superseded"),
        (date(2030, 5, 6), "revoked", "superseded"),
    ]
    assert right()


def test_links_lead_from_old_to_new_and_across(authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    old = {one.kind: one.serial for one in api.certificates_of(card.resident_id, card.card_id)}
    clock.forward(days=1)
    new = UnverifiedCertificate.parse(asked(card, SIGN, keys[2])).serial
    entitled = act(Permission.LINKS, town=None)
    found = api.links(entitled, SIGN, old[SIGN])
    assert (found.predecessor, found.successor, found.newest, found.other_kind) == (None, new, new, old[AUTH])
    assert api.links(entitled, SIGN, new).predecessor == old[SIGN]
    assert AuditEntry.objects.filter(verb="certificates links").count() == 2
    with pytest.raises(NotAllowed):
        api.links(act(), SIGN, new)
    with pytest.raises(api.UnknownCertificate):
        api.links(entitled, AUTH, new)


def test_a_signature_certificate_issued_anew_ends_with_the_other(authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    clock.forward(days=800)
    asked(card, SIGN, keys[2])
    newest = api.certificates_of(card.resident_id, card.card_id)[0]
    assert (newest.kind, newest.expires) == (SIGN, date(2030, 5, 6))


def test_what_was_asked_for_a_card_that_ends_is_not_made(authorities: Away, keys: list[bytes]) -> None:
    card = held()
    authorities.take_away()
    with pytest.raises(AuthorityAway):
        asked(card, AUTH, keys[0])
    cards.return_ordered(town(), card.resident_id, card.card_id)
    settle()
    authorities.bring_back()
    settle()
    assert [order.state.value for order in api.orders_of(card.resident_id, card.card_id)] == ["cancelled"]
    assert Certificate.objects.count() == 0
    assert right()


@pytest.mark.parametrize("place", ["before issue", "after issue"])
def test_a_card_that_ends_between_token_and_certificate(place: str, authorities: Away, keys: list[bytes]) -> None:
    card = held()
    authorities.crash_at = place
    with pytest.raises(Crash):
        asked(card, AUTH, keys[0])
    actions.end(worker(), card.resident_id, card.card_id, LifeEvent.CARD_RETURNED)
    settle()
    expected = {} if place == "before issue" else {"auth": ("revoked", "cessationOfOperation")}
    assert states(card) == expected
    assert right()


def test_a_name_that_changed_while_it_was_made_is_noticed(authorities: Away, keys: list[bytes]) -> None:
    card = held()
    authorities.crash_at = "before issue"
    with pytest.raises(Crash):
        asked(card, SIGN, keys[0])
    register.change_name(act(*ALL), card.resident_id, SAME_DAY, name("見本　桜", "ミホン サクラ"))
    actions.finish_orders(worker())
    settle()
    assert states(card) in ({}, {"sign": ("revoked", "superseded")})
    assert right()


def test_what_the_authority_refuses_is_written_down(authorities: Away) -> None:
    card = held()
    with pytest.raises(ValueError, match="PublicKey"):
        asked(card, AUTH, b"\x30\x00")
    (order,) = api.orders_of(card.resident_id, card.card_id)
    assert (order.state.value, order.fault) == ("refused", "LintError")
    settle()
    assert queries.queue().orders == 0


def test_orders_drain_in_order(authorities: Away, keys: list[bytes]) -> None:
    cards_held = [held(registered(f"見本　{number}子", "ミホン ハナコ")) for number in "一二三四五"]
    authorities.take_away()
    for card in cards_held:
        with pytest.raises(AuthorityAway):
            asked(card, AUTH, keys[0])
        clock.forward(seconds=1)
    assert queries.queue().oldest == clock.moment - timedelta(seconds=5)
    authorities.bring_back()
    assert actions.finish_orders(worker()) == 5
    serials = [api.certificates_of(card.resident_id, card.card_id)[0].serial for card in cards_held]
    assert serials == sorted(serials)
    assert again(cards_held[0]) == cards_held[0]
