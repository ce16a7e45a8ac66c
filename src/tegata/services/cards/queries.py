"""Reads. What comes out are values; who may see them is decided where an Act is at hand."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tegata.rules.expiry import renewal_opens
from tegata.rules.invalidity import CardFacts, Ground
from tegata.services.cards.models import Card, CardHolder, CardSerial, CarriedOn, EntrustedTown, Fact, LifeLine
from tegata.services.cards.rules import ALIVE, FACT_OF, HELD, State, Why, may_renew, moves_of
from tegata.services.residents import api as residents


class UnknownCard(LookupError):
    """There is no such card."""

    def __init__(self) -> None:
        super().__init__("there is no such card; check the serial number on its face")


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as other rooms see it. Days that have not come or will not come are None; `serial` is empty until it is made."""

    resident_id: UUID
    card_id: UUID
    application_id: UUID
    town: str
    state: State
    since: datetime
    reason: str
    handover: str
    face_only: bool
    received: date
    serial: str
    maker: int | None
    made_on: date | None
    expires: date | None
    longest: date | None
    stay_ends: date | None
    in_stock_since: date | None
    handed_over_on: date | None
    note_lines: int
    falls_on: date | None
    falls_by: Ground | None
    rewrite_since: date | None
    invalid_on: date | None
    ground: Ground | None
    why: Why | None
    version: int

    @property
    def is_held(self) -> bool:
        """Whether its holder has it, in use or stopped."""
        return self.state in HELD

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self.state in ALIVE

    def is_valid_on(self, today: date) -> bool:
        """Whether it may be used today: handed over, not stopped, and no clock has run out."""
        return self.state is State.HANDED_OVER and (self.falls_on is None or today < self.falls_on)

    def renewal_opens(self) -> date | None:
        """The first day on which it may be renewed."""
        return None if self.expires is None else renewal_opens(self.expires)


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One line of a card's life."""

    number: int
    verb: str
    state: State
    at: datetime
    actor: str
    ground: Ground | None


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A holder moved in and the card still shows the old address: it falls on `falls_on` if nobody carries it on."""

    resident_id: UUID
    card_id: UUID
    town: str
    since: date
    falls_on: date | None


def card(resident_id: UUID, card_id: UUID) -> CardView:
    """One card. Raises UnknownCard."""
    row = Card.objects.filter(resident_id=resident_id, id=card_id).first()
    if row is None:
        raise UnknownCard
    return view_of(row)


def cards_of(resident_id: UUID) -> tuple[CardView, ...]:
    """All cards of a resident, the newest order first."""
    return tuple(view_of(row) for row in Card.objects.filter(resident_id=resident_id).order_by("-id"))


def held_card(resident_id: UUID) -> CardView | None:
    """The one card that the resident has, in use or stopped."""
    row = Card.objects.filter(resident_id=resident_id, state__in=[state.value for state in HELD]).first()
    return None if row is None else view_of(row)


def by_serial(serial: str) -> CardView:
    """The card of a serial number (製造番号). Raises UnknownCard."""
    found = CardSerial.objects.filter(serial=serial).first()
    if found is None:
        raise UnknownCard
    return card(found.resident_id, found.card_id)


def by_card_id(card_id: UUID) -> CardView:
    """The card of an order's id: what a scan of the pouch knows. Raises UnknownCard."""
    found = CardHolder.objects.filter(card_id=card_id).first()
    if found is None:
        raise UnknownCard
    return card(found.resident_id, card_id)


def cards_in(town: str, state: State, after: tuple[UUID, UUID] | None = None, limit: int = 50) -> list[CardView]:
    """A town's cards in a state, by resident: a page, `after` the (resident, card) of the last of the page before."""
    rows = Card.objects.filter(town=town, state=state.value).order_by("resident_id", "id")
    if after is not None:
        rows = rows.filter(resident_id__gte=after[0]).exclude(resident_id=after[0], id__lte=after[1])
    return [view_of(row) for row in rows[:limit]]


