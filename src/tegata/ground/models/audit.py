"""The audit log (監査証跡): append-only, one chain of digests per town or office. No personal data, only ids."""

from django.db import models

from tegata.ground.tables import OfficeTable


class AuditHead(OfficeTable):
    """The end of a chain; locking it orders the chain's writers."""

    chain = models.CharField(max_length=16, primary_key=True)
    number = models.BigIntegerField(default=0)
    digest = models.BinaryField(max_length=32)


class AuditEntry(OfficeTable):
    """One act. `digest` covers the entry and the digest before it. Triggers refuse UPDATE and DELETE."""

    pk = models.CompositePrimaryKey("chain", "number")
    chain = models.CharField(max_length=16)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    office = models.CharField(max_length=16)
    verb = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    outcome = models.CharField(max_length=16)
    subject = models.UUIDField(null=True)
    thing = models.CharField(max_length=60, blank=True)
    facts = models.TextField(default="{}")
    digest = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="audit_by_subject"),
            models.Index(fields=["chain", "at"], name="audit_by_time"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
        ]
