"""The end of certificates: the right reason from the right event, once, and not lost while an authority is away."""

from datetime import date, timedelta

import pytest
from tests.offices import act, clock
from tests.unit.services.cards.living import KIYOSE, again, held, hotline, in_stock, town, worker
from tests.unit.services.certificates.asking import Away, Crash, asked, right, settle, states, with_certificates
from tests.unit.services.residents.newcomers import ALL, ELSEWHERE_IN_KIYOSE, SAME_DAY, registered

from tegata.ground import outbox, schedule
from tegata.ground.models import Event
from tegata.pki.authority import Policy
from tegata.pki.names import Kind
from tegata.pki.revocation import LifeEvent
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView, ReturnCause
from tegata.services.certificates import actions, api, queries, tasks
from tegata.services.certificates.models import Certificate
from tegata.services.certificates.permissions import Permission
from tegata.services.residents import actions as register
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db
CLERK = act(*ALL)
BOTH_GOOD = {"auth": ("good", ""), "sign": ("good", "")}


def both(state: str, reason: str) -> dict[str, tuple[str, str]]:
    return {"auth": (state, reason), "sign": (state, reason)}


def die(card: CardView) -> None:
    register.death(CLERK, card.resident_id, SAME_DAY)


def go_abroad(card: CardView) -> None:
    register.move_abroad(CLERK, card.resident_id, SAME_DAY, "フランス")


def move_house(card: CardView) -> None:
    register.move_within(CLERK, card.resident_id, SAME_DAY, ELSEWHERE_IN_KIYOSE)


def lose(card: CardView) -> None:
    cards.returned(town(), card.resident_id, card.card_id, ReturnCause.LOST)


def give_back(card: CardView) -> None:
    cards.returned(town(), card.resident_id, card.card_id, ReturnCause.WISH)


def phone(card: CardView) -> None:
    cards.suspend(hotline(), card.resident_id, card.card_id)


def renew(card: CardView) -> None:
    held(card.resident_id, reason="renewal")


