"""Tables: firms, their keys and contracts, usage; consents, what was given by them, ids of a person at a firm."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tegata.ground.tables import ByResident, Directory, OfficeTable

FIRM = 40
WORD = 24


class Firm(OfficeTable):
    """A firm. `proposed` is a step that one proposed and nobody decided yet; `caller_id` is the firm at the status service."""

    id = models.CharField(primary_key=True, max_length=FIRM)
    role = models.CharField(max_length=WORD)
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=WORD)
    quota = models.IntegerField()
    applied_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    caller_id = models.UUIDField(null=True, unique=True)
    proposed = models.CharField(max_length=WORD, blank=True, default="")
    proposed_by = models.CharField(max_length=60, blank=True, default="")
    proposal_id = models.UUIDField(null=True)


class Key(OfficeTable):
    """A public key of a firm (SubjectPublicKeyInfo, DER), with its certificate where the firm uses mutual TLS."""

    id = models.UUIDField(primary_key=True)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="keys")
    public_key = models.BinaryField()
    digest = models.CharField(max_length=64)
    certificate = models.BinaryField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest"], condition=Q(until__isnull=True), name="key_of_one_firm")
        ]


class Contract(OfficeTable):
    """A service provider has an operator ask for it."""

    id = models.UUIDField(primary_key=True)
    provider = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="operators")
    operator = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="providers")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "operator"], condition=Q(until__isnull=True), name="contract_once"
            )
        ]


class Usage(OfficeTable):
    """What a firm asked for on a day, on whose behalf, how it ended, how often, for how much. No person stands in it."""

    operator = models.CharField(max_length=FIRM)
    provider = models.CharField(max_length=FIRM)
    day = models.DateField()
    what = models.CharField(max_length=WORD)
    outcome = models.CharField(max_length=WORD)
    number = models.IntegerField()
    yen = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["operator", "provider", "day", "what", "outcome"], name="usage_of_day")
        ]


class Consent(ByResident):
    """A consent: the text that was signed, the serial number that signed it, how long it counts.

    The signed document is proof of the service provider; here its digest suffices, for the certificate in it is the
    authority's own. `text_digest` keeps what was withdrawn from being sent in again in another wrapping.
    """

    provider = models.CharField(max_length=FIRM)
    operator = models.CharField(max_length=FIRM)
    text = models.BinaryField()
    text_digest = models.CharField(max_length=64)
    document_digest = models.CharField(max_length=64)
    serial = models.BigIntegerField()
    given_at = models.DateTimeField()
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident_id", "text_digest"], name="consent_text_once")
        ]


class ConsentHolder(Directory):
    """A consent's id → whose it is."""

    consent_id = models.UUIDField(primary_key=True)


class Disclosure(ByResident):
    """What was asked by a consent and what was given: the words of the attributes, never what they say."""

    consent_id = models.UUIDField()
    provider = models.CharField(max_length=FIRM)
    operator = models.CharField(max_length=FIRM)
    at = models.DateTimeField()
    answered = models.CharField(max_length=WORD)
    attributes = models.CharField(max_length=100, blank=True)
    asked_serial = models.BigIntegerField()
    given_serial = models.BigIntegerField(null=True)
    yen = models.IntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["resident_id", "-at", "-id"], name="disclosures_latest")]


class UserId(ByResident):
    """A person's id at one service provider: made by chance, so that no key can link two firms. Deleted, it is never used again."""

    tenant = models.CharField(max_length=FIRM)
    word = models.CharField(max_length=32)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident_id", "tenant"], condition=Q(until__isnull=True), name="user_id_once"
            )
        ]
