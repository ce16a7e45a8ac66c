"""The staff's pages: behind a key, in two languages, and what they show is what the night found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from tests.operating import Straight
from tests.unit.parties.insurer.world import FIRST, HOUR, KIYOSE, NIGHT, anchor_of, made_list, policy, revoked
from tests.unit.pki import authorities
from tests.unit.pki.authorities import HOLDER, request, rsa_of

from tegata.parties.insurer import app, batch
from tegata.parties.insurer.settings import Insurer
from tegata.parties.insurer.texts import TEXTS
from tegata.pki.authority import Authority
from tegata.pki.documents import KeySigner, cms
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason
from tegata.server.ca_store import SqliteStore

ORIGIN, KEY = "http://insurer.example", "the-key-of-the-desk"


@dataclass(frozen=True)
class Wired(Insurer):
    """An insurer whose centre answers in this process."""

    answers: httpx.MockTransport | None = None

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.centre, transport=self.answers)


def insurer(folder: Path, anchors: dict[Kind, bytes], lists: dict[str, bytes]) -> Wired:
    def centre(asked: httpx.Request) -> httpx.Response:
        data = lists.get(asked.url.path)
        return httpx.Response(404) if data is None else httpx.Response(200, content=data)

    answers = httpx.MockTransport(centre)
    return Wired(folder, ORIGIN, "http://centre.example", anchors, lambda: NIGHT, KEY, answers=answers)


def browser(firm: Wired) -> httpx.Client:
    """Somebody's browser, in English."""
    headers = {"origin": ORIGIN, "accept-language": "en"}
    return httpx.Client(base_url=ORIGIN, headers=headers, transport=Straight(app.create(firm)), follow_redirects=True)


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Wired]:
    """Four customers, two of them on the centre's list."""
    rows = [revoked(FIRST, Reason.AFFILIATION_CHANGED), revoked(FIRST + 1, Reason.SUPERSEDED)]
    lists = {f"/crl/sign/{KIYOSE}.crl": made_list(Kind.SIGNATURE, KIYOSE, rows)}
    made = insurer(tmp_path, {kind: anchor_of(kind).encoded for kind in Kind}, lists)
    with made.store.transaction():
        made.store.add([policy(n, annuity=True) for n in range(3)] + [policy(3, "13101")])
    yield made
    made.close()


@pytest.fixture
def visitor(firm: Wired) -> Iterator[httpx.Client]:
    with browser(firm) as client:
        yield client


@pytest.fixture
def staff(visitor: httpx.Client) -> httpx.Client:
    assert visitor.post("/key", data={"key": KEY}).url.path == "/"
    return visitor


