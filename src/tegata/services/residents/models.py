"""Tables of resident records: one row a person with what is so now, its earlier versions, directories, letters.

A version is replaced, never changed: the old one moves to FormerVersion in the same transaction.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from tegata.ground.tables import ByResident, Directory


class KeyField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """A search key in code point order everywhere, so that a prefix is a range of an ordinary index."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """PostgreSQL sorts by code points under collation C, SQLite does by default."""
        collation = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": collation}


class RecordColumns(ByResident):
    """The columns of rules.record.ResidentRecord."""

    version = models.IntegerField()
    state = models.CharField(max_length=10)
    town = models.CharField(max_length=6)
    event = models.CharField(max_length=30)
    event_day = models.DateField()
    notice_day = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    since = models.DateField()
    name = models.CharField(max_length=200)
    kana = models.CharField(max_length=200)
    roman = models.CharField(max_length=200)
    former_name = models.CharField(max_length=100, blank=True)
    former_name_kana = models.CharField(max_length=100, blank=True)
    alias = models.CharField(max_length=200, blank=True)
    alias_kana = models.CharField(max_length=200, blank=True)
    birth = models.DateField()
    sex = models.CharField(max_length=1)
    residence = models.CharField(max_length=60)
    nationality = models.CharField(max_length=60, blank=True)
    stay_ends = models.DateField(null=True)
    address_code = models.CharField(max_length=6)
    address_town = models.CharField(max_length=100, blank=True)
    address_town_kana = models.CharField(max_length=200, blank=True)
    address_block = models.CharField(max_length=100, blank=True)
    address_building = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=7, blank=True)
    resident_code = models.CharField(max_length=11)
    household_id = models.UUIDField()
    is_head = models.BooleanField()
    relationship = models.CharField(max_length=30)
    register_town = models.CharField(max_length=6, blank=True)
    planned_departure = models.DateField(null=True)
    destination = models.CharField(max_length=100, blank=True)
    substituted = models.BooleanField()
    synthetic = models.BooleanField()

    class Meta:
        abstract = True


SEARCH_INDEXES = [
    models.Index(fields=["town", "name_key", "resident_id"], name="record_town_name"),
    models.Index(fields=["town", "kana_key", "resident_id"], name="record_town_kana"),
    models.Index(fields=["name_key", "resident_id"], name="record_name"),
    models.Index(fields=["kana_key", "resident_id"], name="record_kana"),
    models.Index(fields=["other_key"], name="record_other", condition=models.Q(other_key__gt="")),
    models.Index(fields=["household_id"], name="record_household"),
]
"""Of Record: in the order of a page of results. A first filling makes them afterwards."""


class Record(RecordColumns):
    """What is so now. `id` is the resident's own, so that the key allows one row a person."""

    name_key = KeyField(max_length=200)
    kana_key = KeyField(max_length=200)
    other_key = KeyField(max_length=200, blank=True)
    """Of the alias or the former name."""

    class Meta:
        indexes = SEARCH_INDEXES


class FormerVersion(RecordColumns):
    """An earlier version (改製原・除票), as it was entered."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resident_id", "version"], name="former_version_once")]


class ResidentCode(Directory):
    """Every resident record code that was ever given. `retired` since it was replaced; never given again."""

    code = models.CharField(max_length=11, primary_key=True)
    retired = models.BooleanField(default=False)


class HouseholdHead(Directory):
    """Who is the head (世帯主): at most one a household."""

    household_id = models.UUIDField(primary_key=True)


class Letter(ByResident):
    """A letter or message to the resident. `facts` is JSON of ids, days and codes; the address is taken at printing."""

    kind = models.CharField(max_length=40)
    facts = models.TextField(default="{}")
    made_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["resident_id", "made_at"], name="letter_of_resident")]
