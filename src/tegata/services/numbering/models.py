"""The only tables with Individual Numbers: every one ever used, whose is which, and the notices that tell them."""

from django.db import models

from tegata.ground.tables import ByResident, Directory, OfficeTable


class UsedNumber(Directory):
    """Every number that was ever assigned. Rows are never deleted: a number is never used again."""

    number = models.CharField(max_length=12, primary_key=True)


class Assignment(ByResident):
    """A resident's number; earlier ones have `retired_at`."""

    number = models.CharField(max_length=12)
    town = models.CharField(max_length=6)
    """Where the resident lived at the time."""
    assigned_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    why_retired = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident_id"], condition=models.Q(retired_at=None), name="one_number_a_resident"
            )
        ]


class Notice(ByResident):
    """A notice of a number (個人番号通知書). `run`: the printing in which it went out; `dropped`: nobody to send it to."""

    due = models.DateField()
    run = models.UUIDField(null=True)
    printed_at = models.DateTimeField(null=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["due"], condition=models.Q(run=None, dropped=False), name="notice_due"),
            models.Index(fields=["run"], name="notice_run"),
        ]


class RunningCount(OfficeTable):
    """How many numbers were drawn from a space so far: the permutation's argument."""

    space = models.CharField(max_length=16, primary_key=True)
    drawn = models.BigIntegerField(default=0)
