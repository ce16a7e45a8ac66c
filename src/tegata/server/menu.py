"""The menu of staff pages: one line a page, upstream rooms first, each with the permission that opens it."""

from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.menu import MenuItem
from tegata.ground.permissions import Permission as Ground
from tegata.services.applications.permissions import Permission as Applications
from tegata.services.certificates.permissions import Permission as Certificates
from tegata.services.counter.permissions import Permission as Counter
from tegata.services.hotline.permissions import Permission as Hotline
from tegata.services.numbering.permissions import Permission as Numbering
from tegata.services.production.permissions import Permission as Production
from tegata.services.residents.permissions import Permission as Residents
from tegata.services.validation.permissions import Permission as Validation
from tegata.services.verifiers.permissions import Permission as Verifiers

MENU: tuple[MenuItem, ...] = (
    MenuItem("staff_home", _("Start"), ""),
    MenuItem("approvals", _("Approvals"), ""),
    MenuItem("residents:search", _("Residents"), Residents.READ),
    MenuItem("numbering:find", _("Whose number is this?"), Numbering.FIND),
    MenuItem("numbering:notices", _("Notices of numbers"), Numbering.PRINT),
    MenuItem("applications:today", _("Applications"), Applications.READ),
    MenuItem("card_search", _("Find a card"), Certificates.READ),
    MenuItem("authority_queue", _("Queue to the certification authorities"), Certificates.READ),
    MenuItem("production:centre", _("Making of cards"), Production.SEE),
    MenuItem("validation:log", _("Questions about certificates"), Validation.READ),
    MenuItem("verifiers:firms", _("Verifiers and operators"), Verifiers.SEE),
    MenuItem("counter:today", _("Today's counter"), Counter.SEE),
    MenuItem("counter:stock", _("Stock"), Counter.STOCK),
    MenuItem("hotline:calls", _("Lost cards"), Hotline.TAKE_CALL),
    MenuItem("hotline:check", _("Check a card"), Hotline.CHECK),
    MenuItem("hotline:lists", _("Stop many cards"), Hotline.STOP_LIST),
    MenuItem("statistics:dashboard", _("Statistics"), ""),
    MenuItem("accounts", _("Staff accounts"), Ground.MANAGE_STAFF),
    MenuItem("audit", _("Audit log"), Ground.SEE_AUDIT),
    MenuItem("queue", _("Work that waits"), Ground.SEE_QUEUE),
)
"""What staff find in the menu."""
