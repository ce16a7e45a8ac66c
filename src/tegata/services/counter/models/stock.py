"""The town's stock: where each card is, every scan ever, parcels, counts and what they showed, the shredding log."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tegata.ground.tables import OfficeTable


class StockItem(OfficeTable):
    """Where a card is now. `seen_at`: when it was last under a scanner."""

    card_id = models.UUIDField(primary_key=True)
    resident_id = models.UUIDField()
    serial = models.CharField(max_length=16)
    town = models.CharField(max_length=6)
    whereabouts = models.CharField(max_length=12)
    place = models.CharField(max_length=40, blank=True, default="")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended = models.BooleanField(default=False)  # it fell invalid while it lay here
    version = models.IntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["town", "whereabouts", "place", "serial"], name="stock_of_town"),
            models.Index(fields=["town"], condition=Q(ended=True), name="stock_ended"),
        ]


class StockMove(OfficeTable):
    """One scan. Rows are only ever added."""

    id = models.UUIDField(primary_key=True)
    town = models.CharField(max_length=6)
    card_id = models.UUIDField()
    scan = models.CharField(max_length=12)
    whereabouts = models.CharField(max_length=12)
    place = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["card_id", "at"], name="moves_of_card")]


class Parcel(OfficeTable):
    """A parcel being unpacked against its manifest."""

    shipment_id = models.UUIDField(primary_key=True)
    town = models.CharField(max_length=6)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)


class Difference(OfficeTable):
    """A card that is missing or too many, found in a parcel or a count (`source`). Open until somebody settles it."""

    id = models.UUIDField(primary_key=True)
    town = models.CharField(max_length=6)
    card_id = models.UUIDField()
    kind = models.CharField(max_length=8)  # missing, extra
    found_in = models.CharField(max_length=8)  # parcel, count
    source = models.UUIDField()
    at = models.DateTimeField()
    day = models.DateField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "card_id", "kind"], name="difference_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["town", "at"], condition=Q(settled_at__isnull=True), name="differences_open"),
        ]


class Count(OfficeTable):
    """A count of the whole stock. One is open in a town at a time."""

    id = models.UUIDField(primary_key=True)
    town = models.CharField(max_length=6)
    day = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)
    expected = models.IntegerField(default=0)
    found = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town"], condition=Q(closed_at__isnull=True), name="one_count_open"),
        ]
        indexes: ClassVar = [models.Index(fields=["town", "day"], name="counts_of_town")]


class CountScan(OfficeTable):
    """A card that a count found."""

    pk = models.CompositePrimaryKey("count_id", "card_id")
    count_id = models.UUIDField()
    card_id = models.UUIDField()
    at = models.DateTimeField()


class CountOmitted(OfficeTable):
    """A day on which a town with stock did not count."""

    pk = models.CompositePrimaryKey("town", "day")
    town = models.CharField(max_length=6)
    day = models.DateField()


class Shredding(OfficeTable):
    """A line of the shredding log (裁断記録): begun before the cut, confirmed when nothing can be read any more."""

    card_id = models.UUIDField(primary_key=True)
    resident_id = models.UUIDField()
    town = models.CharField(max_length=6)
    serial = models.CharField(max_length=16)
    proposal = models.UUIDField()
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "begun_at"], name="shreddings_of_town")]
