"""Calls, stops and lists: what is stopped at once, what is written down, and what is refused."""

from datetime import date

import pytest
from tests.offices import act, clock
from tests.unit.services.cards.living import again, held, in_stock, town
from tests.unit.services.residents.newcomers import KIYOSE, registered

from tegata.ground import outbox, two_person
from tegata.ground.act import Act, NotAllowed
from tegata.ground.models import AuditEntry, Event
from tegata.ground.offices import Office
from tegata.services.cards import api as cards
from tegata.services.cards.api import State
from tegata.services.hotline import actions, api, queries
from tegata.services.hotline.events import LossReported
from tegata.services.hotline.models import Answer, Call
from tegata.services.hotline.permissions import Permission
from tegata.services.hotline.rules import Decision, Happened, Identified, Question, Shown, WrongSerials
from tegata.services.residents import api as residents
from tegata.services.residents.permissions import Permission as Register

pytestmark = pytest.mark.django_db
BIRTH = date(1990, 5, 6)


def desk(who: str = "night", *more: str) -> Act:
    return act(
        Permission.TAKE_CALL,
        Permission.STOP_LIST,
        Register.SEARCH_NATIONWIDE,
        *more,
        who=who,
        office=Office.HOTLINE,
        town=None,
    )


def call(happened: Happened = Happened.STOLEN, name: str = "見本花子", birth: date = BIRTH) -> queries.CallView:
    return queries.call(actions.take_call(desk(), happened, name=name, birth=birth))


def test_a_stolen_card_is_stopped_without_a_question() -> None:
    card = held()
    taken = call()
    assert actions.stop(desk(), taken.call_id) == card.card_id
    assert again(card).state is State.SUSPENDED
    assert queries.call(taken.call_id).stopped_at == clock()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"cards.CardSuspended", "hotline.LossReported"} <= kinds
    assert [letter.kind for letter in residents.letters(card.resident_id)] == ["card stopped"]


def test_a_stop_is_announced_to_certificates_in_its_own_transaction() -> None:
    """The queue of an authority that is away is theirs; the card does not wait for it."""
    heard: list[LossReported] = []
    outbox.handles(LossReported, "test.heard")(lambda _act, event: heard.append(event))
    try:
        card = held()
        actions.stop(desk(), call().call_id)
        outbox.deliver(clock())
    finally:
        del outbox._subscriptions["test.heard"]
    assert heard == [LossReported(card.resident_id, card.card_id, clock())]


def test_a_lost_card_needs_answers() -> None:
    card = held()
    taken = call(Happened.LOST)
    with pytest.raises(actions.NotByThisCall) as refused:
        actions.stop(desk(), taken.call_id)
    assert refused.value.decision is Decision.ASK_MORE
    assert Call.objects.get().decision == "ask more", "the refusal is written down"
    assert again(card).state is State.HANDED_OVER
    assert actions.answer(desk(), taken.call_id, Question.ADDRESS, "清瀬市中里五丁目842番地")
    assert actions.answer(desk(), taken.call_id, Question.KANA, "みほん はなこ")
    assert queries.call(taken.call_id).who is Identified.SURE
    actions.stop(desk(), taken.call_id)
    assert again(card).state is State.SUSPENDED


def test_a_question_is_asked_once() -> None:
    registered()
    taken = call(Happened.LOST)
    assert not actions.answer(desk(), taken.call_id, Question.HOUSEHOLD, "7")
    assert not actions.answer(desk(), taken.call_id, Question.HOUSEHOLD, "1"), "guessing on is no use"
    assert Answer.objects.count() == 1


def test_nothing_that_was_said_is_kept() -> None:
    held()
    taken = call(Happened.LOST)
    actions.answer(desk(), taken.call_id, Question.ADDRESS, "清瀬市中里五丁目842番地")
    actions.stop(desk(), call().call_id)
    kept = [str(row) for model in (Call, Answer) for row in model.objects.values()]
    kept += [entry.facts for entry in AuditEntry.objects.all()] + [event.payload for event in Event.objects.all()]
    assert not any(secret in text for text in kept for secret in ("見本", "中里", "1990", "ミホン"))