@pytest.mark.parametrize("path", ["/", "/contacts", "/policies/P000000", "/policy?number=P000000", "/application"])
def test_without_the_key_nothing_is_seen(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 403
    assert "見本" not in answer.text
    assert "Contract" not in answer.text
    assert visitor.post("/key", data={"key": "wrong"}).status_code == 403
    assert visitor.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/night", "/policies/P000000/settled", "/application"])
def test_without_the_key_nothing_is_done(visitor: httpx.Client, firm: Wired, path: str) -> None:
    assert visitor.post(path).status_code == 403
    assert firm.store.last_run() is None


def test_a_form_of_another_site_is_refused(staff: httpx.Client, firm: Wired) -> None:
    assert staff.post("/night", headers={"origin": "http://elsewhere.example"}).status_code == 403
    assert firm.store.last_run() is None


def test_a_night_by_the_button_and_what_it_found(staff: httpx.Client, firm: Wired) -> None:
    assert "There has been none yet." in staff.get("/").text
    front = staff.post("/night").text
    assert "2026-11-25 03:00" in front
    assert re.search(r"annuitants</dt><dd[^>]*>1 / 3<", front)
    assert "13101" in front
    assert "Nothing was concluded tonight" in front
    contacts = staff.get("/contacts").text
    assert contacts.index("P000000") < contacts.index("P000001")
    assert "P000002" not in contacts
    assert "affiliationChanged" in contacts
    assert "P000000" not in staff.get("/contacts?finding=changed").text


def test_one_policy_and_its_end(staff: httpx.Client, firm: Wired) -> None:
    staff.post("/night")
    page = staff.get("/policy", params={"number": " P000001 "})
    assert page.url.path == "/policies/P000001"
    assert "May have moved" in page.text
    assert "Ask for the new address by a letter" in page.text
    done = staff.post("/policies/P000001/settled")
    assert "Mark as done" not in done.text
    assert "P000001" not in staff.get("/contacts").text
    assert "Probably alive" in staff.get("/policies/P000002").text
    assert "Cannot be told" in staff.get("/policies/P000003").text
    for unknown in ("/policies/nobody", "/policy?number=nobody", "/policy?number=%2e%2e%2f"):
        assert staff.get(unknown).status_code == 404


def test_the_contact_list_goes_on_over_pages(staff: httpx.Client, firm: Wired) -> None:
    rows = [revoked(FIRST + n, Reason.SUPERSEDED) for n in range(300, 420)]
    with firm.store.transaction():
        firm.store.add([policy(n) for n in range(300, 420)])
    firm.mirror.keep(Kind.SIGNATURE, KIYOSE, made_list(Kind.SIGNATURE, KIYOSE, rows))
    batch.run(firm.store, firm.mirror, NIGHT + HOUR)
    seen: list[str] = []
    path = "/contacts"
    while path:
        page = staff.get(path).text
        seen += re.findall(r'<a href="/policies/(P\d+)">', page)
        more = re.search(r'href="(/contacts\?finding=[^"]+)">Next', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert seen == [f"P{n:06}" for n in range(300, 420)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_is_in_both_languages(staff: httpx.Client, language: str) -> None:
    staff.post("/night")
    other = 1 if language == "ja" else 0
    for path in ("/", "/contacts", "/policies/P000000", "/application"):
        page = staff.get(path, params={"lang": language})
        assert page.headers["content-language"] == language
        assert not [pair[other] for pair in TEXTS.values() if len(pair[other]) > 12 and f">{pair[other]}<" in page.text]


def test_every_word_of_the_rules_has_its_text() -> None:
    from tegata.parties.insurer import lists, rules  # noqa: PLC0415

    codes = {one.code for one in lists.Unusable.__subclasses__()}
    wanted = (
        {f"finding.{one}" for one in rules.Finding}
        | {f"step.{one}" for one in rules.Step}
        | {f"lists.{one}" for one in codes}
    )
    assert wanted <= TEXTS.keys()
    assert all(japanese and english and japanese != english for japanese, english in TEXTS.values())


@pytest.fixture
def applicant(tmp_path: Path) -> Iterator[tuple[Authority, KeySigner, httpx.Client, Wired]]:
    """Somebody of Chiyoda with a real certificate, and an insurer who trusts its authority."""
    root, own = SoftwareKey.generate(), SoftwareKey.generate()
    authority = authorities.found(Kind.SIGNATURE, root, tmp_path / "ca")
    signer = KeySigner(rsa_of(own), authority.certify(request(own), authorities.NOW), [authority.certificate])
    lists = {"/crl/sign/13101.crl": authority.crl(HOLDER.municipality, NIGHT)}
    anchors = dict.fromkeys(Kind, authority.certificate)
    firm = insurer(tmp_path / "firm", anchors, lists)
    with browser(firm) as client:
        client.post("/key", data={"key": KEY})
        yield authority, signer, client, firm
    firm.close()
    assert isinstance(authority.store, SqliteStore)
    authority.store.close()


def apply(client: httpx.Client, document: bytes, number: str = "A-1") -> httpx.Response:
    wanted = {"number": number, "beneficiary": "手形　太郎", "annuity": "true"}
    return client.post("/application", data=wanted, files={"document": ("application.p7m", document)})


def test_a_signed_application_becomes_a_contract(applicant: tuple[Authority, KeySigner, httpx.Client, Wired]) -> None:
    _, signer, client, firm = applicant
    page = apply(client, cms.sign("終身年金を申し込みます。".encode(), signer, NIGHT))
    assert page.url.path == "/policies/A-1"
    assert HOLDER.name in page.text
    taken = firm.store.policy("A-1")
    assert taken is not None
    assert (taken.name, taken.sign_code, taken.annuity) == (HOLDER.name, "13101", 1)
    assert apply(client, cms.sign(b"again", signer, NIGHT)).status_code == 409


def test_what_is_not_taken_says_why(applicant: tuple[Authority, KeySigner, httpx.Client, Wired]) -> None:
    _, signer, client, firm = applicant
    signed = cms.sign(b"an annuity", signer, NIGHT)
    for document in (b"", b"hello", signed[:-1], signed.replace(b"an annuity", b"two of them"[:10])):
        answer = apply(client, document)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert apply(client, signed, "").status_code == 422
    assert firm.store.policies() == 0


def test_a_revoked_certificate_takes_out_no_contract(
    applicant: tuple[Authority, KeySigner, httpx.Client, Wired],
) -> None:
    authority, signer, client, firm = applicant
    serial = next(serial for serial in reversed(authority.store.serials()))
    authority.revoke(serial, Reason.AFFILIATION_CHANGED, NIGHT - HOUR)
    listed = authority.crl(HOLDER.municipality, NIGHT)
    firm.mirror.keep(Kind.SIGNATURE, "13101", listed)
    object.__setattr__(firm, "answers", httpx.MockTransport(lambda _: httpx.Response(200, content=listed)))
    answer = apply(client, cms.sign(b"an annuity", signer, NIGHT))
    assert answer.status_code == 422
    assert "affiliationChanged" in answer.text
    object.__setattr__(firm, "answers", httpx.MockTransport(lambda _: httpx.Response(503)))
    assert "no list says whether" in apply(client, cms.sign(b"an annuity", signer, NIGHT)).text
