"""A2: a number is read for a purpose of the law, by who may, and every read and every refusal is in the log."""

import json

import pytest
from django.test import Client
from tests.journeys.rounds import NEIGHBOUR, browser, employed, in_use, settle
from tests.offices import START, act, clock
from tests.unit.services.residents.newcomers import registered

from tegata.ground.act import Act
from tegata.ground.models import AuditEntry
from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.services.certificates import api as certificates
from tegata.services.numbering import api as numbering

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


@pytest.fixture
def chief() -> Client:
    return browser(employed(Duty.CHIEF))


def log() -> list[tuple[str, str]]:
    """Purpose and outcome of every read so far."""
    entries = AuditEntry.objects.filter(verb="numbering number read").order_by("number")
    return list(entries.values_list("purpose", "outcome"))


def test_a_number_is_shown_once_for_a_purpose_of_the_law(chief: Client) -> None:
    who = registered()
    settle()
    page = f"/numbers/residents/{who}"
    shown = chief.post(page, {"purpose": "tax"}).content.decode()
    number = numbering.read(_reader(), who, numbering.NumberPurpose.TAX)
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in shown
    assert number[:4] not in chief.get(page).content.decode(), "it is gone with the next page"
    assert log() == [("tax", "done")] * 2
    assert AuditEntry.objects.filter(subject=who, purpose="tax").exists()
    assert number not in json.dumps([str(row) for row in AuditEntry.objects.values_list()])


@pytest.mark.parametrize("purpose", ["marketing", "card-issuance", ""])
def test_any_other_purpose_is_refused_and_offers_only_those_of_the_law(chief: Client, purpose: str) -> None:
    who = registered()
    settle()
    refused = chief.post(f"/numbers/residents/{who}", {"purpose": purpose}).content.decode()
    assert "error-summary" in refused
    assert "<strong>" not in refused
    assert log() == [("none of the law", "refused")]


def test_a_refusal_is_logged_whatever_was_said() -> None:
    who = registered()
    settle()
    for purpose in ("marketing", "authentication", "health insurance", numbering.NumberPurpose.CARD_ISSUANCE):
        with pytest.raises(numbering.ReadRefused, match=r"purpose|office"):
            numbering.read(_reader(), who, purpose)  # type: ignore[arg-type]
    assert [outcome for _, outcome in log()] == ["refused"] * 4


def test_another_towns_chief_and_a_clerk_without_the_duty_are_refused(chief: Client) -> None:
    who = registered()
    settle()
    page = f"/numbers/residents/{who}"
    stranger = browser(employed(Duty.CHIEF, "stranger", NEIGHBOUR))
    refused = stranger.post(page, {"purpose": "tax"})
    assert refused.status_code in {200, 403, 404}
    assert "9900" not in refused.content.decode()
    clerk = browser(employed(Duty.CLERK))
    assert clerk.get(page).status_code == 403
    assert clerk.post(page, {"purpose": "tax"}).status_code == 403
    assert "done" not in dict(log()).values()
    assert "<strong>" in chief.post(page, {"purpose": "social-security"}).content.decode(), "nothing is lost by it"


def test_no_certificate_holds_it(country: Home) -> None:
    """What authentication and private use see of a person is a certificate; the number is nowhere in it."""
    who = registered()
    settle()
    card = in_use(who)
    number = numbering.read(_reader(), who, numbering.NumberPurpose.SOCIAL_SECURITY)
    for one in certificates.certificates_of(who, card.card_id):
        encoded = country.authorities[one.kind].store.certificate(one.serial)
        assert encoded is not None
        assert number.encode() not in encoded
        assert number.encode("utf-16-be") not in encoded


def _reader() -> Act:
    return act(numbering.Permission.READ)
