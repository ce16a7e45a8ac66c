"""Staff accounts: making them, granting permissions, and turning who is signed in into an Act.

Nobody grants anything to themself, and that somebody manages accounts takes two who do.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tegata.ground import audit, duties, two_person
from tegata.ground.act import Act, NotAllowed
from tegata.ground.models import Grant, Staff
from tegata.ground.offices import Office
from tegata.ground.permissions import Permission

MANAGE_STAFF = Permission.MANAGE_STAFF
GRANT_MANAGEMENT = two_person.verb("staff grant management", _("Let somebody manage staff accounts"))


class NotToOneself(PermissionError):
    """Somebody wants to change their own account."""

    def __init__(self) -> None:
        super().__init__("nobody changes their own permissions; ask another who manages staff")


def act_of(staff: Staff, at: datetime, purpose: str = "procedure") -> Act:
    """The act of a signed-in member of staff: one query for the permissions."""
    permissions = frozenset(staff.grants.values_list("permission", flat=True)) if staff.is_active else frozenset()
    return Act(f"staff:{staff.login}", Office(staff.office), at, purpose, staff.town or None, permissions)


def managed(act: Act) -> QuerySet[Staff]:
    """Accounts that the actor manages. Raises NotAllowed."""
    act.require(MANAGE_STAFF)
    found = Staff.objects.filter(office=act.office.value)
    return found.filter(town=act.town) if act.town else found


def require_over(act: Act, office: Office, town: str) -> None:
    """Refuse unless the actor manages the accounts of that office and town; the system fills any. Raises NotAllowed."""
    act.require(MANAGE_STAFF)
    if act.office is not Office.SYSTEM and (office is not act.office or act.town not in (None, town)):
        raise NotAllowed(MANAGE_STAFF, town or office.value)


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
    """Open an account. Raises NotAllowed; an account of that login that is there already is an IntegrityError.

    The first who manage staff are employed by the system; afterwards it takes two to grant that.
    """
    require_over(act, office, town)
    granted = sorted(set(permissions))
    if MANAGE_STAFF in granted and act.office is not Office.SYSTEM:
        raise two_person.TwoPersonRefused("that somebody manages staff takes two: employ, then propose to grant it")
    staff = Staff(login=login, display_name=display_name, office=office.value, town=town, duty=duty)
    staff.set_password(password)
    staff.save(force_insert=True)
    Grant.objects.bulk_create(Grant(staff=staff, permission=permission) for permission in granted)
    audit.record(act, "staff employed", thing=f"staff:{login}")
    return staff


@transaction.atomic
def dismiss(act: Act, login: str) -> None:
    """Close an account at once: no sign-in, no permission. Raises NotAllowed, NotToOneself or Staff.DoesNotExist."""
    staff = _another(act, login)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    staff.grants.all().delete()
    audit.record(act, "staff dismissed", thing=f"staff:{login}")


@transaction.atomic
def propose_management(act: Act, login: str) -> UUID:
    """First of two: that somebody shall manage accounts. Returns the proposal. Raises NotAllowed, NotToOneself."""
    staff = _another(act, login)
    return two_person.propose(act, GRANT_MANAGEMENT, f"staff:{login}", {"staff": staff.pk}, permission=MANAGE_STAFF)


@transaction.atomic
def grant(act: Act, login: str, permission: str, *, proposal: UUID | None = None) -> None:
    """Let somebody do something; to manage staff needs an approved `proposal`.

    Raises NotAllowed, NotToOneself, NotTogether, TwoPersonRefused or Staff.DoesNotExist.
    """
    staff = _another(act, login)
    duties.require_apart(staff.grants.values_list("permission", flat=True), permission)
    if permission == MANAGE_STAFF:
        if proposal is None:
            raise two_person.TwoPersonRefused("that somebody manages staff takes two: propose it first")
        two_person.redeem(act, proposal, GRANT_MANAGEMENT, f"staff:{login}", {"staff": staff.pk})
    Grant.objects.get_or_create(staff=staff, permission=permission)
    audit.record(act, "staff granted", thing=f"staff:{login}", facts={"permission": permission})


@transaction.atomic
def revoke(act: Act, login: str, permission: str) -> None:
    """Take a permission away at once. Raises NotAllowed, NotToOneself or Staff.DoesNotExist."""
    staff = _another(act, login)
    staff.grants.filter(permission=permission).delete()
    audit.record(act, "staff revoked", thing=f"staff:{login}", facts={"permission": permission})


def _another(act: Act, login: str) -> Staff:
    """The account, locked: of the actor's office and town, and not the actor's own."""
    staff = Staff.objects.select_for_update().get(login=login)
    require_over(act, Office(staff.office), staff.town)
    if act.actor == f"staff:{login}":
        raise NotToOneself
    return staff
