"""A real browser does the whole life of one resident; OpenSC, openssl, poppler and qpdf judge what comes of it.

Born, numbered, applies, is identified, has a card that signs, moves, loses it, finds it, renews it, dies. `make tour` keeps its
pictures for docs/tour/life.md.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.journeys.rounds import make_cards, settle
from tests.offices import START, clock
from tests.outsiders.browsing import People, fill, keep_small, kept, open_link, submit
from tests.outsiders.conftest import House, run
from tests.unit.services.applications.desk import face

from tegata.pki.names import Kind
from tegata.server import desks
from tegata.server.home import Home
from tegata.server.sandbox import accounts
from tegata.services.cards import api as cards
from tegata.services.certificates import api as certificates
from tegata.services.counter.rules.proofing import Item
from tegata.services.residents import api as residents

pytestmark = [pytest.mark.django_db(transaction=True)]

BORN, BIRTH_DAY = datetime(2011, 4, 1, 1, tzinfo=UTC), "2011-03-20"
FIFTEEN, RENEWAL = datetime(2026, 4, 1, 1, tzinfo=UTC), datetime(2031, 1, 20, 1, tzinfo=UTC)
PINS = {"TEXT": "1357", "REGISTER": "2468", "AUTHENTICATION": "8642", "SIGNATURE": "NEW4LIFE"}
REASONS = {"good": "good", "hold": "certificateHold", "dead": "affiliationChanged", "renewed": "superseded"}
KEEPER = "stock-1"
Reader = Callable[[Path, str], AbstractContextManager[House]]


@dataclass
class Life:
    """One person, the town around them, and a folder for what outside programs read."""

    home: Home
    people: People
    folder: Path
    reader: Reader
    who: UUID

    @property
    def card(self) -> cards.CardView:
        """The card of today."""
        return max(cards.cards_of(self.who), key=lambda card: card.card_id)

    def signature(self) -> certificates.CertificateView:
        """The signature certificate of today."""
        found = certificates.current(self.who, self.card.card_id, Kind.SIGNATURE)
        assert found is not None
        return found

    def told(self, *argv: object) -> str:
        """What an outside program says."""
        return run([str(part) for part in argv], cwd=self.folder).stdout


@pytest.fixture
def life(
    country: Home, live_server: LiveServer, visit: Callable[..., Page], tmp_path: Path, put_into_reader: Reader
) -> Iterator[Life]:
    clock.moment = START
    accounts.open_all()
    yield Life(country, People(live_server.url, visit), tmp_path, put_into_reader, UUID(int=0))
    desks.lay("clerk-1", None)
    clock.moment = START


def grows_up(life: Life) -> None:
    """Fifteen: old enough for a signature certificate."""
    clock.moment = FIFTEEN
    settle()


def applies_for_a_card(life: Life) -> None:
    """With the first photo."""
    applies(life, "first", face(1, 0, age=15), kept_as=True)


def gets_a_card(life: Life) -> None:
    """From the centre's machine into the holder's hand, and into a reader."""
    card_is_made(life, kept_as=True)
    card_arrives(life, kept_as=True)
    card_is_handed_over(life, face(1, 1, age=15), kept_as=True)
    signs(life, "first")


def is_born(life: Life) -> None:
    clock.moment = BORN
    page = life.people.of("clerk-1")
    page.goto("/residents/new/birth")
    fill(
        page,
        written="見本　春",
        kana="ミホン　ハル",
        birth=BIRTH_DAY,
        sex="2",
        town="中里",
        block="五丁目８４２番地",
    )
    fill(page, postcode="2040003", notice_day="2011-04-01")
    kept(page, "01-birth")
    submit(page, "written")
    life.who = UUID(urlsplit(page.url).path.split("/")[-1])
    assert "見本" in page.locator("main").inner_text()


def is_numbered(life: Life) -> None:
    """About a month later the notice comes: a PDF that poppler and qpdf find right, its font inside."""
    settle(25)
    page = life.people.of("centre-1")
    page.goto("/numbers/notices")
    submit(page)
    with page.expect_download() as download:
        page.locator('form[action*="/numbers/notices/"] button').first.click()
    file = life.folder / "notice.pdf"
    download.value.save_as(file)
    judged(life, file)
    text = life.told("pdftotext", "-layout", file, "-")
    assert re.search(r"99\d\d \d{4} \d{4}", text), "the number, that of a test person"
    as_picture(life, file, "02-notice")


def judged(life: Life, file: Path) -> None:
    """A PDF by three programs."""
    assert "Pages:" in life.told("pdfinfo", file)
    assert "No syntax or stream encoding errors found" in life.told("qpdf", "--check", file)
    fonts = life.told("pdffonts", file).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), "embedded"


def as_picture(life: Life, file: Path, name: str) -> None:
    life.told("pdftoppm", "-png", "-r", "90", "-singlefile", file, life.folder / name)
    keep_small(life.folder / f"{name}.png", name)


def applies(life: Life, reason: str, photo: bytes, *, kept_as: bool = False) -> None:
    """The clerk prints a form; its ID and a photo go in on the web; name and photo are confirmed; the town reviews."""
    form_id = new_form(life)
    page = life.people.public("resident")
    page.goto("/applications/")
    fill(page, form_id=form_id, birth=BIRTH_DAY, by="self", reason=reason, channel="web")
    submit(page, "form_id")
    fill(page, photo=photo)
    submit(page, "photo")
    if kept_as:
        kept(page, "03-is-this-you")
    fill(page, mine=True)
    submit(page, "mine")
    reviewer = life.people.of("reviewer-1")
    reviewer.goto("/applications/staff/")
    open_link(reviewer, f"staff/{life.who}/")
    if kept_as:
        kept(reviewer, "04-review")
    reviewer.locator('form[action$="/pass"] button').click()
    reviewer.wait_for_load_state()
    settle()
    assert life.card.state is cards.State.ORDERED


def new_form(life: Life) -> str:
    """The application ID, as it is printed on the form."""
    page = life.people.of("clerk-1")
    page.goto(f"/applications/staff/{life.who}/form")
    token = page.locator("main form [name=csrfmiddlewaretoken]").get_attribute("value") or ""
    answer = page.request.post(
        page.url, form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url, "Origin": life.people.site}
    )
    assert answer.ok
    file = life.folder / "form.pdf"
    file.write_bytes(answer.body())
    judged(life, file)
    text = "".join(life.told("pdftotext", "-layout", file, "-").replace("-", "").split())
    found = re.search(r"\d{23}", text)
    assert found, text
    return found.group()


def card_is_made(life: Life, *, kept_as: bool = False) -> None:
    """The centre makes it, packs it, sends it."""
    make_cards()
    centre = life.people.of("centre-1")
    centre.goto("/production/")
    if kept_as:
        kept(centre, "05-centre")
    open_link(centre, "/production/pack/")
    centre.locator("main button[name=confirmed]").click()
    centre.wait_for_load_state()
    centre.locator("main form button").first.click()
    centre.wait_for_load_state()
    settle()


def card_arrives(life: Life, *, kept_as: bool = False) -> None:
    """The town's stock keeper scans the parcel in against its manifest."""
    keeper = life.people.of(KEEPER)
    keeper.goto("/counter/stock/parcels/")
    open_link(keeper, "/counter/stock/parcels/")
    fill(keeper, serial=life.card.serial, place="A-1")
    submit(keeper, "serial")
    if kept_as:
        kept(keeper, "06-unpacked")
    keeper.locator("main form:not(:has([name=serial])) button").first.click()
    keeper.wait_for_load_state()
    settle()
    assert life.card.state is cards.State.IN_STOCK


