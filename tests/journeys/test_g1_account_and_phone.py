"""G1: one card opens a bank account and makes a phone contract, and proves an age of which no birth date is kept."""

from tests.parties import PASSWORD, Street, Visitor, makes_card, opens_account, printed

from tegata.rules.card_numbers import birth_digits


def kept(street: Street, firm: str) -> bytes:
    return b"".join(path.read_bytes() for path in (street.home.root / "parties" / firm).glob("*"))


def test_account_and_phone_by_the_same_card(firms: Street) -> None:
    made = makes_card(firms.home, "both", 111)
    with firms.card("both"):
        with Visitor(firms.bank, firms.agent) as visitor:
            assert made.person.name in opens_account(visitor).text
        with Visitor(firms.shop, firms.agent) as visitor:
            page = visitor.send("/contract", plan="音声＋データ 20GB").text
            card = visitor.use_card(page, "sign", {"pin": PASSWORD})
            done = visitor.send("/contract/sign", card=card)
            assert done.url.path == "/contract/done"
            assert made.person.name in done.text
            assert "第3条第1項第1号チ" in done.text
            assert any("でんわ屋" in seen for seen in visitor.seen)
            assert visitor.send("/contract/sign", card=card).status_code == 410, "one signature, one contract"


def test_of_an_age_only_the_answer_is_kept(firms: Street) -> None:
    made = makes_card(firms.home, "age-alone", 112)
    with firms.card("age-alone"), Visitor(firms.shop, firms.agent) as visitor:
        page = visitor.get("/age").text
        card = visitor.use_card(page, "read_face", printed(made))
        assert "You are 20 or older" in visitor.send("/age", card=card).text
        assert visitor.send("/age", card=card).status_code == 403, "an answer counts once"
    everything, birth = kept(firms, "phoneshop"), made.person.birth
    for written in (birth.isoformat(), f"{birth:%Y%m%d}", birth_digits(birth), made.person.name):
        assert written.encode() not in everything
