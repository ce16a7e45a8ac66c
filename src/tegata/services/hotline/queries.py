"""Reads of the hot line: who is meant, what answers are compared with, calls, lists, and whether a card is stopped."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tegata.ground.act import Act
from tegata.ground.clock import day_in_japan
from tegata.rules.names import kana_key, search_key
from tegata.services.cards import api as cards
from tegata.services.hotline.models import Call, ListedCard, StopList
from tegata.services.hotline.rules import QUESTIONS, Happened, Identified, Person, Question, Shown, identified
from tegata.services.residents import api as residents

SEARCHED, PAGES = 200, 3
"""Namesakes looked through for a birth date: more than any name has whose readings are alike."""


class UnknownCall(LookupError):
    """There is no such call or list."""

    def __init__(self) -> None:
        super().__init__("there is no such entry; go back to the list")


@dataclass(frozen=True, slots=True)
class CallView:
    """A call. `asked` are the answers so far, `next_question` None when all were asked."""

    call_id: UUID
    at: datetime
    operator: str
    happened: Happened
    resident_id: UUID | None
    card_id: UUID | None
    asked: dict[Question, bool]
    next_question: Question | None
    who: Identified
    decision: str
    stopped_at: datetime | None
    police_number: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A card of a list: how its serial number ends, what it was when it was listed, and what became of it."""

    resident_id: UUID
    card_id: UUID
    ending: str
    state: cards.State
    outcome: str


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of cards that two people stop."""

    list_id: UUID
    at: datetime
    town: str
    proposed_by: str
    proposal_id: UUID
    police_number: str
    done_at: datetime | None
    cards: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What whoever is shown a card is told. `since`: of a stop or an end, in days; when and by whom it is not told."""

    shown: Shown
    since: date | None = None


def find(act: Act, name: str, birth: date) -> UUID | None:
    """Return the one resident of the nation with this whole name, alias or reading and this birth date, or None.

    Raises NotAllowed.
    """
    keys = {search_key(name), kana_key(name)}
    found: set[UUID] = set()
    after: UUID | None = None
    for _ in range(PAGES):
        page = residents.search(act, None, name, after, SEARCHED)
        found |= {record.resident_id for record in page.records if record.birth == birth and _named(record, keys)}
        after = page.after
        if after is None:
            break
    return found.pop() if len(found) == 1 else None


def _named(record: residents.ResidentRecord, keys: set[str]) -> bool:
    names = (record.name, record.alias, record.former_name)
    return record.is_open and bool(keys & {*map(search_key, filter(None, names)), kana_key(record.kana)})


def person(resident_id: UUID) -> Person:
    """Return what answers are compared with. Two queries."""
    record = residents.record(resident_id)
    members = residents.household(resident_id).members
    head = next((member.name for member in members if member.is_head), "")
    return Person(record.kana, record.address, record.place.building, head, len(members), record.since)


def call(call_id: UUID) -> CallView:
    """One call. Raises UnknownCall."""
    row = Call.objects.prefetch_related("answers").filter(id=call_id).first()
    if row is None:
        raise UnknownCall
    return view_of(row)


def calls() -> QuerySet[Call]:
    """All calls, to be cut by a page, the latest first."""
    return Call.objects.prefetch_related("answers")


def view_of(row: Call) -> CallView:
    """A call as a value."""
    asked = {Question(answer.question): answer.right for answer in row.answers.all()}
    left = [question for question in QUESTIONS[row.questions_version] if question not in asked]
    return CallView(
        row.id,
        row.at,
        row.operator,
        Happened(row.happened),
        row.resident_id,
        row.card_id,
        asked,
        left[0] if left and row.resident_id else None,
        identified(row.resident_id is not None, list(asked.values())),
        row.decision,
        row.stopped_at,
        row.police_number,
    )


def stop_list(list_id: UUID) -> ListView:
    """One list with its cards, in the order in which they are locked. Two queries. Raises UnknownCall."""
    row = StopList.objects.filter(id=list_id).first()
    if row is None:
        raise UnknownCall
    views = tuple(
        Listed(each.resident_id, each.card_id, each.ending, cards.State(each.state), each.outcome)
        for each in ListedCard.objects.filter(list_id=list_id).order_by("resident_id", "card_id")
    )
    return ListView(row.id, row.at, row.town, row.proposed_by, row.proposal_id, row.police_number, row.done_at, views)


def stop_lists(town: str | None) -> QuerySet[StopList]:
    """The lists of a town, or of all, to be cut by a page."""
    return StopList.objects.filter(town=town) if town else StopList.objects.all()


def standing(serial: str, today: date) -> Standing:
    """Return what a checker is told of a card today. A number that no card has is unknown, which is not in use."""
    try:
        card = cards.by_serial(serial)
    except cards.UnknownCard:
        return Standing(Shown.UNKNOWN)
    if card.state is cards.State.SUSPENDED:
        return Standing(Shown.STOPPED, day_in_japan(card.since))
    if card.is_valid_on(today):
        return Standing(Shown.IN_USE)
    if card.state is cards.State.HANDED_OVER or not card.is_alive:
        return Standing(Shown.ENDED, card.invalid_on or card.falls_on)
    return Standing(Shown.NOT_HANDED_OVER)
