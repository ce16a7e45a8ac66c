"""Tables: who may ask and with which keys, what was asked, which tokens are spent. No personal data: serial numbers only."""

from django.db import models

from tegata.ground.tables import OfficeTable

WORD = 12
SERIAL = 40
"""Hexadecimal digits of 20 octets, the most that RFC 5280 §4.1.2.2 allows."""


class Caller(OfficeTable):
    """Who may ask. `may` and `purposes` are words with blanks between; `nonce_rate` is answers signed on demand in a minute."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=WORD)
    may = models.CharField(max_length=60)
    purposes = models.CharField(max_length=200, blank=True, default="")
    nonce_rate = models.IntegerField()
    admitted_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True)


class CallerKey(OfficeTable):
    """A public key (SubjectPublicKeyInfo, DER) and its SHA-256: nobody else has the same."""

    caller = models.ForeignKey(Caller, on_delete=models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    public_key = models.BinaryField()


class SpentToken(OfficeTable):
    """A token that was taken once: SHA-256 over the caller and its `jti`, until it would have ended anyway."""

    digest = models.CharField(max_length=64, primary_key=True)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="spent_until")]


class QueryLog(OfficeTable):
    """One question about a certificate and its answer. `caller` is null where anybody may ask."""

    at = models.DateTimeField()
    caller = models.UUIDField(null=True)
    purpose = models.CharField(max_length=30, blank=True, default="")
    service = models.CharField(max_length=WORD)
    kind = models.CharField(max_length=4)
    serial = models.CharField(max_length=SERIAL)
    result = models.CharField(max_length=WORD)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="queries_latest"),
            models.Index(fields=["caller", "-at", "-id"], name="queries_of"),
        ]


class Change(OfficeTable):
    """A change of a certificate's status as the feed tells it, once: numbers begin at 1, grow and have no gaps."""

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=4)
    serial = models.BigIntegerField()
    state = models.CharField(max_length=WORD)
    reason = models.CharField(max_length=30, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["serial", "kind", "at", "state", "reason"], name="change_told_once")
        ]


class FeedEnd(OfficeTable):
    """The last number given in a feed. Whoever tells changes holds its row to the end of the transaction."""

    feed = models.CharField(max_length=WORD, primary_key=True)
    number = models.BigIntegerField(default=0)


class FoldedLog(OfficeTable):
    """How many records of a responder's journal are in the table above."""

    name = models.CharField(max_length=80, primary_key=True)
    records = models.IntegerField()
