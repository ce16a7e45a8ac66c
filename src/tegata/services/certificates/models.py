"""Tables: orders to the authorities, certificates with their links and status, what is to end, the directory of serials."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tegata.ground.tables import ByResident, Directory

KIND = 4
STATE = 12


class Order(ByResident):
    """A certificate asked of an authority. The token is kept before it is redeemed; the person's facts are never kept here."""

    card_id = models.UUIDField()
    kind = models.CharField(max_length=KIND)
    public_key = models.BinaryField()
    key_digest = models.CharField(max_length=64)
    card_expires = models.DateField()
    state = models.CharField(max_length=STATE)
    asked_at = models.DateTimeField()
    token = models.CharField(max_length=64, blank=True, default="")
    serial = models.BigIntegerField(null=True)
    expires = models.DateField(null=True)
    record_version = models.IntegerField(default=0)
    ends_with = models.CharField(max_length=30, blank=True, default="")
    fault = models.CharField(max_length=60, blank=True, default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident_id", "card_id", "kind", "key_digest"], name="order_of_key")
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state__in=["asked", "prepared"]), name="orders_open"),
        ]


class Certificate(ByResident):
    """A certificate that exists. State and reason are the authority's, as of `changed_at`; `id` is the order's."""

    card_id = models.UUIDField()
    kind = models.CharField(max_length=KIND)
    serial = models.BigIntegerField()
    issued_at = models.DateTimeField()
    expires = models.DateField()
    record_version = models.IntegerField()
    state = models.CharField(max_length=STATE)
    reason = models.CharField(max_length=30, blank=True, default="")
    changed_at = models.DateTimeField()
    predecessor = models.BigIntegerField(null=True)
    installed_at = models.DateTimeField(null=True)
    notice_on = models.DateField(null=True)
    town = models.CharField(max_length=6, blank=True, default="")  # where a new one is owed
    reissue_since = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident_id", "kind", "serial"], name="certificate_serial")
        ]
        indexes: ClassVar = [
            models.Index(fields=["resident_id", "card_id"], name="certificates_of_card"),
            models.Index(fields=["notice_on"], condition=Q(notice_on__isnull=False), name="certificate_notice"),
            models.Index(
                fields=["town", "reissue_since"], condition=Q(reissue_since__isnull=False), name="certificate_owed"
            ),
        ]


class Ending(ByResident):
    """An event to be told to an authority about one certificate: a LifeEvent of pki.revocation, or RESUME."""

    card_id = models.UUIDField()
    kind = models.CharField(max_length=KIND)
    serial = models.BigIntegerField()
    event = models.CharField(max_length=30)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident_id", "kind", "serial", "event"], condition=Q(done_at__isnull=True), name="ending_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(done_at__isnull=True), name="endings_open")]


class CertificateSerial(Directory):
    """An authority's serial number → whose certificate. The key is `auth:05000001`."""

    serial = models.CharField(max_length=24, primary_key=True)
    card_id = models.UUIDField()
