"""A list of fifty people handed to one of them. Nerima, Tōkyō, 2023-03-15.

A man who came for his card got the list of all who had applied. Here whatever is handed out is of one person: the form,
the receipt; and the lists that go with papers have receipt numbers and no name, address or birth date.
"""

import subprocess
from pathlib import Path

import pytest
from django.test import Client
from tests.offices import act
from tests.unit.services.applications.desk import (
    TOWN,
    applied_at_counter,
    begun_at_counter,
    clerk,
    face,
    registered,
)

from tegata.ground.offices import Office
from tegata.ground.staff import MANAGE_STAFF, employ
from tegata.services.applications.actions import passing_on
from tegata.services.applications.actions.sending import Sent
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules.tracing import MAIN_OFFICE
from tegata.services.applications.views.hand import screen_token
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db
NAMES = (("見本　一郎", "ミホン イチロウ"), ("見本　二葉", "ミホン フタバ"), ("見本　三太", "ミホン サンタ"))


@pytest.fixture
def three() -> list[Sent]:
    return [applied_at_counter(registered(*name), face(number)) for number, name in enumerate(NAMES, 1)]


@pytest.fixture
def desk() -> Client:
    member = employ(
        act(MANAGE_STAFF, office=Office.SYSTEM, town=None), login="a", display_name="a", office=Office.TOWN_HALL,
        password="long enough 1", town=TOWN, permissions=Permission,
    )  # fmt: skip
    client = Client()
    client.force_login(member)
    return client


def test_the_transfer_list_names_nobody(three: list[Sent], desk: Client) -> None:
    listed = passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [one.receipt for one in three])
    pages = [
        desk.get(address).content.decode()
        for address in (f"/applications/staff/transfers/{listed}", "/applications/staff/transfers")
    ]
    assert all(one.receipt[:4] in pages[0] for one in three)
    for one in three:
        record = residents.record(one.resident_id)
        for personal in (record.name, record.kana, record.address, str(record.birth)):
            assert not any(personal in page for page in pages)


def test_the_form_to_hand_out_is_of_one(three: list[Sent], desk: Client, tmp_path: Path) -> None:
    answer = desk.post(f"/applications/staff/{three[0].resident_id}/form")
    (tmp_path / "form.pdf").write_bytes(answer.content)
    said = subprocess.run(["pdftotext", tmp_path / "form.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert "一郎" in said
    assert "二葉" not in said
    assert "三太" not in said


def test_the_receipt_is_of_one(three: list[Sent]) -> None:
    begun = begun_at_counter(registered("見本　四季", "ミホン シキ"), face(4))
    holder = Client(headers={"accept-language": "en"})
    holder.get(f"/applications/screen/{screen_token(begun.resident_id, begun.application_id, begun.version)}")
    page = holder.get("/applications/confirm").content.decode()
    assert "四季" in page
    assert not any(written.split("　")[1] in page for written, _kana in NAMES)
    assert not any(one.receipt in page for one in three)
