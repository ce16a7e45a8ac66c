"""The transactional outbox: facts announced in the transaction that made them, and what is still to be told to whom."""

from django.db import models

from tegata.ground.tables import OfficeTable


class Event(OfficeTable):
    """A fact. `payload` is JSON of a frozen dataclass of some room's events.py: ids and days, nothing personal."""

    kind = models.CharField(max_length=80)
    resident_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    payload = models.TextField()


class Delivery(OfficeTable):
    """An event still to be handled by one handler; the row goes in the transaction of what the handler did."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    """Made in the event's transaction and never looked for by it: the check and the index would only cost."""
    handler = models.CharField(max_length=80)
    resident_id = models.UUIDField(null=True)
    due = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["due", "id"], name="delivery_due"),
            models.Index(fields=["handler", "resident_id", "id"], name="delivery_order"),
        ]
