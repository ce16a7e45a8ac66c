"""The agent's doors: this machine only, this host only, listed sites only, our own form only. Each shut door has its reason."""

import pytest
from tests.unit.terminals.agent.agent import BANK, CHALLENGE, OWN, SHOP, desk, text

from tegata.terminals.agent import NotLoopback, Site, origin_of, require_loopback

AUTHENTICATE = {"action": "authenticate", "challenge": text(CHALLENGE)}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "bank.example", "", "localhost"])  # noqa: S104 - refused
def test_other_machines_cannot_reach_it(host: str) -> None:
    with pytest.raises(NotLoopback):
        require_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "127.0.0.2"])
def test_this_machine_can(host: str) -> None:
    assert require_loopback(host) == host


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://bank.example/", "https://bank.example"),
        ("https://BANK.example:443", "https://bank.example"),
        ("http://127.0.0.1:8200", "http://127.0.0.1:8200"),
        ("http://[::1]:8200", "http://[::1]:8200"),
    ],
)
def test_an_origin_as_browsers_write_it(given: str, expected: str) -> None:
    assert origin_of(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        "http://bank.example",
        "https://bank.example/pay",
        "bank.example",
        "null",
        "https://u@bank.example",
        "file:///x",
        "*",
    ],
)
def test_what_is_no_origin_for_a_card(given: str) -> None:
    with pytest.raises(ValueError, match=r"origin|https"):
        origin_of(given)


def test_a_listed_site_may_ask_and_its_browser_is_told_so() -> None:
    answer = desk().ask(**AUTHENTICATE)
    assert answer.status_code == 201
    assert answer.headers["access-control-allow-origin"] == BANK.origin
    assert answer.json()["consent"] == f"{OWN}/requests/{answer.json()['id']}"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://bank.example.evil.example", "http://bank.example", "null"]
)
def test_any_other_site_is_refused_and_its_page_learns_nothing(origin: str) -> None:
    answer = desk().ask(Site(origin, ""), **AUTHENTICATE)
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("unknown-site")
    assert "access-control-allow-origin" not in answer.headers


def test_the_preflight_too() -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Private-Network": "true"}
    good = desk().call("OPTIONS", "/v1/requests", headers={"Origin": BANK.origin, **asked})
    bad = desk().call("OPTIONS", "/v1/requests", headers={"Origin": "https://evil.example", **asked})
    assert (good.status_code, good.headers["access-control-allow-private-network"]) == (204, "true")
    assert (bad.status_code, "access-control-allow-origin" in bad.headers) == (403, False)


def test_a_program_without_a_page_is_refused() -> None:
    answer = desk().call("POST", "/v1/requests", json=AUTHENTICATE)
    assert (answer.status_code, answer.json()["type"]) == (403, "about:blank#no-origin")


def test_a_form_of_a_site_is_no_request() -> None:
    """What a page can send without CORS: a form, a picture, a script."""
    headers = {"Origin": BANK.origin, "Sec-Fetch-Mode": "no-cors"}
    assert desk().call("POST", "/v1/requests", json=AUTHENTICATE, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:35980", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:35980"]
)
def test_a_name_that_was_pointed_here_is_not_ours(host: str) -> None:
    """DNS rebinding: the attacker's page is then of the same origin as we are, but for the Host."""
    at = desk()
    asked = at.ask(**AUTHENTICATE).json()
    for path in ("/v1/requests/x", f"/requests/{asked['id']}", "/static/agent.css"):
        assert at.call("GET", path, headers={"Host": host, "Origin": BANK.origin}).status_code == 421


def test_a_site_asks_in_its_own_name_only() -> None:
    assert desk().ask(site=BANK.origin, **AUTHENTICATE).status_code == 201
    assert desk().ask(site=SHOP.origin, **AUTHENTICATE).status_code == 403


def test_the_pin_comes_from_our_own_page_only() -> None:
    at = desk()
    asked = at.ask(**AUTHENTICATE).json()
    for origin in (BANK.origin, "null", None, "http://127.0.0.1:8200"):
        assert at.agree(asked, origin=origin, pin="0000").status_code == 403
    forged = at.call("POST", f"/requests/{asked['id']}", data={"form": "guess", "pin": "0000"}, headers={"Origin": OWN})
    assert forged.status_code == 403
    assert at.agree(asked, pin="1111").status_code == 200, "and no try was lost: the card was never asked"


def test_our_page_stands_in_no_other() -> None:
    at = desk()
    asked = at.ask(**AUTHENTICATE).json()
    framed = at.page(asked, **{"Sec-Fetch-Dest": "iframe"})
    alone = at.page(asked, **{"Sec-Fetch-Dest": "document"})
    assert (framed.status_code, alone.status_code) == (403, 200)
    assert "frame-ancestors 'none'" in alone.headers["content-security-policy"]
    assert alone.headers["cross-origin-opener-policy"] == "same-origin"
    assert alone.headers["cache-control"] == "no-store"
