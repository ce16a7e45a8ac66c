"""Lists where callers are registered: for those who have them in their contract, by a token for each request."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from tests.unit.pki.authorities import NOW, TOWN
from tests.unit.server.lists import office
from tests.unit.server.test_crl_service import HERE, Browser
from tests.unit.services.validation.callers import PrivateKey, new_key, public_bytes, token

from tegata.server.crl_door import ListDoor
from tegata.server.crl_service import CrlService
from tegata.server.publication import FOLDER
from tegata.services.validation.responder.asking import CallerBook
from tegata.services.validation.rules import CallerKind, CallerView, May

BANK, OTHER, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)
KEY, KEY_OF_OTHER = new_key(), new_key()
CALLERS = [
    CallerView(BANK, "銀行", CallerKind.VERIFIER, frozenset({May.CRL}), frozenset(), 60, (public_bytes(KEY),)),
    CallerView(OTHER, "店", CallerKind.VERIFIER, frozenset({May.OCSP}), frozenset(), 60, (public_bytes(KEY_OF_OTHER),)),
]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with office(tmp_path) as desk:
        desk.publisher.publish(NOW)
        found = Browser(desk, tmp_path / FOLDER)
        door = ListDoor(CallerBook(lambda: CALLERS, lambda: 0.0), lambda: found.now, "http://testserver")
        found._service = CrlService(tmp_path / FOLDER, lambda: found.now, door)
        yield found


def bearer(caller: UUID = BANK, key: PrivateKey = KEY, method: str = "GET", path: str = HERE) -> str:
    return f"Bearer {token(key, caller, method, path, at=NOW)}"


def test_who_has_lists_in_the_contract_gets_them_and_nobody_keeps_them_for_others(browser: Browser) -> None:
    status, fields, body = browser.ask(AUTHORIZATION=bearer())
    assert (status, body) == (200, browser.file)
    assert fields["Cache-Control"].startswith("max-age=60, private")
    assert browser.ask(AUTHORIZATION=bearer(method="HEAD"), method="HEAD")[0] == 200


def test_a_token_counts_once(browser: Browser) -> None:
    shown = bearer()
    assert [browser.ask(AUTHORIZATION=shown)[0] for _ in range(3)] == [200, 401, 401]


REFUSED = {
    "nothing": "",
    "another scheme": "Basic abc",
    "no token": "Bearer ",
    "junk": "Bearer a.b.c",
    "no lists in the contract": bearer(OTHER, KEY_OF_OTHER),
    "a stranger": bearer(STRANGER),
    "another's key": bearer(BANK, KEY_OF_OTHER),
    "another list": bearer(path=f"/crl/auth/{TOWN.code5}.crl"),
    "another method": bearer(method="HEAD"),
}


@pytest.mark.parametrize("said", REFUSED.values(), ids=REFUSED)
def test_others_are_told_why_not(browser: Browser, said: str) -> None:
    status, fields, body = browser.ask(AUTHORIZATION=said)
    assert (status, fields["WWW-Authenticate"]) == (401, "Bearer")
    assert browser.file not in body
    assert len(body) > 20
