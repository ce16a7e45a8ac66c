"""Writes of the statistics: folding one fact into the counters. Called by handlers, inside the delivery that ends with them."""

from collections.abc import Callable, Mapping
from dataclasses import astuple
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

    `first` is the standing of a resident who was not counted until now.
    """
    Counted.objects.bulk_create([_row(resident_id, first)], ignore_conflicts=True)
    row = Counted.objects.select_for_update().get(resident_id=resident_id, id=resident_id)
    before = Standing(row.town, row.born, row.version, row.lives, row.held)
    after = change(before)
    _add(differences(before, after, day))
    Counted.objects.filter(resident_id=resident_id, id=resident_id).update(
        town=after.town, born=after.born, version=after.version, lives=after.lives, held=after.held
    )


def _row(resident_id: UUID, standing: Standing) -> Counted:
    return Counted(
        resident_id=resident_id,
        id=resident_id,
        town=standing.town,
        born=standing.born,
        version=standing.version,
        lives=standing.lives,
        held=standing.held,
    )


def _add(changes: Mapping[Cell, int]) -> None:
    """Add to the counters, always in one order, so that two workers never wait for each other crosswise."""
    for cell, change in sorted(changes.items(), key=lambda item: astuple(item[0])):
        key = Counter(measure=cell.measure, detail=cell.detail, town=cell.town, born=cell.born, day=cell.day)
        Counter.objects.bulk_create([key], ignore_conflicts=True)
        Counter.objects.filter(pk=key.pk).update(count=F("count") + change)
