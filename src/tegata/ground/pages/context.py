"""What every template is given: the page's title, who is signed in and for which office, the menu of that person."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from tegata.ground.act import Act
from tegata.ground.pages.access import access_of
from tegata.ground.pages.menu import menu_of
from tegata.rules.municipalities import municipality


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
        "menu": menu_of(request.path, act.permissions) if act and of_staff else (),
    }


def town_name(code: str) -> str:
    """The town's name as the reader's language writes it."""
    town = municipality(code)
    return town.name if get_language() == "ja" else town.roman
