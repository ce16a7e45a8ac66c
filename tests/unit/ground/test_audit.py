"""The audit log: a chain that shows every change, and a database that refuses one."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.offices import act

from tegata.ground import audit
from tegata.ground.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_entries_follow_one_another() -> None:
    for verb in ("a", "b", "c"):
        audit.record(act(), verb, facts={"n": 1})
    assert audit.verify("132217") == 3
    assert list(AuditEntry.objects.order_by("number").values_list("verb", flat=True)) == ["a", "b", "c"]


def test_each_town_has_a_chain_of_its_own() -> None:
    audit.record(act(), "a")
    audit.record(act(town="131016"), "b")
    assert (audit.verify("132217"), audit.verify("131016"), audit.verify("nowhere")) == (1, 1, 0)


@pytest.mark.parametrize("change", ["UPDATE ground_auditentry SET verb = 'x'", "DELETE FROM ground_auditentry"])
def test_the_database_refuses_a_change(change: str) -> None:
    audit.record(act(), "a")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert audit.verify("132217") == 1


@pytest.mark.parametrize("field", ["verb", "actor", "purpose", "facts", "thing"])
def test_a_forged_entry_is_found(field: str) -> None:
    """What somebody with the disk in hand could do: the triggers taken off first."""
    for verb in ("a", "b", "c"):
        audit.record(act(), verb)
    with connection.cursor() as cursor:
        _drop_triggers(cursor)
        cursor.execute(f"UPDATE ground_auditentry SET {field} = 'forged' WHERE number = 2")  # noqa: S608
    with pytest.raises(audit.ChainBroken) as found:
        audit.verify("132217")
    assert found.value.number == 2


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_missing_entry_is_found_even_at_the_end(number: int) -> None:
    for verb in ("a", "b", "c"):
        audit.record(act(), verb)
    with connection.cursor() as cursor:
        _drop_triggers(cursor)
        cursor.execute("DELETE FROM ground_auditentry WHERE number = %s", [number])
    with pytest.raises(audit.ChainBroken):
        audit.verify("132217")


def _drop_triggers(cursor) -> None:  # type: ignore[no-untyped-def]
    if connection.vendor == "sqlite":
        cursor.execute("DROP TRIGGER audit_no_update")
        cursor.execute("DROP TRIGGER audit_no_delete")
    else:
        cursor.execute("DROP TRIGGER audit_append_only ON ground_auditentry")
