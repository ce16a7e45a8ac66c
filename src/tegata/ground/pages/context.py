"""What every template is given: the page's title, who is signed in and for which office, the menu of that person."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from tegata.ground.act import Act
from tegata.ground.pages.access import Title, access_of
from tegata.rules.municipalities import municipality


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page in the menu: the name of its route, what it is called, the permission without which it is not shown."""

    route: str
    label: Title
    permission: str


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. No query of its own: what the declared view has fetched is shown."""
    access = access_of(request)
    act: Act | None = getattr(request, "act", None)
    of_staff = act is not None and act.actor.startswith("staff:")
    return {
        "title": access.title if access else "",
        "act": act,
        "who": request.user if of_staff else None,
        "town": town_name(act.town) if act and act.town else "",
        "menu": _menu(request.path, act.permissions) if act and of_staff else (),
    }


def town_name(code: str) -> str:
    """The town's name as the reader's language writes it."""
    town = municipality(code)
    return town.name if get_language() == "ja" else town.roman


def _menu(path: str, permissions: frozenset[str]) -> list[dict[str, Any]]:
    items: tuple[MenuItem, ...] = getattr(settings, "MENU", ())
    shown = [(item, reverse(item.route)) for item in items if item.permission in permissions]
    return [{"label": item.label, "href": href, "here": path.startswith(href)} for item, href in shown]
