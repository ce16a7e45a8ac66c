"""A member of staff of a town hall who may read cards."""

import pytest
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
