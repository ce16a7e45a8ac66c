"""C5: a holder agrees with the card that a bank gets the latest attributes; it asks as often as it likes, for ten years; the
holder sees what was given and takes it back.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests.journeys.rounds import register, settle
from tests.offices import START, clock
from tests.unit.services.counter.desk import DESK, Stocked, held, identified, lay
from tests.unit.services.counter.desk import officer as counter
from tests.unit.services.residents.newcomers import ELSEWHERE_IN_KIYOSE
from tests.unit.services.verifiers.parties import (
    BANK,
    INSURER,
    PASSWORD,
    Operator,
    b64,
    operator,
    problem,
    serial_of,
    signed,
    text,
    withdrawal,
)

from tegata.pki.names import Kind
from tegata.rules.consents import Attribute
from tegata.server.home import Home
from tegata.services.counter.actions import rewriting
from tegata.services.counter.rules.desk import Errand
from tegata.services.residents import actions as events
from tegata.services.residents.api import Days
from tegata.services.verifiers.models import Disclosure

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


@pytest.fixture
def one(country: Home) -> Stocked:
    """A holder with a real card."""
    found = held()
    settle()
    return found


@pytest.fixture
def bank(one: Stocked) -> Operator:
    """The operator that asks for a bank and an insurer."""
    return operator("operator-1", BANK, INSURER)


def moved(one: Stocked) -> None:
    """The holder moves within the town, and the authority hears of it."""
    recorded_move(one)
    settle()


def recorded_move(one: Stocked) -> None:
    """The move is in the register; nobody else heard of it yet."""
    today = register().today
    events.move_within(register(), one.resident_id, Days(today, today), ELSEWHERE_IN_KIYOSE)


def renewed(one: Stocked) -> None:
    """At the counter the chip gets the new address and a new signature certificate."""
    lay(one)
    _, work = rewriting.begin(counter(), DESK, one.serial, Errand.MOVE, identified(one, Errand.MOVE))
    rewriting.write_chip(counter(), one.resident_id, work, (Kind.SIGNATURE,))
    rewriting.print_note(counter(), one.resident_id, work)
    rewriting.read_back(counter(), one.resident_id, work, readable=True)
    settle()


def agreed(country: Home, bank: Operator, one: Stocked, provider: str = BANK, *only: Attribute) -> str:
    """A consent signed in the chip. Returns its id; it counts from tomorrow, which is now."""
    text_of = text(provider, attributes=only or tuple(Attribute))
    answer = bank.consent(signed(country, one.card_id, text_of.text()), provider)
    assert answer.status_code == 201, answer.content
    clock.forward(days=1)
    return str(answer.json()["id"])


def portal(one: Stocked) -> Client:
    """The holder's browser, signed in."""
    client = Client(headers={"accept-language": "en"})
    session = client.session
    session["resident"] = str(one.resident_id)
    session.save()
    return client


def test_a_move_reaches_the_bank_and_only_when_it_may(country: Home, bank: Operator, one: Stocked) -> None:
    old = serial_of(one.resident_id, one.card_id)
    consent = agreed(country, bank, one)
    assert bank.attributes(consent, old).json() == {"result": "same"}
    moved(one)
    assert bank.attributes(consent, old).json() == {"result": "not_yet"}, "nothing between revocation and next issue"
    renewed(one)
    new = serial_of(one.resident_id, one.card_id)
    for _ in range(3):  # any number of times
        found = bank.attributes(consent, old).json()
        assert found["result"] == "superseded"
        assert found["serial"] == f"{new:08X}" != f"{old:08X}"
        assert found["attributes"] == {
            "name": "見本　花子",
            "address": "東京都清瀬市元町一丁目４番５号　清瀬荘１０１号",
            "birth": "1990-05-06",
            "sex": "2",
        }
    assert bank.attributes(consent, new).json() == {"result": "same"}
    page = portal(one).get("/my/consents/").content.decode()
    assert "みほん銀行" in page
    assert page.count("Your latest attributes") == 3
    looked = portal(one).get("/me/record").content.decode()
    assert looked.count("Latest attributes, by your consent") >= 6
    assert page.count("Not yet:") == 1
    assert "元町" not in page, "what was given is named, not repeated"
    assert Disclosure.objects.filter(yen=20).count() == 3
    usage = bank.get("usage", "?month=2026-04").json()
    assert usage["yen"] == 60
    assert {(line["outcome"], line["number"]) for line in usage["lines"] if line["what"] == "attributes"} == {
        ("same", 2), ("not_yet", 1), ("superseded", 3),
    }  # fmt: skip


