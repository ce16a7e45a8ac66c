"""Two-person acts (二人作業): what one proposes another approves, and only then can it be done, once."""

from django.db import models

from tegata.ground.tables import OfficeTable


class Proposal(OfficeTable):
    """An act somebody proposed: what, on which thing, with which content (a digest), by whom, approved by whom."""

    id = models.UUIDField(primary_key=True)
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)
    content = models.BinaryField(max_length=32)
    permission = models.CharField(max_length=60)
    town = models.CharField(max_length=6, blank=True)
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=60, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["town", "done_at"], name="proposals_open")]
