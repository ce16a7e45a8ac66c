"""A member of staff of a town hall who may read cards."""

import pytest
from pytest_django import Settings
from tests.offices import clock

from tegata.ground.act import Act
from tegata.ground.models import Staff
from tegata.ground.offices import Office
from tegata.ground.staff import MANAGE_STAFF, employ

PASSWORD = "correct horse"


@pytest.fixture
def clerk(db: None) -> Staff:
    chief = Act("staff:chief", Office.TOWN_HALL, clock(), "procedure", None, frozenset({MANAGE_STAFF}))
    return employ(
        chief,
        login="sato",
        display_name="佐藤 窓口",
        office=Office.TOWN_HALL,
        town="132217",
        password=PASSWORD,
        permissions=["town:card:read"],
    )


@pytest.fixture(autouse=True)
def menu_of_the_site(request: pytest.FixtureRequest, settings: Settings) -> None:
    """A site of a test's own has none of the pages that the menu of the product leads to."""
    if request.node.get_closest_marker("urls"):
        settings.MENU = ()