@pytest.mark.parametrize(
    ("name", "birth"), [("見本花子", date(1990, 5, 7)), ("見本", BIRTH), ("見本花", BIRTH), ("別人花子", BIRTH)]
)
def test_another_name_or_birth_date_finds_nobody(name: str, birth: date) -> None:
    held()
    taken = call(name=name, birth=birth)
    assert taken.resident_id is None
    assert taken.next_question is None
    with pytest.raises(actions.NotByThisCall) as refused:
        actions.stop(desk(), taken.call_id)
    assert refused.value.decision is Decision.NOT_FOUND


def test_the_reading_and_variants_find_as_well() -> None:
    card = held(registered("髙橋　一", "タカハシ ハジメ"))
    assert call(name="高橋一").resident_id == card.resident_id
    assert call(name="たかはしはじめ").resident_id == card.resident_id


def test_two_people_alike_are_not_guessed_between() -> None:
    held()
    held(registered())
    assert call().resident_id is None


def test_what_a_stranger_found_is_stopped_by_its_number() -> None:
    old = held()
    new = held(old.resident_id, reason="reissue")
    call_id = actions.take_call(desk(), Happened.FOUND, serial=old.serial)
    with pytest.raises(actions.NothingToStop):
        actions.stop(desk(), call_id)
    assert again(new).state is State.HANDED_OVER, "the card in use is another one"
    actions.stop(desk(), actions.take_call(desk(), Happened.FOUND, serial=new.serial))
    assert again(new).state is State.SUSPENDED


def test_who_holds_no_card_has_none_stopped() -> None:
    registered()
    with pytest.raises(actions.NothingToStop):
        actions.stop(desk(), call().call_id)


def test_a_second_call_changes_nothing() -> None:
    card = held()
    actions.stop(desk(), call().call_id)
    assert actions.stop(desk(), call().call_id) == card.card_id
    assert Event.objects.filter(kind="hotline.LossReported").count() == 1


def test_no_phone_lifts_it_and_the_counter_does() -> None:
    card = held()
    actions.stop(desk(), call().call_id)
    again_found = call(Happened.FOUND_AGAIN)
    with pytest.raises(actions.NotByThisCall) as refused:
        actions.stop(desk(), again_found.call_id)
    assert refused.value.decision is Decision.ONLY_AT_THE_COUNTER
    with pytest.raises(cards.NotThisOffice):
        cards.resume(desk(), card.resident_id, card.card_id)
    cards.resume(town(), card.resident_id, card.card_id)
    assert again(card).state is State.HANDED_OVER


def test_the_holder_stops_it_on_the_web() -> None:
    card, other = held(), held(registered("別人　一", "ベツジン ハジメ"))
    holder = Act(f"resident:{card.resident_id}", Office.PUBLIC, clock(), "own card")
    with pytest.raises(NotAllowed):
        actions.report_by_holder(holder, other.resident_id)
    assert actions.report_by_holder(holder, card.resident_id) == card.card_id
    assert again(card).state is State.SUSPENDED


def test_the_police_number_is_kept_for_the_counter() -> None:
    held()
    taken = call()
    actions.note_police(desk(), taken.call_id, "大阪南-123")
    assert queries.call(taken.call_id).police_number == "大阪南-123"


@pytest.mark.parametrize("permission", [Permission.TAKE_CALL, Permission.STOP_LIST, Permission.CHECK])
def test_each_act_needs_its_permission(permission: Permission) -> None:
    nobody = act(office=Office.HOTLINE, town=None)
    with pytest.raises(NotAllowed, match=permission.value):
        {
            Permission.TAKE_CALL: lambda: actions.take_call(nobody, Happened.LOST, name="見本花子", birth=BIRTH),
            Permission.STOP_LIST: lambda: actions.propose_list(nobody, "0123456789012345"),
            Permission.CHECK: lambda: actions.check(nobody, "0123456789012345"),
        }[permission]()