def test_only_what_was_agreed_to_is_given(country: Home, bank: Operator, one: Stocked) -> None:
    old = serial_of(one.resident_id, one.card_id)
    consent = agreed(country, bank, one, BANK, Attribute.ADDRESS)
    moved(one)
    renewed(one)
    assert list(bank.attributes(consent, old).json()["attributes"]) == ["address"]


def test_ten_years_from_the_next_day(country: Home, bank: Operator, one: Stocked) -> None:
    serial = serial_of(one.resident_id, one.card_id)
    answer = bank.consent(signed(country, one.card_id, text().text()))
    kept = answer.json()
    assert (kept["begins"], kept["ends"]) == ("2026-04-02T00:00:00+09:00", "2036-04-01T23:59:59+09:00")
    assert kept["state"] == "not-begun"
    assert bank.get(f"consents/{kept['id']}").json() == kept, "days in Japan, whenever it is asked"
    assert problem(bank.attributes(kept["id"], serial)) == "not-begun"
    clock.moment = datetime(2026, 4, 1, 15, tzinfo=UTC)
    assert bank.attributes(kept["id"], serial).json() == {"result": "same"}
    clock.moment = datetime(2036, 4, 1, 14, 59, 59, tzinfo=UTC)
    assert bank.attributes(kept["id"], serial).json() == {"result": "not_yet"}, "the certificate expired long ago"
    clock.forward(seconds=1)
    assert problem(bank.attributes(kept["id"], serial)) == "lapsed"


def test_withdrawn_by_the_bank_s_operator(country: Home, bank: Operator, one: Stocked) -> None:
    serial = serial_of(one.resident_id, one.card_id)
    document = signed(country, one.card_id, text().text())
    consent = bank.consent(document).json()["id"]
    clock.forward(days=1)
    taken_back = signed(country, one.card_id, withdrawal(consent))
    assert bank.post(f"consents/{consent}/withdrawal", {"document": b64(taken_back)}).json()["state"] == "withdrawn"
    assert problem(bank.attributes(consent, serial)) == "withdrawn"
    again = bank.consent(document).json()
    assert (again["id"], again["state"]) == (consent, "withdrawn"), "an old signature brings nothing back"
    assert bank.get(f"consents/{consent}").json()["state"] == "withdrawn"
    renewed_consent = agreed(country, bank, one)
    assert bank.attributes(renewed_consent, serial).json() == {"result": "same"}


def test_withdrawn_by_the_holder_with_the_card(country: Home, bank: Operator, one: Stocked) -> None:
    serial = serial_of(one.resident_id, one.card_id)
    consent, other = agreed(country, bank, one), agreed(country, bank, one, INSURER)
    lay(one, "home")
    browser = portal(one)
    where = f"/my/consents/{consent}/withdraw"
    wrong = browser.post(where, {"reader": "home", "password": "WRONG0"})
    assert "Tries left: 4" in wrong.content.decode()
    assert "WRONG0" not in wrong.content.decode()
    assert bank.attributes(consent, serial).status_code == 200
    assert browser.post(where, {"reader": "home", "password": PASSWORD.lower()}).status_code == 302
    assert problem(bank.attributes(consent, serial)) == "withdrawn"
    assert bank.attributes(other, serial).status_code == 200, "each firm for itself"
    assert "Withdrawn by its holder" in browser.get("/my/consents/").content.decode()


def test_nobody_withdraws_what_is_another_s(country: Home, bank: Operator, one: Stocked) -> None:
    consent = agreed(country, bank, one)
    stranger = held(2)
    settle()
    for taken_back in (signed(country, stranger.card_id, withdrawal(consent)),):
        answer = bank.post(f"consents/{consent}/withdrawal", {"document": b64(taken_back)})
        assert problem(answer) == "other-holder"
    assert portal(stranger).get(f"/my/consents/{consent}/withdraw").status_code == 404
    lay(stranger, "home")
    page = portal(one).post(f"/my/consents/{consent}/withdraw", {"reader": "home", "password": PASSWORD})
    assert "another person&#x27;s card" in page.content.decode()
    assert bank.get(f"consents/{consent}").json()["state"] == "counts"


