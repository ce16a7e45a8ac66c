"""Duties (職務): who at which office may do what, put together from the rooms' permissions. One account has one duty.

What must not lie in one hand is in APART; what needs two people, each with the permission, is in TWO_PEOPLE.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tegata.ground.offices import Office
from tegata.ground.permissions import Permission as Ground
from tegata.ground.staff import MANAGE_STAFF
from tegata.services.applications.permissions import Permission as Applications
from tegata.services.cards.permissions import Permission as Cards
from tegata.services.certificates.permissions import Permission as Certificates
from tegata.services.counter.permissions import Permission as Counter
from tegata.services.hotline.permissions import Permission as Hotline
from tegata.services.numbering.permissions import Permission as Numbering
from tegata.services.production.permissions import Permission as Production
from tegata.services.residents.permissions import Permission as Residents
from tegata.services.validation.permissions import Permission as Validation
from tegata.services.verifiers.permissions import Permission as Verifiers


class Duty(StrEnum):
    """The word kept with an account."""

    CLERK = "clerk"
    CHIEF = "chief"
    REVIEWER = "reviewer"
    STOCK_KEEPER = "stock keeper"
    PROOFING_OFFICER = "proofing officer"
    PIN_DESK = "pin desk"
    STAFF_MANAGER = "staff manager"
    POST_CLERK = "post-office clerk"
    CENTRE_OPERATOR = "centre operator"
    QUALITY = "quality"
    AUTHORITY = "authority"
    HOTLINE = "hotline"
    AUDITOR = "auditor"
    SEEDER = "seeder"


@dataclass(frozen=True, slots=True)
class Post:
    """What a duty is called, at which office it is, and what it may do."""

    label: Promise
    office: Office
    permissions: frozenset[str]


def _post(label: Promise, office: Office, *permissions: str) -> Post:
    return Post(label, office, frozenset(str(permission) for permission in permissions))


POSTS: dict[Duty, Post] = {
    Duty.CLERK: _post(
        _("Counter clerk"),
        Office.TOWN_HALL,
        Residents.READ,
        Residents.RECORD,
        Applications.READ,
        Applications.PRINT_FORM,
        Applications.ENTER,
        Applications.IDENTIFY,
        Applications.CANCEL,
        Applications.SEND_ON,
        Counter.SEE,
        Counter.BOOK,
        Counter.IDENTIFY,
        Counter.HAND_OVER,
        Counter.REWRITE,
        Counter.RESUME,
        Counter.TAKE_BACK,
        Hotline.CHECK,
    ),
    Duty.CHIEF: _post(
        _("Section chief, may act ex officio"),
        Office.TOWN_HALL,
        Residents.READ,
        Residents.CORRECT,
        Residents.CHANGE_CODE,
        Numbering.READ,
        Numbering.FIND,
        Numbering.CHANGE,
        Applications.READ,
        Applications.ANSWER,
        Cards.ENTRUST,
        Counter.SEE,
        Counter.ORDER_BACK,
        Counter.SHRED,
        Certificates.READ,
        Hotline.STOP_LIST,
        Ground.SEE_QUEUE,
    ),
    Duty.REVIEWER: _post(
        _("Reviewer of applications"),
        Office.TOWN_HALL,
        Residents.READ,
        Applications.READ,
        Applications.REVIEW,
        Applications.ANSWER,
    ),
    Duty.STOCK_KEEPER: _post(
        _("Stock keeper"),
        Office.TOWN_HALL,
        Counter.SEE,
        Counter.STOCK,
        Counter.COUNT,
        Counter.POST,
        Counter.SHRED,
    ),
    Duty.PROOFING_OFFICER: _post(
        _("Identity proofing officer"),
        Office.TOWN_HALL,
        Residents.READ,
        Applications.READ,
        Applications.IDENTIFY,
        Counter.SEE,
        Counter.IDENTIFY,
        Counter.HAND_OVER,
    ),
    Duty.PIN_DESK: _post(
        _("PIN desk"), Office.TOWN_HALL, Residents.READ, Counter.SEE, Counter.IDENTIFY, Counter.PINS, Counter.RENEW
    ),
    Duty.STAFF_MANAGER: _post(_("Manager of staff"), Office.TOWN_HALL, MANAGE_STAFF),
    Duty.POST_CLERK: _post(
        _("Post-office clerk"),
        Office.POST_OFFICE,
        Hotline.CHECK,
        Counter.SEE,
        Counter.IDENTIFY,
        Counter.PINS,
        Counter.RENEW,
    ),
    Duty.CENTRE_OPERATOR: _post(
        _("Operator of the issuing centre"),
        Office.ISSUING_CENTRE,
        Applications.READ,
        Applications.ENTER,
        Applications.CANCEL,
        Applications.ACKNOWLEDGE,
        Applications.ASK,
        Certificates.READ,
        Production.SEE,
        Production.PACK,
        Production.SEND,
        Numbering.PRINT,
        Hotline.STOP_LIST,
        Ground.SEE_QUEUE,
    ),
    Duty.QUALITY: _post(_("Quality control"), Office.ISSUING_CENTRE, Production.SEE, Production.RETRY),
    Duty.AUTHORITY: _post(
        _("Officer of the certification authorities"),
        Office.AUTHORITY,
        Certificates.READ,
        Certificates.LINKS,
        Certificates.RECONCILE,
        Validation.READ,
        Verifiers.SEE,
        Verifiers.ENTER,
        Verifiers.ACCREDIT,
        Verifiers.SUSPEND,
        Ground.SEE_QUEUE,
    ),
    Duty.HOTLINE: _post(
        _("Hotline operator"), Office.HOTLINE, Residents.SEARCH_NATIONWIDE, Hotline.TAKE_CALL, Hotline.STOP_LIST
    ),
    Duty.AUDITOR: _post(
        _("Auditor"), Office.AUDIT, Ground.SEE_AUDIT, Ground.SEE_QUEUE, Certificates.RECONCILE, Verifiers.SEE
    ),
    Duty.SEEDER: _post(_("Filler of the sandbox"), Office.SYSTEM, Residents.SEED, Numbering.SEED, MANAGE_STAFF),
}

TWO_PEOPLE: frozenset[str] = frozenset(
    {Applications.REVIEW, Hotline.STOP_LIST, Counter.IDENTIFY, Counter.HAND_OVER, Counter.SHRED, Verifiers.ACCREDIT}
)
"""Permissions of acts that one proposes and another approves: wherever one has it, a second one has to."""

APART: tuple[frozenset[str], ...] = (
    frozenset({Applications.ENTER, Applications.REVIEW}),
    frozenset({MANAGE_STAFF, Residents.READ}),
    frozenset({Production.SEND, Production.RETRY}),
    frozenset({Counter.STOCK, Counter.PINS}),
    frozenset({Counter.STOCK, Counter.HAND_OVER}),
)
"""What no one person may have together: taking an application and passing it; making
accounts and using them; letting a card be made again and sending it; keeping the stock and setting
PINs (Sasebo) or handing over."""
