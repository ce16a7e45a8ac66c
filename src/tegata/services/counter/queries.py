"""What the pages of the counter show. Values come out; nothing of a person but ids and what a card of stock says of itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count as CountOf
from django.db.models import Exists

from tegata.ground.clock import day_in_japan
from tegata.ground.models import Proposal
from tegata.rules.calendar import JST
from tegata.services.cards import api as cards
from tegata.services.counter.models import (
    Appointment,
    Count,
    CountOmitted,
    CountScan,
    Difference,
    Handover,
    HolderTask,
    Parcel,
    Posting,
    Rewriting,
    Shredding,
    Slot,
    StockItem,
    StockMove,
)
from tegata.services.counter.rules import handover, rewriting
from tegata.services.counter.rules.stock import IN_HOUSE, Scan, Where

HERE = sorted(where.value for where in IN_HOUSE)


@dataclass(frozen=True, slots=True)
class ItemView:
    """A card of the stock."""

    card_id: UUID
    resident_id: UUID
    serial: str
    where: Where
    place: str
    since: datetime
    seen_at: datetime
    ended: bool


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover as a page shows it."""

    resident_id: UUID
    handover_id: UUID
    card_id: UUID
    town: str
    desk: str
    state: handover.State
    version: int
    opened_at: datetime
    opened_by: str
    comparison: str
    task: UUID | None


@dataclass(frozen=True, slots=True)
class RewritingView:
    """A rewriting as a page shows it."""

    resident_id: UUID
    rewriting_id: UUID
    card_id: UUID
    town: str
    desk: str
    errand: str
    state: rewriting.State
    version: int
    opened_at: datetime
    certificates: str


@dataclass(frozen=True, slots=True)
class CountView:
    """A count: how many were scanned, how many the stock has."""

    count_id: UUID
    town: str
    day: date
    opened_at: datetime
    closed_at: datetime | None
    scanned: int
    expected: int


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A card missing or too many."""

    difference_id: UUID
    card_id: UUID
    kind: str
    found_in: str
    day: date


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """Who comes when."""

    resident_id: UUID
    appointment_id: UUID
    starts_at: datetime
    errand: str
    state: str
    town: str


def totals(town: str) -> dict[Where, int]:
    """How many cards of a town are where."""
    rows = StockItem.objects.filter(town=town).values_list("whereabouts").annotate(number=CountOf("card_id"))
    found = {Where(where): number for where, number in rows}
    return {where: found.get(where, 0) for where in Where}


def stock(town: str, where: Where, after: str = "", limit: int = 50) -> tuple[list[ItemView], str]:
    """A town's cards at one kind of place, by serial number, and the serial `after` which there are more."""
    rows = StockItem.objects.filter(town=town, whereabouts=where.value, serial__gt=after).order_by("serial")
    found = [_item(row) for row in rows[: limit + 1]]
    return found[:limit], found[limit - 1].serial if len(found) > limit else ""


def item(card_id: UUID) -> ItemView | None:
    """One card of the stock."""
    row = StockItem.objects.filter(card_id=card_id).first()
    return _item(row) if row else None


def ended_in_stock(town: str, limit: int = 50) -> list[ItemView]:
    """Cards that fell invalid where they lie: to be scanned into the bin."""
    return [_item(row) for row in StockItem.objects.filter(town=town, ended=True).order_by("since")[:limit]]


def old_cards(new: cards.CardView) -> tuple[cards.CardView, ...]:
    """Cards that a holder has beside the new one: in use or stopped, or ended and neither given back nor reported gone."""
    others = [one for one in cards.cards_of(new.resident_id) if one.card_id != new.card_id]
    ended = [one.card_id for one in others if not one.is_alive]
    rows = StockItem.objects.filter(card_id__in=ended, whereabouts=Where.HANDED_OVER.value) if ended else ()
    out = {row.card_id for row in rows}
    return tuple(one for one in others if one.is_held or one.card_id in out)


def moves(card_id: UUID) -> list[StockMove]:
    """Every scan of a card, the first one first."""
    return list(StockMove.objects.filter(card_id=card_id).order_by("at", "id"))


def open_count(town: str) -> CountView | None:
    """The count that is going on."""
    row = Count.objects.filter(town=town, closed_at=None).first()
    return _count(row) if row else None


def count_view(count_id: UUID) -> CountView | None:
    """One count."""
    row = Count.objects.filter(id=count_id).first()
    return _count(row) if row else None


def count_of_the_day(town: str, day: date) -> bool | None:
    """Whether the town finished its count of a day; None: there is nothing to count. One query."""
    done = Exists(Count.objects.filter(town=town, day=day, closed_at__isnull=False))
    rows = StockItem.objects.filter(town=town, whereabouts__in=HERE).annotate(counted=done)
    found: bool | None = rows.values_list("counted", flat=True).first()
    return found


def omitted_counts(town: str | None = None, limit: int = 50) -> list[tuple[str, date]]:
    """Days on which towns with stock did not count, the latest first."""
    rows = CountOmitted.objects.filter(town=town) if town else CountOmitted.objects.all()
    return list(rows.order_by("-day", "town").values_list("town", "day")[:limit])


def open_differences(town: str, limit: int = 50) -> list[DifferenceView]:
    """What parcels and counts showed and nobody settled, the oldest first."""
    rows = Difference.objects.filter(town=town, settled_at=None).order_by("at")[:limit]
    return [DifferenceView(row.id, row.card_id, row.kind, row.found_in, row.day) for row in rows]