def checklist(page: Page, until: str) -> None:
    """A passport, and every point of the list."""
    fill(page, **{f"item_{item.name}": True for item in Item})
    fill(page, document1="passport", document1_until=until)


def card_is_handed_over(life: Life, picture: bytes, *, old: str = "", kept_as: bool = False) -> None:
    """Scan, identify, compare; the holder types the PINs on a screen of their own; the chip is asked once more."""
    page, card = life.people.of("clerk-1"), life.card
    desks.lay("clerk-1", str(card.card_id))
    page.goto("/counter/handover/")
    fill(page, serial=card.serial)
    submit(page, "serial")
    checklist(page, "2035-01-01")
    if kept_as:
        kept(page, "07-identify")
    submit(page, "document1")
    fill(page, picture=picture)
    submit(page, "picture")
    submit(page, "version")
    code = page.locator("main code").inner_text()
    types_pins(life, code, kept_as=kept_as)
    page.reload()
    if old:
        fill(page, old0=old)
    submit(page, "fee")
    settle()
    assert life.card.state is cards.State.HANDED_OVER
    if kept_as:
        kept(page, "09-handed-over")
        sides = life.home.faces(str(card.card_id))
        keep_small(sides["front.png"], "10-card", 480)
        assert "No syntax or stream encoding errors found" in life.told("qpdf", "--check", sides["face.pdf"])


