"""Tables: cards and the days that run for them, facts that end them, their life lines, the directory of serial numbers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tegata.ground.tables import ByResident, Directory, Reference


class Card(ByResident):
    """One card, from the order on. `id` is the order's id. `falls_on`, `notice_on`, `warn_on` are what the calendar looks for."""

    application_id = models.UUIDField()
    town = models.CharField(max_length=6)
    state = models.CharField(max_length=12)
    since = models.DateTimeField()
    reason = models.CharField(max_length=20)
    handover = models.CharField(max_length=12)
    face_only = models.BooleanField(default=False)
    received = models.DateField()
    serial = models.CharField(max_length=16, blank=True, default="")
    maker = models.SmallIntegerField(null=True)
    made_on = models.DateField(null=True)
    expires = models.DateField(null=True)
    longest = models.DateField(null=True)  # what an extension of stay can reach
    stay_ends = models.DateField(null=True)
    in_stock_since = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)
    note_lines = models.SmallIntegerField(default=0)
    shows_version = models.IntegerField(default=0)  # of the resident record: what face and chip say
    changed_on = models.DateField(null=True)  # since when the record says something else
    kept_abroad = models.BooleanField(default=False)
    falls_on = models.DateField(null=True)
    falls_by = models.CharField(max_length=24, blank=True, default="")
    notice_on = models.DateField(null=True)
    noticed = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    warned = models.DateField(null=True)
    rewrite_since = models.DateField(null=True)
    invalid_on = models.DateField(null=True)
    ground = models.CharField(max_length=24, blank=True, default="")
    why = models.CharField(max_length=12, blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident_id", "application_id"], name="card_of_application"),
            models.UniqueConstraint(
                fields=["resident_id"], condition=Q(state__in=["handed over", "suspended"]), name="one_card_held"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["falls_on"], condition=Q(falls_on__isnull=False), name="card_falls"),
            models.Index(fields=["notice_on"], condition=Q(notice_on__isnull=False), name="card_notice"),
            models.Index(fields=["warn_on"], condition=Q(warn_on__isnull=False), name="card_warn"),
            models.Index(
                fields=["town", "rewrite_since"], condition=Q(rewrite_since__isnull=False), name="card_duties"
            ),
            models.Index(fields=["town", "state", "resident_id", "id"], name="card_of_town"),
        ]


class Fact(ByResident):
    """The day of a ground of invalidity that is one event; `ground` names a rules.invalidity.Ground."""

    card_id = models.UUIDField()
    ground = models.CharField(max_length=24)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident_id", "card_id", "ground"], name="fact_of_card")
        ]


class CarriedOn(ByResident):
    """A card was entered at a municipality (継続利用)."""

    card_id = models.UUIDField()
    town = models.CharField(max_length=6)
    day = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["resident_id", "card_id"], name="carried_on_of_card")]


class LifeLine(ByResident):
    """One step of a card's life. Rows are only ever added."""

    card_id = models.UUIDField()
    number = models.IntegerField()
    verb = models.CharField(max_length=16)
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    ground = models.CharField(max_length=24, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident_id", "card_id", "number"], name="step_of_card")
        ]


class CardSerial(Directory):
    """製造番号 → whose card."""

    serial = models.CharField(max_length=16, primary_key=True)
    card_id = models.UUIDField()


class CardHolder(Directory):
    """Card → whose it is: for scans, which know the card's id only."""

    card_id = models.UUIDField(primary_key=True)


class EntrustedTown(Reference):
    """A municipality that lets post offices renew certificates (郵便事務取扱法; the first: Miyakonojo, 2022-05-10)."""

    town = models.CharField(max_length=6, primary_key=True)
    since = models.DateField()