def test_a_namesake_gets_nothing_of_it(country: Home, bank: Operator, one: Stocked) -> None:
    """2020: attributes of one were written over another of the same name. Here they follow certificates."""
    consent = agreed(country, bank, one)
    namesake = held(2)
    settle()
    moved(namesake)
    renewed(namesake)
    assert problem(bank.attributes(consent, serial_of(namesake.resident_id, namesake.card_id))) == "other-holder"
    assert bank.attributes(consent, serial_of(one.resident_id, one.card_id)).json() == {"result": "same"}


def test_the_dead_are_gone(country: Home, bank: Operator, one: Stocked) -> None:
    serial = serial_of(one.resident_id, one.card_id)
    consent = agreed(country, bank, one)
    today = register().today
    events.death(register(), one.resident_id, Days(today, today))
    assert bank.attributes(consent, serial).json() == {"result": "gone"}, "before the authority hears of it, too"
    settle()
    assert bank.attributes(consent, serial).json() == {"result": "gone"}


def test_nobody_gets_anything_without_the_holder_s_consent(country: Home, bank: Operator, one: Stocked) -> None:
    serial = serial_of(one.resident_id, one.card_id)
    consent = agreed(country, bank, one)
    rival = operator("operator-2", "shop-1")
    assert problem(rival.attributes(consent, serial)) == "unknown-consent"
    assert problem(rival.get(f"consents/{consent}")) == "unknown-consent"
    assert problem(bank.attributes(str(UUID(int=1)), serial)) == "unknown-consent"
    assert problem(bank.attributes(consent, 0xDEAD)) == "unknown-serial"
    document = signed(country, one.card_id, text(BANK).text())
    assert problem(bank.consent(document, INSURER)) == "other-parties"
    posing = replace(text(INSURER), provider_name="みほん銀行").text()
    assert problem(bank.consent(signed(country, one.card_id, posing), INSURER)) == "other-parties", (
        "a name it does not have"
    )
    assert problem(rival.consent(signed(country, one.card_id, text("shop-1").text()), "shop-1")) == "other-parties"


def test_a_consent_counts_only_with_a_signature_that_counts(country: Home, bank: Operator, one: Stocked) -> None:
    document = signed(country, one.card_id, text().text())
    assert problem(bank.consent(document.replace("みほん銀行".encode(), "にせもの行".encode()))) == "no-document"
    assert problem(bank.consent(b"no CMS")) == "no-document"
    assert problem(bank.consent(signed(country, one.card_id, b"{}"))) == "no-consent-text"
    clock.forward(hours=1)  # what only the signer claims, that it was signed before, moves nothing
    moved(one)
    refused = bank.consent(document)
    assert problem(refused) == "certificate-not-accepted"
    assert json.loads(refused.content)["reason"] == "revoked"
    assert "見本" not in refused.content.decode()


def test_what_is_outdated_is_not_the_same_before_the_authority_hears_of_it(
    country: Home, bank: Operator, one: Stocked
) -> None:
    serial = serial_of(one.resident_id, one.card_id)
    consent = agreed(country, bank, one)
    recorded_move(one)
    assert bank.attributes(consent, serial).json() == {"result": "not_yet"}


def test_the_day_it_counts_from_can_be_that_of_the_receipt(
    country: Home, bank: Operator, one: Stocked, settings: pytest.MonkeyPatch
) -> None:
    settings.CONSENT_BASE = "received"  # type: ignore[attr-defined]
    received = (clock() - timedelta(days=2)).isoformat()
    document = signed(country, one.card_id, text().text())
    assert bank.consent(document, received_at=received).json()["begins"] == "2026-03-31T00:00:00+09:00"
    late = (clock() - timedelta(days=8)).isoformat()
    assert problem(bank.consent(signed(country, one.card_id, text().text()), received_at=late)) == "received-when"
