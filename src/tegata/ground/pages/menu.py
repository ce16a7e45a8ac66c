"""The menu of staff pages: settings.MENU, put together in server/menu.py, cut down to what a person may open."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page in the menu: the name of its route, what it is called, the permission it needs; none for all staff."""

    route: str
    label: str | Promise
    permission: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as one person sees it; `here`: the page that is open lies under it."""

    label: str | Promise
    href: str
    here: bool


def menu_of(path: str, permissions: frozenset[str]) -> list[Entry]:
    """What somebody with these permissions finds in the menu, on the page at `path`."""
    items: tuple[MenuItem, ...] = settings.MENU
    shown = [(item, reverse(item.route)) for item in items if not item.permission or item.permission in permissions]
    here = max((href for _, href in shown if path.startswith(href)), key=len, default="")
    return [Entry(item.label, href, href == here) for item, href in shown]
