"""Tables of applications: forms, applications, photos, receipts, transfer lists, questions, tries of an application ID."""

from django.db import models

from tegata.ground.tables import ByResident, Directory, OfficeTable
from tegata.services.applications.rules.states import OPEN

OPEN_STATES = sorted(state.value for state in OPEN)


class ApplicationForm(Directory):
    """A form (交付申請書) with its application ID, bound to one version of one resident's record."""

    form_id = models.CharField(max_length=23, primary_key=True)
    record_version = models.IntegerField()
    made_at = models.DateTimeField()
    printed_by = models.CharField(max_length=60)
    used_by = models.UUIDField(null=True)
    void_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    """A cancellation that came before the application did: it is kept, and applied when it comes."""

    class Meta:
        indexes = [models.Index(fields=["resident_id", "void_at"], name="form_of_resident")]


class Receipt(Directory):
    """A receipt's number → the application."""

    number = models.CharField(max_length=14, primary_key=True)
    application_id = models.UUIDField()


class Application(ByResident):
    """One application. `version` counts changes: two clerks at once are told apart by it."""

    version = models.IntegerField(default=1)
    state = models.CharField(max_length=16)
    form_id = models.CharField(max_length=23)
    receipt = models.CharField(max_length=14)
    town = models.CharField(max_length=6)
    channel = models.CharField(max_length=12)
    applied_by = models.CharField(max_length=24)
    reason = models.CharField(max_length=16)
    handover = models.CharField(max_length=12)
    face_only = models.BooleanField(default=False)
    wants_auth = models.BooleanField(default=True)
    wants_sign = models.BooleanField(default=True)
    record_version = models.IntegerField()
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=60)
    received_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.CharField(max_length=12, blank=True, default="")
    sealed_pins = models.BinaryField(default=b"")
    in_person = models.BooleanField(default=False)
    identified_by = models.CharField(max_length=60, blank=True, default="")
    documents = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=24)
    """Where it lies: the name of a branch, `on the way`, `centre`."""
    placed_at = models.DateTimeField()
    cancel_asked_at = models.DateTimeField(null=True)
    photo_fault = models.CharField(max_length=200, blank=True, default="")
    reviewed_by = models.CharField(max_length=60, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident_id"], condition=models.Q(state__in=OPEN_STATES), name="one_open_application"
            )
        ]
        indexes = [
            models.Index(fields=["town", "state", "received_at"], name="application_of_town"),
            models.Index(fields=["place", "placed_at"], name="application_place"),
            models.Index(fields=["state", "placed_at"], name="application_state"),
        ]


class Photo(ByResident):
    """The picture of one application, never of a name or a place in a list; what it is compared by beside it."""

    application_id = models.UUIDField()
    town = models.CharField(max_length=6)
    day = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)
    image = models.BinaryField()
    digest = models.CharField(max_length=64)
    descriptor = models.BinaryField(max_length=256)
    picture_hash = models.BigIntegerField()
    sent = models.BooleanField(default=False)
    made = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resident_id", "application_id"], name="one_photo_each")]
        indexes = [
            models.Index(fields=["town", "sent"], name="photo_of_town"),
            models.Index(fields=["day"], name="photo_of_day"),
        ]


class TransferList(OfficeTable):
    """What a branch passes on to the issuing centre in one go."""

    id = models.UUIDField(primary_key=True)
    town = models.CharField(max_length=6)
    branch = models.CharField(max_length=24)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=60)
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["town", "sent_at"], name="transfer_of_town")]


class TransferItem(ByResident):
    """One application on a transfer list. Not acknowledged means: nobody has it."""

    list_id = models.UUIDField()
    application_id = models.UUIDField()
    receipt = models.CharField(max_length=14)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["list_id", "receipt"], name="items_of_list")]


class Question(ByResident):
    """What the issuing centre asks the town about an application."""

    application_id = models.UUIDField()
    town = models.CharField(max_length=6)
    text = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    due = models.DateField()
    answer = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True, default="")
    reminded_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["town", "answered_at", "due"], name="question_of_town")]


class Try(OfficeTable):
    """A try of an application ID on a public page: a digest of what was typed, for an hour."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="tries_of_id")]
