"""C9: a firm lets customers in by the authentication certificate and four digits: real card, agent, operator and bank."""

import re

from tests.parties import PIN, Street, Visitor, makes_card, opens_account

from tegata.pki.names import Kind


def signs_in(visitor: Visitor) -> str:
    page = visitor.get("/sign-in").text
    return visitor.send("/sign-in", card=visitor.use_card(page, "authenticate", {"pin": PIN})).text


def registers(street: Street, name: str, visitor: Visitor) -> str:
    """The account's number."""
    page = opens_account(visitor).text
    card = visitor.use_card(page, "authenticate", {"pin": PIN})
    linked = visitor.send("/account/card", card=card).text
    assert "is registered" in linked
    found = re.search(r"<strong>(\d{7})</strong>", linked)
    assert found is not None
    return found[1]


def test_a_customer_comes_back_with_card_and_pin_and_the_bank_keeps_a_number(firms: Street) -> None:
    made = makes_card(firms.home, "comes-back", 101)
    with firms.card("comes-back"), Visitor(firms.bank, firms.agent) as visitor:
        account = registers(firms, "comes-back", visitor)
        visitor.send("/sign-out")
        assert visitor.get("/account").status_code == 410
        assert account in signs_in(visitor)
    files = (firms.home.root / "parties" / "bank").glob("*")
    everything = b"".join(path.read_bytes() for path in files)
    assert made.certificates[Kind.AUTHENTICATION].certificate[100:400] not in everything


def test_a_wrong_pin_says_how_many_tries_are_left_and_the_site_never_sees_it(firms: Street) -> None:
    makes_card(firms.home, "forgets", 102)
    with firms.card("forgets"), Visitor(firms.bank, firms.agent) as visitor:
        registers(firms, "forgets", visitor)
        asks = {"action": "authenticate", "challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
        headers = {"Origin": firms.bank}
        asked = visitor.http.post(f"{firms.agent}/v1/requests", json=asks, headers=headers).json()
        visitor._agree(asked["consent"], {"pin": "9999"})
        assert "2 tries are left" in visitor.seen[-1]
        look = {**headers, "Authorization": f"Bearer {asked['key']}"}
        state = visitor.http.get(f"{firms.agent}/v1/requests/{asked['id']}", headers=look)
        assert state.json() == {"state": "waiting", "code": ""}, "nothing of the PIN"
        assert "</dl>" in signs_in(visitor), "the right one still counts"


def test_another_card_is_unknown_however_right_its_pin(firms: Street) -> None:
    makes_card(firms.home, "stranger", 103)
    with firms.card("stranger"), Visitor(firms.bank, firms.agent) as visitor:
        assert "not registered" in signs_in(visitor)
