"""Staff of the sandbox: one account for each duty at least, two where two have to agree. Everybody may know the password."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tegata.ground import staff
from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.models import Staff
from tegata.server.duties import POSTS, Duty
from tegata.server.sandbox.places import NEIGHBOUR, TOWN

PASSWORD = "sandbox"  # noqa: S105 - shown on the front page


@dataclass(frozen=True, slots=True)
class Account:
    """A login, a name, a duty, a town where the office has one, and what to try with it."""

    login: str
    name: str
    duty: Duty
    to_try: Promise
    town: str = ""


_CLERK = _("Find a resident, enter a move, take an application at the counter.")
_REVIEW = _("Look at photos and pass applications; a doubtful face needs both reviewers.")
_STOCK = _("Scan the parcel in, count the cards of the day.")

ACCOUNTS: tuple[Account, ...] = (
    Account("clerk-1", "窓口 一郎", Duty.CLERK, _CLERK, TOWN),
    Account("clerk-2", "窓口 二美", Duty.CLERK, _CLERK, TOWN),
    Account("reviewer-1", "審査 三保", Duty.REVIEWER, _REVIEW, TOWN),
    Account("reviewer-2", "審査 四郎", Duty.REVIEWER, _REVIEW, TOWN),
    Account("stock-1", "在庫 守", Duty.STOCK_KEEPER, _STOCK, TOWN),
    Account("stock-2", "在庫 数子", Duty.STOCK_KEEPER, _("Agree to the shredding of a card."), TOWN),
    Account("proof-1", "確認 五月", Duty.PROOFING_OFFICER, _("Identify whoever collects a card."), TOWN),
    Account("proof-2", "確認 六平", Duty.PROOFING_OFFICER, _("Be the second where two have to look."), TOWN),
    Account("pin-desk", "暗証 七海", Duty.PIN_DESK, _("Unlock a PIN; the holder types the new one."), TOWN),
    Account("chief-1", "係長 八重", Duty.CHIEF, _("Correct a record, change a number that leaked."), TOWN),
    Account("chief-2", "係長 九", Duty.CHIEF, _("Approve what the other chief proposed."), TOWN),
    Account("manager", "人事 十和", Duty.STAFF_MANAGER, _("Open and close accounts of staff."), TOWN),
    Account(
        "neighbour-1", "隣町 百合", Duty.CLERK, _("Enter the departure or arrival of somebody who moves."), NEIGHBOUR
    ),
    Account("neighbour-2", "隣町 登", Duty.CLERK, _("Be the second where two have to look."), NEIGHBOUR),
    Account("neighbour-3", "隣町 審", Duty.REVIEWER, _REVIEW, NEIGHBOUR),
    Account("neighbour-4", "隣町 美佐", Duty.REVIEWER, _REVIEW, NEIGHBOUR),
    Account("neighbour-5", "隣町 倉", Duty.STOCK_KEEPER, _STOCK, NEIGHBOUR),
    Account("neighbour-6", "隣町 棚子", Duty.STOCK_KEEPER, _STOCK, NEIGHBOUR),
    Account("post-1", "郵便 千代", Duty.POST_CLERK, _("Renew certificates for the town."), TOWN),
    Account("post-2", "郵便 配太", Duty.POST_CLERK, _("Be the second where two have to look."), TOWN),
    Account("centre-1", "発行 万里", Duty.CENTRE_OPERATOR, _("Watch cards being made, pack a parcel, send it.")),
    Account("centre-2", "発行 億人", Duty.CENTRE_OPERATOR, _("Approve a list of cards to be stopped.")),
    Account("quality", "品質 兆子", Duty.QUALITY, _("Look at orders that stopped, let them be made again.")),
    Account("authority", "認証 京", Duty.AUTHORITY, _("Compare certificates with the authorities' registers.")),
    Account("authority-2", "認証 垓", Duty.AUTHORITY, _("Decide about a firm that the other officer proposed.")),
    Account("hotline-1", "電話 直子", Duty.HOTLINE, _("Take the call of somebody who lost a card.")),
    Account("hotline-2", "電話 待", Duty.HOTLINE, _("Approve a list of cards to be stopped.")),
    Account("auditor", "監査 明", Duty.AUDITOR, _("Read who did what, to whom, for which purpose.")),
)


def login_of(duty: Duty, town: str | None = None) -> str:
    """The login of the first who has a duty. Raises StopIteration where nobody has it."""
    return next(one.login for one in ACCOUNTS if one.duty is duty and one.town == (town or ""))


def open_all() -> None:
    """Open those accounts that are not there yet."""
    there = set(Staff.objects.values_list("login", flat=True))
    seeder = POSTS[Duty.SEEDER]
    act = Act("system:sandbox", seeder.office, now(), "procedure", None, seeder.permissions)
    for one in ACCOUNTS:
        if one.login not in there:
            post = POSTS[one.duty]
            staff.employ(
                act,
                login=one.login,
                display_name=one.name,
                office=post.office,
                password=PASSWORD,
                town=one.town,
                duty=one.duty,
                permissions=post.permissions,
            )