def life_line(resident_id: UUID, card_id: UUID) -> tuple[LifeStep, ...]:
    """A card's steps, the first one first."""
    rows = LifeLine.objects.filter(resident_id=resident_id, card_id=card_id).order_by("number")
    return tuple(
        LifeStep(row.number, row.verb, State(row.state), row.at, row.actor, _ground(row.ground)) for row in rows
    )


def open_duties(town: str, day: date, limit: int = 200) -> list[OpenDuty]:
    """Holders who gave notice of moving into `town` until `day` and whose card was not carried on: the end-of-day list."""
    rows = Card.objects.filter(town=town, rewrite_since__lte=day, state__in=[state.value for state in HELD])
    return [
        OpenDuty(row.resident_id, row.id, row.town, row.rewrite_since, row.falls_on)
        for row in rows.order_by("rewrite_since", "resident_id")[:limit]
        if row.rewrite_since is not None
    ]


def renewal_open(view: CardView, today: date) -> bool:
    """Whether a new card may be applied for because this one is about to expire."""
    return view.is_held and view.expires is not None and may_renew(view.expires, today)


def post_office_renews(town: str, today: date) -> bool:
    """Whether post offices of the municipality renew certificates."""
    return EntrustedTown.objects.filter(town=town, since__lte=today).exists()


def entrusted_since(town: str) -> date | None:
    """Since when post offices of the municipality may renew certificates, also a day to come; None: they may not."""
    return EntrustedTown.objects.filter(town=town).values_list("since", flat=True).first()


def facts_of(row: Card) -> CardFacts | None:
    """What is known of a card for rules.invalidity; None while it is not made."""
    if row.expires is None:
        return None
    days: dict[str, Any] = {
        FACT_OF[Ground[fact.ground]]: fact.day
        for fact in Fact.objects.filter(resident_id=row.resident_id, card_id=row.id)
    }
    facts = CardFacts(row.expires, kept_abroad=row.kept_abroad, **days)
    if row.handed_over_on is None:
        return facts
    carried = CarriedOn.objects.filter(resident_id=row.resident_id, card_id=row.id).values_list("day", flat=True)
    moves = moves_of(residents.day_of_event_moves(row.resident_id), list(carried), row.handed_over_on)
    return replace(facts, moves=moves)


def view_of(row: Card) -> CardView:
    """A row as a value."""
    return CardView(
        resident_id=row.resident_id,
        card_id=row.id,
        application_id=row.application_id,
        town=row.town,
        state=State(row.state),
        since=row.since,
        reason=row.reason,
        handover=row.handover,
        face_only=row.face_only,
        received=row.received,
        serial=row.serial,
        maker=row.maker,
        made_on=row.made_on,
        expires=row.expires,
        longest=row.longest,
        stay_ends=row.stay_ends,
        in_stock_since=row.in_stock_since,
        handed_over_on=row.handed_over_on,
        note_lines=row.note_lines,
        falls_on=row.falls_on,
        falls_by=_ground(row.falls_by),
        rewrite_since=row.rewrite_since,
        invalid_on=row.invalid_on,
        ground=_ground(row.ground),
        why=Why(row.why) if row.why else None,
        version=row.version,
    )


def _ground(name: str) -> Ground | None:
    return Ground[name] if name else None


def falling(today: date, limit: int) -> list[tuple[UUID, UUID]]:
    """Cards whose day has come, by index: (resident, card)."""
    return list(Card.objects.filter(falls_on__lte=today).order_by("falls_on").values_list("resident_id", "id")[:limit])


def to_notice(today: date, limit: int) -> list[tuple[UUID, UUID]]:
    """Cards about whose expiry the notice is due, by index."""
    rows = Card.objects.filter(notice_on__lte=today).order_by("notice_on")
    return list(rows.values_list("resident_id", "id")[:limit])


def to_warn(today: date, limit: int) -> list[tuple[UUID, UUID]]:
    """Cards whose holders are to be warned, by index."""
    return list(Card.objects.filter(warn_on__lte=today).order_by("warn_on").values_list("resident_id", "id")[:limit])
