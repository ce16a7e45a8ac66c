"""Staff accounts: making them, granting permissions, and turning who is signed in into an Act."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.models import Grant, Staff
from tegata.ground.offices import Office

MANAGE_STAFF = "ground:staff:manage"


def act_of(staff: Staff, at: datetime, purpose: str = "procedure") -> Act:
    """The act of a signed-in member of staff: one query for the permissions."""
    permissions = frozenset(staff.grants.values_list("permission", flat=True)) if staff.is_active else frozenset()
    return Act(f"staff:{staff.login}", Office(staff.office), at, purpose, staff.town or None, permissions)


@transaction.atomic
def employ(
    act: Act,
    *,
    login: str,
    display_name: str,
    office: Office,
    password: str,
    town: str = "",
    duty: str = "",
    permissions: Iterable[str] = (),
) -> Staff:
    """Open an account. Raises NotAllowed; an account of that login that is there already is an IntegrityError."""
    act.require(MANAGE_STAFF, town or None)
    staff = Staff(login=login, display_name=display_name, office=office.value, town=town, duty=duty)
    staff.set_password(password)
    staff.save(force_insert=True)
    Grant.objects.bulk_create(Grant(staff=staff, permission=permission) for permission in sorted(set(permissions)))
    audit.record(act, "staff employed", thing=f"staff:{login}")
    return staff


@transaction.atomic
def dismiss(act: Act, login: str) -> None:
    """Close an account at once: no sign-in, no permission. Raises NotAllowed or Staff.DoesNotExist."""
    staff = Staff.objects.select_for_update().get(login=login)
    act.require(MANAGE_STAFF, staff.town or None)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    staff.grants.all().delete()
    audit.record(act, "staff dismissed", thing=f"staff:{login}")
