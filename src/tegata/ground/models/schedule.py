"""Which daily tasks ran on which day."""

from django.db import models

from tegata.ground.tables import OfficeTable


class DailyRun(OfficeTable):
    """A task that ran to its end on a day."""

    pk = models.CompositePrimaryKey("task", "day")
    task = models.CharField(max_length=60)
    day = models.DateField()
