"""The four kinds of tables, declared by their base, so that a nation's database can be spread over many machines.

Every unique key of a table by resident holds the resident, so that one person's rows lie on one machine; what must be unique
in the nation is a directory with that as its key. Foreign keys stay inside a room and inside one resident. A guard looks.
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models


class TableKind(StrEnum):
    """Where a table's rows lie."""

    BY_RESIDENT = "by resident"  # with the resident
    DIRECTORY = "directory"  # spread by its one natural key
    REFERENCE = "reference"  # the same everywhere
    OFFICE = "office"  # on the coordinator


class ByResident(models.Model):
    """One person's rows: key (resident, id)."""

    table_kind: ClassVar = TableKind.BY_RESIDENT

    pk = models.CompositePrimaryKey("resident_id", "id")
    resident_id = models.UUIDField()
    id = models.UUIDField()

    class Meta:
        abstract = True


class Directory(models.Model):
    """A natural key → resident. Its subclass names the key as primary key."""

    table_kind: ClassVar = TableKind.DIRECTORY

    resident_id = models.UUIDField()

    class Meta:
        abstract = True


class Reference(models.Model):
    """Small, and the same on every machine."""

    table_kind: ClassVar = TableKind.REFERENCE

    class Meta:
        abstract = True


class OfficeTable(models.Model):
    """Belongs to one office."""

    table_kind: ClassVar = TableKind.OFFICE

    class Meta:
        abstract = True
