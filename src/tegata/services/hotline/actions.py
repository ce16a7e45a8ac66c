"""Writes of the hot line: take a call, ask, stop a card, stop a list of cards by two people, answer whoever is shown a card.

A stop is one transaction here; certificates are held when the room `certificates` hears of it, also when that is later because
an authority is away.
"""

import hashlib
from datetime import date
from uuid import UUID

from django.db import transaction

from tegata.ground import audit, outbox, two_person
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.cards import api as cards
from tegata.services.hotline import queries
from tegata.services.hotline.events import LossReported
from tegata.services.hotline.models import Answer, Call, ListedCard, StopList
from tegata.services.hotline.permissions import Permission
from tegata.services.hotline.rules import (
    QUESTIONS_VERSION,
    Decision,
    Happened,
    Question,
    Wish,
    WrongSerials,
    decide,
    identified,
    is_right,
    parse_serials,
)
from tegata.services.residents import api as residents

STOP_LIST = "hotline stop list"
STOPPED = frozenset({cards.State.SUSPENDED, cards.State.INVALID, cards.State.DESTROYED})


class NothingToStop(LookupError):
    """Nobody holds this card, or this person holds none: there is nothing that could be used."""

    def __init__(self) -> None:
        super().__init__("there is no card in anybody's hands to be stopped")


