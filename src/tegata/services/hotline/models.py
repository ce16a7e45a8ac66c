"""Tables of the hot line: calls and which questions were answered right, lists of cards that two people stop. No personal data."""

from django.db import models

from tegata.ground.tables import OfficeTable


class Call(OfficeTable):
    """A call. `resident_id` is null when nobody was found; `card_id` is what was stopped, or what a stranger found.

    `police_number` is what the police gave the report (受理番号).
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    operator = models.CharField(max_length=60)
    happened = models.CharField(max_length=16)
    resident_id = models.UUIDField(null=True)
    card_id = models.UUIDField(null=True)
    questions_version = models.IntegerField()
    decision = models.CharField(max_length=16, blank=True, default="")
    stopped_at = models.DateTimeField(null=True)
    police_number = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="calls_latest"),
            models.Index(fields=["resident_id", "at"], name="calls_about"),
        ]


class Answer(OfficeTable):
    """Which question was answered, right or wrong. What was said is not kept."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=16)
    right = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "question"], name="asked_once")]


class StopList(OfficeTable):
    """Cards to be stopped in one act by two people."""

    id = models.UUIDField(primary_key=True)
    town = models.CharField(max_length=6, blank=True)
    at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60)
    proposal_id = models.UUIDField()
    police_number = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["town", "-at", "-id"], name="lists_latest")]


class ListedCard(OfficeTable):
    """A card of a list: how its serial number ends, what it was when it was listed, and what became of it."""

    list = models.ForeignKey(StopList, on_delete=models.CASCADE, related_name="cards")
    resident_id = models.UUIDField()
    card_id = models.UUIDField()
    ending = models.CharField(max_length=4)
    state = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "card_id"], name="listed_once")]
