"""The signature password is set at a store's terminal, in a real browser from the phone's request to the chip; OpenSC then signs.

Nobody helps: the card lies on the terminal's reader, its holder types the PIN for signing in and the new password.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import PHONE, accessible, picture, valid_html
from tests.outsiders.browsing import People, fill, submit
from tests.outsiders.conftest import House, run
from tests.unit.services.counter.desk import PINS, Stocked, held, lay

from tegata.rules.pins import PinKind
from tegata.server import desks
from tegata.server.home import Home
from tegata.server.sandbox import accounts
from tegata.services.residents import api as residents

pytestmark = [pytest.mark.django_db(transaction=True)]

KIOSK, READER = "/store/7/", "store-7"
SIGN_IN, NEW = PINS[PinKind.AUTHENTICATION], "FRESH2PASS"


@pytest.fixture
def one(country: Home) -> Iterator[Stocked]:
    """A card in its holder's hand, on no reader."""
    for name in ("home", READER):
        desks.lay(name, None)
    yield held()
    for name in ("home", READER):
        desks.lay(name, None)


def types_at(kiosk: Page, pin: str, password: str) -> str:
    """What the terminal's page says after it was sent."""
    kiosk.goto(KIOSK)
    fill(kiosk, pin=pin, SIGNATURE=password, SIGNATURE_again=password)
    kiosk.locator("main button").click()
    kiosk.wait_for_load_state()
    return kiosk.locator("main").inner_text()


def asks_by_phone(phone: Page) -> None:
    """Signed in with the card, held to the phone."""
    phone.goto("/my/signature-password/")
    fill(phone, pin=SIGN_IN)
    submit(phone, "pin")
    accessible(phone)
    picture(phone, "kiosk-phone")
    submit(phone)


def test_from_the_phone_to_the_terminal_to_a_signature(
    one: Stocked,
    live_server: LiveServer,
    visit: Callable[..., Page],
    country: Home,
    put_into_reader: Callable[[Path, str], AbstractContextManager[House]],
    tmp_path: Path,
) -> None:
    kiosk = visit(live_server.url, KIOSK, language="en")
    assert "No card lies on the reader" in types_at(kiosk, SIGN_IN, NEW)
    lay(one, READER)
    assert "cannot be done here and now" in types_at(kiosk, SIGN_IN, NEW), "nobody asked by phone"
    lay(None, READER)
    lay(one, "home")
    asks_by_phone(visit(live_server.url, "/", width=PHONE))
    lay(None, "home")
    lay(one, READER)
    assert "This PIN is wrong" in types_at(kiosk, "0000", NEW)
    assert "too short" in types_at(kiosk, SIGN_IN, "A1")
    assert NEW not in kiosk.content()
    accessible(kiosk)
    valid_html(kiosk.content())
    picture(kiosk, "kiosk-refused")
    assert "in the chip of your card and nowhere else" in types_at(kiosk, SIGN_IN, NEW)
    assert "cannot be done here and now" in types_at(kiosk, SIGN_IN, "ANOTHER1"), "a request serves once"
    assert [letter.kind for letter in residents.letters(one.resident_id)].count("PINs set") == 2
    lay(None, READER)
    signs(one, country, put_into_reader, tmp_path)


def signs(
    one: Stocked, country: Home, reader: Callable[[Path, str], AbstractContextManager[House]], folder: Path
) -> None:
    """OpenSC with the new password; openssl with what the card says its key is."""
    (folder / "document").write_text("signed after the kiosk")
    with reader(country.root, str(one.card_id)) as house:
        sign = ["pkcs11-tool", "--slot-index", "1", "--login", "--pin", NEW, "--sign", "--id", "02"]
        house.run([*sign, "-m", "SHA256-RSA-PKCS", "-i", f"{folder}/document", "-o", f"{folder}/signature"])
        pin = ["--verify-pin", "--auth-id", "2", "--pin", NEW]
        read = house.run(["pkcs15-tool", "--read-certificate", "2", *pin]).stdout
    (folder / "own.pem").write_text(read[read.index("-----BEGIN") :])
    key = run(["openssl", "x509", "-in", "own.pem", "-pubkey", "-noout"], cwd=folder).stdout
    (folder / "key.pem").write_text(key)
    verify = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "document"]
    assert run(verify, cwd=folder).stdout.strip() == "Verified OK"


def test_no_member_of_staff_stands_at_the_terminal(
    one: Stocked, live_server: LiveServer, visit: Callable[..., Page]
) -> None:
    accounts.open_all()
    lay(one, READER)
    clerk = People(live_server.url, visit).of("pin-desk")
    answer = clerk.goto(KIOSK)
    assert answer
    assert answer.status == 403
    assert not clerk.locator("[name=pin]").count()
