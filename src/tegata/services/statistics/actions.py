"""Writes of the statistics: folding one fact into the counters. Called by handlers, inside the delivery that ends with them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, astuple
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tegata.services.statistics.models import Counted, Counter
from tegata.services.statistics.rules import Cell, Measure, Standing, differences


@transaction.atomic
def count(measure: Measure, town: str, born: int, day: date, detail: str = "") -> None:
    """Count one of something that happened: applications, cards handed over, cancellations."""
    _add({Cell(measure, detail, town, born, day): 1})


@transaction.atomic
def restate(resident_id: UUID, first: Standing, day: date, change: Callable[[Standing], Standing]) -> None:
    """Let the counters contain the changed standing of a resident instead of the one before, as of `day`.

    `first` is the standing of a resident who was not counted until now. Two who count somebody for the first time at once:
    the second meets an IntegrityError, and the outbox delivers to it again.
    """
    row = Counted.objects.select_for_update().filter(resident_id=resident_id, id=resident_id).first()
    before = Standing(row.town, row.born, row.version, row.lives, row.held) if row else first
    after = change(before)
    _add(differences(before, after, day))
    kept = Counted(resident_id=resident_id, id=resident_id, **asdict(after))
    kept.save(force_insert=row is None, force_update=row is not None)


@transaction.atomic
def state_first(standings: Mapping[UUID, tuple[Standing, date]]) -> set[UUID]:
    """Count many for the first time, each as of a day; who was counted before is left alone. Returns who was not."""
    known = set(Counted.objects.filter(resident_id__in=list(standings)).values_list("resident_id", flat=True))
    fresh = {who: entry for who, entry in standings.items() if who not in known}
    changes: dict[Cell, int] = {}
    for standing, day in fresh.values():
        for cell, change in differences(None, standing, day).items():
            changes[cell] = changes.get(cell, 0) + change
    _add(changes)
    Counted.objects.bulk_create(Counted(resident_id=who, id=who, **asdict(one)) for who, (one, _) in fresh.items())
    return set(fresh)


def _add(changes: Mapping[Cell, int]) -> None:
    """Add to the counters, always in one order, so that two workers never wait for each other crosswise."""
    for cell, change in sorted(changes.items(), key=lambda item: astuple(item[0])):
        counter = Counter.objects.filter(**asdict(cell))
        if not counter.update(count=F("count") + change):
            Counter.objects.bulk_create([Counter(**asdict(cell))], ignore_conflicts=True)
            counter.update(count=F("count") + change)