def difference(difference_id: UUID) -> DifferenceView | None:
    """One difference that is open."""
    row = Difference.objects.filter(id=difference_id, settled_at=None).first()
    return None if row is None else DifferenceView(row.id, row.card_id, row.kind, row.found_in, row.day)


def unpacked(card_ids: list[UUID]) -> int:
    """How many of these cards were scanned in."""
    return StockMove.objects.filter(card_id__in=card_ids, scan=Scan.UNPACK.value).values("card_id").distinct().count()


def parcels_opened(shipment_ids: list[UUID]) -> dict[UUID, bool]:
    """Which of these parcels were opened, and whether all of each is unpacked."""
    rows = Parcel.objects.filter(shipment_id__in=shipment_ids).values_list("shipment_id", "closed_at")
    return {shipment_id: closed_at is not None for shipment_id, closed_at in rows}


def appointments(town: str, day: date, limit: int = 100) -> list[AppointmentView]:
    """Who comes on a day, in order."""
    begin = datetime(day.year, day.month, day.day, tzinfo=JST)
    rows = Appointment.objects.filter(town=town, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1))
    return [_appointment(row) for row in rows.exclude(state="cancelled").order_by("starts_at", "id")[:limit]]


def appointment(resident_id: UUID, appointment_id: UUID) -> AppointmentView | None:
    """One appointment."""
    row = Appointment.objects.filter(resident_id=resident_id, id=appointment_id).first()
    return _appointment(row) if row else None


def _appointment(row: Appointment) -> AppointmentView:
    return AppointmentView(row.resident_id, row.id, row.starts_at, row.errand, row.state, row.town)


def free_slots(town: str, at: datetime, limit: int = 40) -> list[datetime]:
    """Times that take somebody yet."""
    rows = Slot.objects.filter(town=town, starts_at__gt=at).order_by("starts_at")[: limit * 3]
    return [row.starts_at for row in rows if row.taken < row.places][:limit]


def handover_of(resident_id: UUID, handover_id: UUID) -> HandoverView | None:
    """One handover."""
    row = Handover.objects.filter(resident_id=resident_id, id=handover_id).first()
    return _handover(row) if row else None


def open_handovers(town: str, limit: int = 50) -> list[HandoverView]:
    """Handovers that are going on, the oldest first."""
    states = sorted(state.value for state in handover.OPEN)
    rows = Handover.objects.filter(town=town, state__in=states).order_by("opened_at")
    return [_handover(row) for row in rows[:limit]]


def rewriting_of(resident_id: UUID, rewriting_id: UUID) -> RewritingView | None:
    """One rewriting."""
    row = Rewriting.objects.filter(resident_id=resident_id, id=rewriting_id).first()
    return _rewriting(row) if row else None


def open_rewritings(town: str, limit: int = 50) -> list[RewritingView]:
    """Rewritings that were begun and not ended, the oldest first."""
    states = sorted(state.value for state in rewriting.OPEN)
    rows = Rewriting.objects.filter(town=town, state__in=states).order_by("opened_at")
    return [_rewriting(row) for row in rows[:limit]]


def holder_done(resident_id: UUID, task_id: UUID) -> bool:
    """Whether the holder's screen is finished. That is all a desk is told."""
    return HolderTask.objects.filter(resident_id=resident_id, id=task_id, done_at__isnull=False).exists()


def in_the_post(town: str, limit: int = 50) -> list[tuple[UUID, UUID, str, datetime]]:
    """Cards in the post: (resident, card, mail number, since)."""
    rows = Posting.objects.filter(town=town, state="posted").order_by("posted_at")
    return list(rows.values_list("resident_id", "card_id", "mail", "posted_at")[:limit])


def shreddings(town: str, limit: int = 50) -> list[Shredding]:
    """The shredding log, the latest first."""
    return list(Shredding.objects.filter(town=town).order_by("-begun_at")[:limit])


def begun_shredding(card_id: UUID) -> UUID | None:
    """The proposal of a cut that was begun and not confirmed."""
    return Shredding.objects.filter(card_id=card_id, confirmed_at=None).values_list("proposal", flat=True).first()


def proposal(verb: str, thing: object, town: str) -> UUID | None:
    """The latest proposal about something that was not carried out yet."""
    rows = Proposal.objects.filter(town=town, verb=verb, thing=str(thing), done_at=None, withdrawn_at=None)
    return rows.order_by("-proposed_at").values_list("id", flat=True).first()


def _item(row: StockItem) -> ItemView:
    where = Where(row.whereabouts)
    return ItemView(row.card_id, row.resident_id, row.serial, where, row.place, row.since, row.seen_at, row.ended)


def _count(row: Count) -> CountView:
    scanned = CountScan.objects.filter(count_id=row.id).count()
    expected = row.expected if row.closed_at else StockItem.objects.filter(town=row.town, whereabouts__in=HERE).count()
    return CountView(row.id, row.town, day_in_japan(row.opened_at), row.opened_at, row.closed_at, scanned, expected)


def _handover(row: Handover) -> HandoverView:
    return HandoverView(
        row.resident_id,
        row.id,
        row.card_id,
        row.town,
        row.desk,
        handover.State(row.state),
        row.version,
        row.opened_at,
        row.opened_by,
        row.comparison,
        row.task,
    )


def _rewriting(row: Rewriting) -> RewritingView:
    return RewritingView(
        row.resident_id,
        row.id,
        row.card_id,
        row.town,
        row.desk,
        row.errand,
        rewriting.State(row.state),
        row.version,
        row.opened_at,
        row.certificates,
    )
