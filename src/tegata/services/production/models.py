"""Orders on their way through the centre, keys made ahead, shipments."""

from django.db import models

from tegata.ground.tables import OfficeTable


class Order(OfficeTable):
    """One card to be made; its id is the card's. `claim` is the maker's token: whoever lost it writes nothing.

    The centre's queue, so on the coordinator: makers take orders of all residents under lock.
    """

    id = models.UUIDField(primary_key=True)
    resident_id = models.UUIDField()
    application_id = models.UUIDField()
    town = models.CharField(max_length=6)
    state = models.CharField(max_length=12)
    ordered_at = models.DateTimeField()
    due = models.DateTimeField()
    changed_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    fault = models.CharField(max_length=80, blank=True, default="")
    maker = models.IntegerField(null=True)
    running = models.BigIntegerField(null=True)
    security_code = models.CharField(max_length=4, blank=True, default="")
    made_on = models.DateField(null=True)
    shipment = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due", "ordered_at"], name="order_queue"),
            models.Index(fields=["town", "state"], name="order_by_town"),
            models.Index(fields=["shipment"], name="order_shipment"),
        ]


class KeySet(OfficeTable):
    """Six key pairs made ahead, sealed; bound to one order once it is begun, gone when the card is made."""

    id = models.UUIDField(primary_key=True)
    sealed = models.BinaryField()
    card_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["card_id"], name="keyset_card")]


class Running(OfficeTable):
    """The running number of a maker's cards in a year."""

    pk = models.CompositePrimaryKey("maker", "year")
    maker = models.IntegerField()
    year = models.IntegerField()
    last = models.BigIntegerField(default=0)


class Shipment(OfficeTable):
    """A parcel for a town (送付). Its manifest is the orders that name it."""

    id = models.UUIDField(primary_key=True)
    town = models.CharField(max_length=6)
    cards = models.IntegerField()
    packed_at = models.DateTimeField()
    packed_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["town", "packed_at"], name="shipment_by_town")]


class KeptCard(OfficeTable):
    """What the centre keeps of a card it made, to tell it from every other and to rewrite it."""

    card_id = models.UUIDField(primary_key=True)
    serial = models.CharField(max_length=16)
    municipality = models.CharField(max_length=5)
    expires = models.DateField()
    face_key = models.BinaryField()


class ChangeOrder(OfficeTable):
    """What a desk may have the centre authorise on one card. The digest is the centre's own, never a desk's."""

    id = models.UUIDField(primary_key=True)
    resident_id = models.UUIDField()
    card_id = models.UUIDField()
    occasion = models.CharField(max_length=12)
    ordered_by = models.CharField(max_length=60)
    ordered_at = models.DateTimeField()
    until = models.DateTimeField()
    left = models.TextField(default="{}")
    digest = models.BinaryField(default=b"")
    municipality = models.CharField(max_length=5, blank=True, default="")
    expires = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["card_id", "ordered_at"], name="changes_of_card")]