def types_pins(life: Life, code: str, *, kept_as: bool) -> None:
    """On another screen; a browser in which staff are signed in is refused it."""
    clerk = life.people.of("clerk-1")
    assert clerk.request.get("/holder/").status == 403
    page = life.people.public("holder")
    page.goto("/holder/")
    fill(page, code=code)
    submit(page, "code")
    for name, value in PINS.items():
        fill(page, **{name: value, f"{name}_again": value})
    if kept_as:
        kept(page, "08-pins")
    submit(page, "SIGNATURE")


def signs(life: Life, name: str) -> bytes:
    """OpenSC signs a file with the very card, and openssl finds signature, certificate and authority right."""
    folder = life.folder
    (folder / "document").write_text(f"signed when {name}")
    desks.lay("clerk-1", None)
    with life.reader(life.home.root, str(life.card.card_id)) as house:
        sign = ["pkcs11-tool", "--slot-index", "1", "--login", "--pin", PINS["SIGNATURE"], "--sign", "--id", "02"]
        house.run([*sign, "-m", "SHA256-RSA-PKCS", "-i", f"{folder}/document", "-o", f"{folder}/signature"])
        for number, file in (("2", "own.pem"), ("4", "ca.pem")):
            pin = ["--verify-pin", "--auth-id", "2", "--pin", PINS["SIGNATURE"]]
            read = house.run(["pkcs15-tool", "--read-certificate", number, *pin]).stdout
            (folder / file).write_text(read[read.index("-----BEGIN") :])
    at = str(int(clock().timestamp()))
    assert "OK" in life.told("openssl", "verify", "-attime", at, "-CAfile", "ca.pem", "own.pem")
    (folder / "key.pem").write_text(life.told("openssl", "x509", "-in", "own.pem", "-pubkey", "-noout"))
    verify = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "document"]
    assert life.told(*verify).strip() == "Verified OK"
    serial = life.told("openssl", "x509", "-in", "own.pem", "-serial", "-noout")
    assert int(serial.split("=")[1], 16) == life.signature().serial, "the certificate that the town issued last"
    assert status(life, life.signature()) == REASONS["good"]
    return (folder / "own.pem").read_bytes()


def status(life: Life, one: certificates.CertificateView) -> str:
    """What `openssl ocsp` reads in the responder's answer: good, or the reason."""
    folder, authority = life.folder, life.home.authorities[one.kind]
    encoded = authority.store.certificate(one.serial)
    assert encoded is not None
    for file, content in {"asked": encoded, "issuer": authority.certificate}.items():
        (folder / f"{file}.cer").write_bytes(content)
        life.told("openssl", "x509", "-inform", "DER", "-in", f"{file}.cer", "-out", f"{file}.pem")
    names = ["-issuer", "issuer.pem", "-cert", "asked.pem", "-no_nonce"]
    life.told("openssl", "ocsp", *names, "-reqout", "request")
    (folder / "response").write_bytes(life.home.ask_status((folder / "request").read_bytes()))
    at = ["-attime", str(int(clock().timestamp()))]
    said = run(["openssl", "ocsp", *names, "-respin", "response", "-CAfile", "issuer.pem", *at], cwd=folder)
    assert "Response verify OK" in said.stdout + said.stderr
    found = re.search(r"Reason: (\w+)", said.stdout) or re.search(r"\b(good|unknown)$", said.stdout, re.MULTILINE)
    assert found, said.stdout
    return found.group(1)


