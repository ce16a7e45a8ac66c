"""How often a password may be guessed. A try is counted and committed before it is compared, so that no crash gives one back.

Logins that nobody has are counted like those that somebody has: the answer must not tell them apart.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.models import SignInTries, Staff
from tegata.ground.offices import Office
from tegata.ground.staff import act_of, require_over

WRONG_TRIES, WAIT = 5, timedelta(minutes=15)
"""[guess] After so many wrong passwords in a row, no try for so long, or until whoever manages staff unlocks the account."""


class TooManyTries(PermissionError):
    """No password is looked at now, the right one neither."""

    def __init__(self) -> None:
        super().__init__("too many wrong passwords; wait, or have whoever manages staff unlock the account")


@transaction.atomic
def count_try(login: str, at: datetime) -> None:
    """Count a try before the password is looked at. Raises TooManyTries."""
    SignInTries.objects.filter(last_at__lte=at - WAIT).delete()
    key = _key(login)
    SignInTries.objects.get_or_create(key=key, defaults={"last_at": at})
    row = SignInTries.objects.select_for_update().get(key=key)
    if row.count >= WRONG_TRIES:
        raise TooManyTries
    row.count, row.last_at = row.count + 1, at
    row.save(update_fields=["count", "last_at"])


@transaction.atomic
def succeed(member: Staff, at: datetime, means: str) -> None:
    """Forget the wrong tries and record the sign-in, by "password" or "card"."""
    SignInTries.objects.filter(key=_key(member.login)).delete()
    audit.record(act_of(member, at), "signed in", facts={"means": means})


@transaction.atomic
def fail(login: str, at: datetime) -> None:
    """Record a refused try; of a login that nobody has without the login, which may be a password in the wrong field."""
    member = Staff.objects.filter(login=login).first()
    act = Act("nobody", Office.PUBLIC, at, "procedure")
    if member is not None:
        act = Act(f"staff:{login}", Office(member.office), at, "procedure", member.town or None)
    audit.record(act, "signed in", outcome=audit.Outcome.REFUSED)


@transaction.atomic
def unlock(act: Act, login: str) -> None:
    """Let somebody try again at once. Raises NotAllowed or Staff.DoesNotExist."""
    member = Staff.objects.get(login=login)
    require_over(act, Office(member.office), member.town)
    SignInTries.objects.filter(key=_key(login)).delete()
    audit.record(act, "staff unlocked", thing=f"staff:{login}")


def locked(login: str, at: datetime) -> bool:
    """Whether no password is looked at now."""
    return SignInTries.objects.filter(key=_key(login), count__gte=WRONG_TRIES, last_at__gt=at - WAIT).exists()


def _key(login: str) -> str:
    return salted_hmac("tegata.ground.sign_in", login, algorithm="sha256").hexdigest()