def order_back(card: CardView) -> None:
    cards.return_ordered(town(), card.resident_id, card.card_id)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (die, both("revoked", "affiliationChanged")),
        (go_abroad, both("revoked", "affiliationChanged")),
        (move_house, BOTH_GOOD | {"sign": ("revoked", "superseded")}),
        (lose, both("revoked", "cessationOfOperation")),
        (give_back, both("revoked", "cessationOfOperation")),
        (phone, both("held", "certificateHold")),
        (renew, both("revoked", "superseded")),
        (order_back, both("revoked", "cessationOfOperation")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_events_and_reasons(event, expected, authorities: Away, keys: list[bytes]) -> None:  # type: ignore[no-untyped-def]
    """The article's table (失効情報の利用), from the event in the office to the authority's own records."""
    card = with_certificates(keys)
    settle()
    assert states(card) == BOTH_GOOD
    event(card)
    settle()
    assert states(card) == expected
    assert right()
    ended = [one for one in expected.values() if one[0] != "good"]
    assert Event.objects.filter(kind="certificates.CertificateEnded").count() == len(ended)


def test_discarded_before_handover(authorities: Away, keys: list[bytes]) -> None:
    who = registered()
    card = cards.card(who, in_stock(who))
    asked(card, Kind.AUTHENTICATION, keys[0])
    cards.discard(town(), who, card.card_id)
    settle()
    assert states(card) == {"auth": ("revoked", "unspecified")}
    assert right()


def test_what_waits_for_an_authority_is_told_once_it_is_back(authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    settle()
    authorities.take_away()
    cards.suspend(hotline(), card.resident_id, card.card_id)
    settle()
    assert queries.queue().endings == 2
    cards.returned(town(), card.resident_id, card.card_id, ReturnCause.LOST)
    settle()
    assert (queries.queue().endings, states(card)) == (4, BOTH_GOOD)
    authorities.bring_back()
    settle()
    assert (queries.queue().endings, states(card)) == (0, both("revoked", "cessationOfOperation"))
    assert right()


@pytest.mark.parametrize("place", ["before apply", "after apply"])
def test_killed_while_telling_it_is_told_once(place: str, authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    settle()
    cards.suspend(hotline(), card.resident_id, card.card_id)
    authorities.crash_at = place
    with pytest.raises(Crash):
        settle()
    settle()
    assert states(card) == both("held", "certificateHold")
    for kind in Kind:
        serial = api.certificates_of(card.resident_id, card.card_id)[0].serial
        with authorities._authority(kind) as authority:
            assert len(authority.store.history(serial)) in (0, 2)
    assert Event.objects.filter(kind="certificates.CertificateEnded").count() == 2
    assert right()


def test_a_hold_is_there_after_one_round_of_the_worker(authorities: Away, keys: list[bytes]) -> None:
    """Which takes less than a second when nothing else waits: no waiting in between."""
    card = with_certificates(keys)
    settle()
    cards.suspend(hotline(), card.resident_id, card.card_id)
    outbox.deliver(worker().at)
    schedule.run_continual(worker())
    assert states(card) == both("held", "certificateHold")


def test_a_hold_is_not_lifted_and_new_ones_are_issued(authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    phone(card)
    settle()
    cards.resume(town(), card.resident_id, card.card_id)
    settle()
    assert states(card) == both("held", "certificateHold")
    assert set(api.missing(card.resident_id, card.card_id, worker().today)) == set(Kind)
    clock.forward(minutes=5)
    for number, kind in enumerate(Kind):
        asked(card, kind, keys[2 + number])
    api.installed(town(), card.resident_id, card.card_id)
    settle()
    found = api.certificates_of(card.resident_id, card.card_id)
    assert (
        sorted((one.state.value, one.reason) for one in found) == [("good", "")] * 2 + [("revoked", "superseded")] * 2
    )
    assert api.missing(card.resident_id, card.card_id, worker().today) == ()
    assert right()


def test_where_the_policy_allows_it_a_hold_is_lifted(authorities: Away, keys: list[bytes]) -> None:
    authorities._policy = Policy(holds_are_lifted=True)
    card = with_certificates(keys)
    for _ in range(2):
        phone(card)
        settle()
        assert states(card) == both("held", "certificateHold")
        cards.resume(town(), card.resident_id, card.card_id)
        settle()
        assert states(card) == BOTH_GOOD
    assert right()


def test_a_certificate_issued_in_the_same_act_as_the_move_survives_its_event(
    authorities: Away, keys: list[bytes]
) -> None:
    """The wizard issues at once; the register's event is heard afterwards and must not end what is right already."""
    card = with_certificates(keys)
    settle()
    clock.forward(minutes=5)
    move_house(card)
    asked(card, Kind.SIGNATURE, keys[2])
    api.installed(town(), card.resident_id, card.card_id)
    settle()
    assert states(card) == BOTH_GOOD
    assert right()


def test_a_signature_certificate_is_owed_until_it_is_issued(authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    settle()
    clock.forward(minutes=5)
    move_house(card)
    settle()
    assert [owed.card_id for owed in api.reissues_owed(KIYOSE, worker().today)] == [card.card_id]
    asked(card, Kind.SIGNATURE, keys[2])
    api.installed(town(), card.resident_id, card.card_id)
    settle()
    assert api.reissues_owed(KIYOSE, worker().today) == []


def test_the_notice_about_certificates_is_sent_once(authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    clock.moment += date(2030, 2, 5) - date(2026, 4, 1)
    tasks.notice(worker())
    assert Event.objects.filter(kind="cards.CardExpiring").count() == 0
    clock.forward(days=1)
    tasks.notice(worker())
    tasks.notice(worker())
    (event,) = Event.objects.filter(kind="cards.CardExpiring")
    assert '"what": "certificates"' in event.payload
    (letter,) = residents.letters(card.resident_id)
    assert (letter.kind, letter.facts["post office"]) == ("certificates expiring", False)


def test_no_notice_of_their_own_when_they_end_with_the_card(authorities: Away, keys: list[bytes]) -> None:
    child = registered("見本　一", "ミホン ハジメ", birth=date(2020, 4, 2))
    card = held(child)
    asked(card, Kind.AUTHENTICATION, keys[0])
    assert Certificate.objects.get().notice_on is None


def test_the_holder_asks_to_stop_one_of_them(authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    settle()
    actions.end(town(), card.resident_id, card.card_id, LifeEvent.CARD_RETURNED, Kind.SIGNATURE)
    settle()
    assert states(card) == BOTH_GOOD | {"sign": ("revoked", "cessationOfOperation")}
    assert again(card).is_valid_on(worker().today)


def test_reconciliation_sees_what_is_wrong(authorities: Away, keys: list[bytes]) -> None:
    card = with_certificates(keys)
    auditor = act(Permission.RECONCILE, town=None)
    assert actions.reconcile(auditor).compared == 2
    one = Certificate.objects.get(kind="auth")
    with authorities._authority(Kind.AUTHENTICATION) as authority:
        authority.hold(one.serial, clock() + timedelta(seconds=1))
    assert actions.reconcile(auditor).differ == (f"auth:{one.serial:08X}",)
    Certificate.objects.filter(resident_id=card.resident_id, kind="sign").delete()
    assert len(actions.reconcile(auditor).missing_here) == 1