def moves(life: Life) -> None:
    """Notice of the move; then the wizard writes the chip, prints the line, and has it read back."""
    page = life.people.of("clerk-1")
    page.goto(f"/residents/{life.who}/events/move-within")
    today = clock().date().isoformat()
    fill(page, postcode="2040021", town="元町", block="一丁目４番５号", event_day=today, notice_day=today)
    submit(page, "town")
    settle()
    old = life.signature()
    assert status(life, old) == "superseded"
    desks.lay("clerk-1", str(life.card.card_id))
    begins(life, page, "move")
    kept(page, "11-move")
    for _ in range(2):  # the chip, then the note field
        submit(page, "version")
    fill(page, readable="yes")
    submit(page, "readable")
    settle()
    assert life.card.rewrite_since is None
    keep_small(life.home.faces(str(life.card.card_id))["front.png"], "12-note", 480)
    signs(life, "moved")
    assert life.signature().serial != old.serial, "the new address has a certificate of its own"


def begins(life: Life, page: Page, errand: str) -> None:
    page.goto("/counter/rewriting/")
    fill(page, serial=life.card.serial, errand=errand)
    checklist(page, "2035-01-01")
    submit(page, "serial")


def is_lost(life: Life) -> None:
    """By phone, after two right answers; OCSP says it after the worker's next round."""
    page = life.people.of("hotline-1")
    page.goto("/hotline/")
    fill(page, happened="lost", name="見本春", birth=BIRTH_DAY)
    submit(page, "happened")
    for said in ("清瀬市元町一丁目4番5号", "みほん はる"):
        fill(page, said=said)
        submit(page, "said")
    page.locator('form[action$="/stop"] button').click()
    page.wait_for_load_state()
    kept(page, "13-stopped")
    settle()
    assert life.card.state is cards.State.SUSPENDED
    assert {status(life, one) for one in newest(life)} == {REASONS["hold"]}


def newest(life: Life) -> list[certificates.CertificateView]:
    found = [certificates.current(life.who, life.card.card_id, kind) for kind in Kind]
    return [one for one in found if one is not None]


def is_found(life: Life) -> None:
    """At the counter, identified, with the card: what was held is issued anew."""
    before = newest(life)
    clock.forward(days=3)
    desks.lay("clerk-1", str(life.card.card_id))
    page = life.people.of("clerk-1")
    begins(life, page, "resume")
    settle()
    for _ in range(2):  # the chip, then done
        submit(page, "version")
    kept(page, "14-resumed")
    settle()
    assert life.card.state is cards.State.HANDED_OVER
    assert {status(life, one) for one in before} == {"superseded"}
    signs(life, "found")


def is_renewed(life: Life) -> None:
    """A letter comes in the last three months; another application, another card, and the first one ends with it."""
    old, ended = life.card, newest(life)
    clock.moment = RENEWAL
    settle(1)
    assert "card expiring" in {letter.kind for letter in residents.letters(life.who)}
    applies(life, "renewal", face(1, 2, age=15))
    card_is_made(life)
    card_arrives(life)
    card_is_handed_over(life, face(1, 3, age=15), old=old.serial)
    before = cards.card(life.who, old.card_id)
    assert (before.is_held, before.why) == (False, cards.Why.RENEWED)
    assert {status(life, one) for one in ended} == {REASONS["renewed"]}
    signs(life, "renewed")


def dies(life: Life) -> None:
    """The notice of death, asked twice; certificates end with their reason, the card is invalid for whoever checks it."""
    clock.forward(days=400)
    settle()
    ended, today = newest(life), clock().date().isoformat()
    page = life.people.of("clerk-1")
    page.goto(f"/residents/{life.who}/events/death")
    fill(page, event_day=today, notice_day=today)
    submit(page, "event_day")
    kept(page, "15-death")
    page.locator("main button[name=confirmed]").click()
    page.wait_for_load_state()
    settle()
    assert {status(life, one) for one in ended} == {REASONS["dead"]}
    assert life.card.state is cards.State.INVALID
    page.goto("/hotline/check/")
    fill(page, serial=life.card.serial)
    submit(page, "serial")
    kept(page, "16-invalid")


STEPS = (is_born, is_numbered, grows_up, applies_for_a_card, gets_a_card, moves, is_lost, is_found, is_renewed, dies)


def test_a_life(life: Life) -> None:
    for step in STEPS:
        step(life)


def test_no_picture_of_the_tour_is_large() -> None:
    pictures = sorted((Path(__file__).parents[2] / "docs" / "tour" / "life").glob("*.png"))
    assert len(pictures) <= 16
    assert all(picture.stat().st_size < 60_000 for picture in pictures)