class NotByThisCall(PermissionError):
    """The rules do not allow it by this call; `decision` says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(f"not by this call: {decision.value}")
        self.decision = decision


def take_call(act: Act, happened: Happened, *, name: str = "", birth: date | None = None, serial: str = "") -> UUID:
    """Write a call down and look for who is meant: by name and birth date, or by the serial number of a card somebody found.

    Neither is kept. Returns the call's id, also when nobody was found. Raises NotAllowed.
    """
    act.require(Permission.TAKE_CALL)
    resident_id, card_id = _meant(act, name, birth, serial)
    with transaction.atomic():
        call = Call(id=new_id(act.at), at=act.at, operator=act.actor, happened=happened.value)
        call.resident_id, call.card_id, call.questions_version = resident_id, card_id, QUESTIONS_VERSION
        call.save(force_insert=True)
        facts = {"happened": happened.value, "found": resident_id is not None}
        audit.record(act, "hotline take call", subject=resident_id, thing=call.id, facts=facts)
    return call.id


@transaction.atomic
def answer(act: Act, call_id: UUID, question: Question, said: str) -> bool:
    """Compare what the caller said, once for each question. Returns whether it is right; what was said is not kept.

    Raises NotAllowed, UnknownCall.
    """
    act.require(Permission.TAKE_CALL)
    call = _locked(call_id)
    if call.resident_id is None:
        raise queries.UnknownCall
    right = is_right(question, said, queries.person(call.resident_id))
    kept, _ = Answer.objects.get_or_create(call=call, question=question.value, defaults={"right": right})
    facts = {"question": question.value, "right": kept.right, "version": call.questions_version}
    audit.record(act, "hotline ask", subject=call.resident_id, thing=call_id, facts=facts)
    return kept.right


def stop(act: Act, call_id: UUID) -> UUID:
    """Stop the card of the person this call is about, in one transaction. A card that is stopped already stays so.

    Returns the card's id. Raises NotAllowed, NotByThisCall (written down all the same), NothingToStop,
    UnknownCall.
    """
    act.require(Permission.TAKE_CALL)
    with transaction.atomic():
        call = _locked(call_id)
        asked = list(call.answers.values_list("right", flat=True))
        decision = decide(Wish.STOP, Happened(call.happened), identified(call.resident_id is not None, asked))
        call.decision = decision.value
        if decision.is_yes and call.resident_id is not None:
            call.card_id = _stop_held(act, call.resident_id, call.card_id)
            call.stopped_at = call.stopped_at or act.at
        call.save()
        audit.record(act, "hotline stop", subject=call.resident_id, thing=call_id, facts={"decision": decision.value})
    if call.card_id is None or not decision.is_yes:
        raise NotByThisCall(decision)
    return call.card_id


@transaction.atomic
def note_police(act: Act, call_id: UUID, number: str) -> None:
    """Add the number of the report to the police (受理番号): the counter asks for it. Raises NotAllowed, UnknownCall."""
    act.require(Permission.TAKE_CALL)
    call = _locked(call_id)
    call.police_number = number
    call.save(update_fields=["police_number"])
    audit.record(act, "hotline note police", subject=call.resident_id, thing=call_id)


@transaction.atomic
def report_by_holder(act: Act, resident_id: UUID) -> UUID:
    """The holder stops the own card on the web. Returns its id. Raises NotAllowed, NothingToStop."""
    return _stop_held(act, resident_id)


@transaction.atomic
def check(act: Act, serial: str) -> queries.Standing:
    """Tell whoever is shown a card whether it may be relied on, and write down that it was asked. Raises NotAllowed."""
    act.require(Permission.CHECK)
    found = queries.standing(serial, act.today)
    audit.record(act, "hotline check", facts={"shown": found.shown.value})
    return found


@transaction.atomic
def propose_list(act: Act, text: str, police_number: str = "") -> UUID:
    """First step: a list of serial numbers that a second person looks at. Returns its id.

    Raises NotAllowed (also for one card of another town), WrongSerials with the lines that are no cards.
    """
    act.require(Permission.STOP_LIST)
    listed = _listed(parse_serials(text))
    for card in listed:
        act.require(Permission.STOP_LIST, card.town)
    list_id = new_id(act.at)
    proposal = two_person.propose(
        act, STOP_LIST, list_id, _content([card.card_id for card in listed]), permission=Permission.STOP_LIST
    )
    row = StopList(id=list_id, town=act.town or "", at=act.at, proposed_by=act.actor, proposal_id=proposal)
    row.police_number = police_number
    row.save(force_insert=True)
    ListedCard.objects.bulk_create(
        ListedCard(list=row, resident_id=c.resident_id, card_id=c.card_id, ending=c.serial[-4:], state=c.state.value)
        for c in listed
    )
    return list_id


@transaction.atomic
def stop_list(act: Act, list_id: UUID) -> None:
    """Second step, by another person: all cards of the list in one transaction, or none.

    Cards that people have are stopped; those that nobody has yet end for good, for nobody will ever hand them over again.
    Raises NotAllowed, TwoPersonRefused, UnknownCall.
    """
    act.require(Permission.STOP_LIST)
    row = StopList.objects.select_for_update().filter(id=list_id).first()
    if row is None or (act.town and act.town != row.town):
        raise queries.UnknownCall
    listed = queries.stop_list(list_id).cards
    two_person.approve(act, row.proposal_id)
    two_person.redeem(act, row.proposal_id, STOP_LIST, list_id, _content([each.card_id for each in listed]))
    for each in listed:
        outcome = _stop_any(act, each.resident_id, each.card_id)
        ListedCard.objects.filter(list_id=list_id, card_id=each.card_id).update(outcome=outcome)
    row.done_at = act.at
    row.save(update_fields=["done_at"])
    audit.record(act, "hotline stop list", thing=list_id, facts={"cards": len(listed)})


def _meant(act: Act, name: str, birth: date | None, serial: str) -> tuple[UUID | None, UUID | None]:
    """Return the resident and, where a card was named, the card."""
    if serial:
        try:
            card = cards.by_serial(serial)
        except cards.UnknownCard:
            return None, None
        return card.resident_id, card.card_id
    return (queries.find(act, name, birth) if birth else None), None


def _locked(call_id: UUID) -> Call:
    call = Call.objects.select_for_update().filter(id=call_id).first()
    if call is None:
        raise queries.UnknownCall
    return call


def _listed(serials: tuple[str, ...]) -> list[cards.CardView]:
    found, unknown = [], []
    for serial in serials:
        try:
            found.append(cards.by_serial(serial))
        except cards.UnknownCard:
            unknown.append(serial)
    if unknown:
        raise WrongSerials(unknown)
    return found


def _content(card_ids: list[UUID]) -> dict[str, str | int | bool]:
    """What the second person agrees to: these cards, whatever the order."""
    digest = hashlib.sha256(" ".join(sorted(map(str, card_ids))).encode()).hexdigest()
    return {"cards": digest, "count": len(card_ids)}


def _stop_held(act: Act, resident_id: UUID, card_id: UUID | None = None) -> UUID:
    """Stop this card, or the one that the resident holds."""
    card = cards.card(resident_id, card_id) if card_id else cards.held_card(resident_id)
    if card is None or not card.is_held:
        raise NothingToStop
    if card.state is cards.State.HANDED_OVER:
        _suspend(act, resident_id, card.card_id)
    return card.card_id


def _suspend(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """The letter is the holder's way to learn of a stop that somebody else asked for."""
    cards.suspend(act, resident_id, card_id)
    outbox.announce(act.at, LossReported(resident_id, card_id, act.at))
    residents.tell(act, resident_id, "card stopped", {"card": str(card_id)})


def _stop_any(act: Act, resident_id: UUID, card_id: UUID) -> str:
    card = cards.card(resident_id, card_id)
    if card.state in STOPPED:
        return "already"
    if card.state is cards.State.HANDED_OVER:
        _suspend(act, resident_id, card_id)
        return "stopped"
    cards.discard(act, resident_id, card_id)
    residents.tell(act, resident_id, "card stolen before handover", {"card": str(card_id)})
    return "ended"
