"""Tables of the statistics: counters, and what they contain of each resident."""

from django.db import models

from tegata.ground.tables import ByResident, OfficeTable


class Counter(OfficeTable):
    """How much was added on a day, by what, town and year of birth; a sum up to a day is the figure of that day."""

    pk = models.CompositePrimaryKey("measure", "detail", "town", "born", "day")
    measure = models.CharField(max_length=24)
    detail = models.CharField(max_length=40, blank=True)
    town = models.CharField(max_length=6)
    born = models.SmallIntegerField()
    day = models.DateField()
    count = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["town", "measure", "day"], name="counter_of_town"),
            models.Index(fields=["measure", "day"], name="counter_of_measure"),
        ]


class Counted(ByResident):
    """A rules.Standing, so that what leaves a counter is what entered it. `id` is the resident's own: one row a person."""

    town = models.CharField(max_length=6)
    born = models.SmallIntegerField()
    version = models.IntegerField()
    lives = models.BooleanField()
    held = models.IntegerField()