def test_a_checker_is_told_what_a_card_is_worth() -> None:
    card = held()
    police = act(Permission.CHECK, who="police", town=None)
    assert actions.check(police, card.serial).shown is Shown.IN_USE
    assert not api.is_stopped(card.serial, police.today)
    actions.stop(desk(), call().call_id)
    assert actions.check(police, card.serial) == queries.Standing(Shown.STOPPED, police.today)
    assert api.is_stopped(card.serial, police.today)
    cards.returned(town(), card.resident_id, card.card_id, cards.ReturnCause.LOST)
    assert actions.check(police, card.serial).shown is Shown.ENDED
    assert actions.check(police, "9999999999999999").shown is Shown.UNKNOWN
    assert api.is_stopped("9999999999999999", police.today)


def test_a_card_that_fell_today_is_not_in_use_before_anybody_was_told() -> None:
    card = held()
    assert card.falls_on is not None
    assert queries.standing(card.serial, card.falls_on).shown is Shown.ENDED


def test_a_card_in_stock_is_nobodys() -> None:
    who = registered()
    card = cards.card(who, in_stock(who))
    assert queries.standing(card.serial, clock().date()).shown is Shown.NOT_HANDED_OVER


def test_a_list_is_stopped_by_two_people_in_one_act() -> None:
    used = held()
    who = registered("別人　一", "ベツジン ハジメ")
    waiting = cards.card(who, in_stock(who))
    list_id = actions.propose_list(desk("one"), f"{used.serial}\n{waiting.serial}", "鶴見-78")
    with pytest.raises(two_person.TwoPersonRefused):
        actions.stop_list(desk("one"), list_id)
    assert again(used).state is State.HANDED_OVER
    actions.stop_list(desk("two"), list_id)
    assert (again(used).state, again(waiting).state) == (State.SUSPENDED, State.INVALID)
    assert {each.outcome for each in queries.stop_list(list_id).cards} == {"stopped", "ended"}
    with pytest.raises(two_person.TwoPersonRefused):
        actions.stop_list(desk("two"), list_id)


def test_a_list_with_an_unknown_number_stops_nothing_and_names_it() -> None:
    used = held()
    with pytest.raises(WrongSerials) as refused:
        actions.propose_list(desk(), f"{used.serial} 9999999999999999")
    assert refused.value.lines == ("9999999999999999",)


def test_a_town_lists_its_own_cards_only() -> None:
    used = held()
    chiyoda = act(Permission.STOP_LIST, town="131016")
    with pytest.raises(NotAllowed):
        actions.propose_list(chiyoda, used.serial)
    list_id = actions.propose_list(act(Permission.STOP_LIST, town=KIYOSE.code6), used.serial)
    with pytest.raises(queries.UnknownCall):
        actions.stop_list(act(Permission.STOP_LIST, who="other", town="131016"), list_id)


def test_if_one_card_cannot_be_stopped_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = held(), held(registered("別人　一", "ベツジン ハジメ"))
    list_id = actions.propose_list(desk("one"), f"{first.serial} {second.serial}")
    stopped = cards.suspend

    def fails_second(act: Act, resident_id: object, card_id: object) -> None:
        if card_id == max(first, second, key=lambda card: card.resident_id).card_id:
            raise RuntimeError("not now")
        stopped(act, resident_id, card_id)  # type: ignore[arg-type]

    monkeypatch.setattr(cards, "suspend", fails_second)
    with pytest.raises(RuntimeError):
        actions.stop_list(desk("two"), list_id)
    assert {again(card).state for card in (first, second)} == {State.HANDED_OVER}
