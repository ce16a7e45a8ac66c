"""Who is who and which cards there are, as the sandbox's pages show it: kept in the home folder, not in the offices' tables."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tegata.ground.models import Staff
from tegata.ground.offices import Office
from tegata.server import desks
from tegata.server.home import HomeError
from tegata.server.plugs_plastic import home
from tegata.server.sandbox.cast import ROLES

FILE = "town.json"
HOME_READER = "home"
STORE_READER = "store-1"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody of the first page; `card` is the name of the card in the home folder, empty where there is none yet."""

    name: str
    label: Promise
    card: str
    resident: str


def people() -> list[Entry]:
    """Those with a role, as they were when the town was filled."""
    file = Path(settings.HOME) / FILE
    if not file.exists():
        return []
    labels = {role.word: role.label for role in ROLES}
    kept = json.loads(file.read_text(encoding="utf8"))
    return [Entry(one["name"], labels[one["role"]], one["card"], one["resident"]) for one in kept]


def cards() -> dict[str, str]:
    """All cards that exist, by name: whose they are, as is printed on them."""
    try:
        country = home()
    except HomeError:  # nothing is founded yet
        return {}
    return {entry.name: country.printed(entry.name).person.name for entry in country.cards()}


def readers() -> dict[str, str]:
    """Desks with a reader: everybody's at a town hall or post office, one at home, one in a store."""
    offices = [Office.TOWN_HALL.value, Office.POST_OFFICE.value]
    staff = Staff.objects.filter(office__in=offices, is_active=True).order_by("login")
    found = {HOME_READER: _("At home"), STORE_READER: _("Terminal in a store")}
    return found | {one.login: f"{one.login} ({one.display_name})" for one in staff}


def lying() -> dict[str, str]:
    """Which card lies on which reader."""
    found = {}
    for desk in readers():
        with suppress(desks.NoCardOnDesk):
            found[desk] = desks.card_on(desk)
    return found
