"""What is done with people and their cards: appointments, identifications, handovers, PINs, rewritings, fees, posting."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tegata.ground.tables import ByResident, Directory, OfficeTable


class Slot(OfficeTable):
    """A time at the counter and how many it takes."""

    pk = models.CompositePrimaryKey("town", "starts_at")
    town = models.CharField(max_length=6)
    starts_at = models.DateTimeField()
    places = models.IntegerField()
    taken = models.IntegerField(default=0)


class Appointment(ByResident):
    """Somebody comes at a time."""

    town = models.CharField(max_length=6)
    starts_at = models.DateTimeField()
    errand = models.CharField(max_length=12)
    state = models.CharField(max_length=12)  # booked, came, cancelled

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "starts_at"], name="appointments_of_town")]


class Identification(ByResident):
    """That and how somebody was identified: method, checklist version, level; kinds and last days of documents."""

    town = models.CharField(max_length=6)
    errand = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    method = models.CharField(max_length=40)
    version = models.IntegerField()
    level = models.SmallIntegerField()
    documents = models.TextField(default="[]")
    alike = models.IntegerField(default=0)
    proposal = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["resident_id", "at"], name="identifications_of")]


class Handover(ByResident):
    """A handover from the scan to the end. One is open for a card."""

    card_id = models.UUIDField()
    town = models.CharField(max_length=6)
    desk = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    version = models.IntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    changed_at = models.DateTimeField()
    identification = models.UUIDField(null=True)
    comparison = models.CharField(max_length=12, blank=True, default="")
    distance = models.FloatField(null=True)
    task = models.UUIDField(null=True)
    why = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident_id", "card_id"],
                condition=~Q(state__in=["done", "stopped"]),
                name="one_handover_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["town", "state", "opened_at"], name="handovers_of_town")]


class HolderTask(ByResident):
    """What the holder does on a screen of their own. The values typed there are kept nowhere."""

    card_id = models.UUIDField()
    town = models.CharField(max_length=6)
    desk = models.CharField(max_length=64)
    errand = models.CharField(max_length=12)
    kinds = models.CharField(max_length=40)
    order = models.UUIDField()
    identification = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    until = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["resident_id", "card_id"], name="holder_tasks_of_card")]


class HolderCode(Directory):
    """Digest of a one-time code → the task. Gone when it is done or replaced."""

    digest = models.CharField(max_length=64, primary_key=True)
    task_id = models.UUIDField()


class Rewriting(ByResident):
    """A chip rewritten and what belongs to it, step by step, so that it goes on from its record after a crash."""

    card_id = models.UUIDField()
    town = models.CharField(max_length=6)
    desk = models.CharField(max_length=64)
    errand = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    version = models.IntegerField(default=1)
    record_version = models.IntegerField()
    identification = models.UUIDField(null=True)
    note = models.BooleanField(default=False)
    expires = models.DateField(null=True)
    certificates = models.CharField(max_length=20, blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident_id", "card_id"],
                condition=~Q(state__in=["done", "stopped"]),
                name="one_rewriting_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["town", "state", "opened_at"], name="rewritings_of_town")]


class FeeTaken(ByResident):
    """Yen taken at the counter, and why they were due."""

    card_id = models.UUIDField()
    town = models.CharField(max_length=6)
    yen = models.IntegerField()
    because = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)


class PasswordRequest(ByResident):
    """A signature password to be set at a store's terminal, asked for by phone."""

    card_id = models.UUIDField()
    requested_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["resident_id", "card_id"], name="password_requests_of_card")]


class Posting(ByResident):
    """A card in the post: recipient-only mail (本人限定受取郵便) with its number."""

    card_id = models.UUIDField()
    town = models.CharField(max_length=6)
    mail = models.CharField(max_length=20)
    posted_at = models.DateTimeField()
    state = models.CharField(max_length=12)  # posted, delivered, returned
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "state", "posted_at"], name="postings_of_town")]
