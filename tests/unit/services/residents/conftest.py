"""A clerk of Kiyose who may do everything with residents there, signed in."""

import pytest
from django.test import Client
from tests.offices import START

from tegata.ground.act import Act
from tegata.ground.models import Staff
from tegata.ground.offices import Office
from tegata.ground.staff import MANAGE_STAFF, employ
from tegata.services.numbering.permissions import Permission as NumberPermission
from tegata.services.residents.permissions import Permission

CHIEF = Act("staff:chief", Office.TOWN_HALL, START, "procedure", None, frozenset({MANAGE_STAFF}))
PERMISSIONS = [*Permission, NumberPermission.READ, NumberPermission.FIND, NumberPermission.CHANGE]


@pytest.fixture
def clerk(db: None) -> Staff:
    """Of Kiyose."""
    return employ(
        CHIEF,
        login="sato",
        display_name="佐藤 窓口",
        office=Office.TOWN_HALL,
        town="132217",
        password="correct horse",
        permissions=[str(one) for one in PERMISSIONS if one is not Permission.SEARCH_NATIONWIDE],
    )


@pytest.fixture
def desk(clerk: Staff, client: Client) -> Client:
    """The clerk's browser."""
    client.force_login(clerk)
    return client
