"""The menu of staff pages: one line a page, upstream rooms first, each with the permission that opens it."""

from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.menu import MenuItem
from tegata.ground.permissions import Permission as Ground

MENU: tuple[MenuItem, ...] = (
    MenuItem("staff_home", _("Start"), ""),
    MenuItem("approvals", _("Approvals"), ""),
    MenuItem("accounts", _("Staff accounts"), Ground.MANAGE_STAFF),
    MenuItem("audit", _("Audit log"), Ground.SEE_AUDIT),
    MenuItem("queue", _("Work that waits"), Ground.SEE_QUEUE),
)
"""What staff find in the menu."""
