"""A woman of seventy shows her card and her face in a video call; an account is opened with the pictures. Atsubetsu, 2024-03.

The thieves had pictures of both sides and of her face, so also everything that is printed on the card. Here pictures are no
method; what is printed opens nothing without the chip; and where she is talked into laying the card on a reader, the window in
which she agrees names the site that asks, and what she gives is good for that site alone.
"""

import base64

import pytest
from tests.parties import BANK, PASSWORD, PIN, SHOP, World, makes_card, opens_account, printed, takes_picture

from tegata.chip.personalisation import PersonalisedCard
from tegata.parties.bank import store
from tegata.server.home import Home


@pytest.fixture(scope="module")
def victim(founded: Home) -> PersonalisedCard:
    return makes_card(founded, "video-victim", 71)


def test_pictures_of_card_and_face_are_no_method(firms: World, victim: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(victim)) as thief:
        refused = thief.send("/open", proof="image and face")
        assert refused.status_code == 403
        assert thief.send("/open/details", purpose="貯蓄・資産運用", occupation="その他").status_code == 410


def test_what_is_printed_and_her_face_open_nothing_without_the_chip(firms: World, victim: PersonalisedCard) -> None:
    """The thief has every number on the card, a picture of her face taken now, and a card of his own in the reader."""
    own = makes_card(firms.home, "video-thief", 72)
    with firms.visitor(firms.card_of(own)) as thief:
        thief.send("/open", proof="chip and face")
        page = thief.send("/open/details", purpose="貯蓄・資産運用", occupation="その他").text
        with pytest.raises(Exception, match="409"):
            thief.use_card(page, "read_face", printed(victim))
        card = thief.use_card(page, "read_face", printed(own))
        picture = {"camera": ("face.jpg", takes_picture(71), "image/jpeg")}
        refused = thief.send("/open/chip", card=card, name=victim.person.name, address="町", files=picture)
        assert "not that of the card" in refused.text
    assert store.waiting(firms.bank.database) == []


def test_the_window_names_the_site_and_warns(firms: World, victim: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(victim)) as visitor:
        opens_account(visitor)
        shown = visitor.seen[0]
        assert '<dd class="site">さくら銀行</dd>' in shown
        assert f"<code>{BANK}</code>" in shown
        assert "普通預金口座 開設申込書" in shown, "and what is signed, word for word"
        assert "Nobody needs a picture of your card" in shown


def test_what_she_gives_one_site_opens_nothing_at_another(firms: World, victim: PersonalisedCard) -> None:
    """A dishonest shop on her agent's list hands on the bank's challenge and what she answers."""
    with firms.visitor(firms.card_of(victim)) as visitor:
        page = opens_account(visitor).text
        visitor.send("/account/card", card=visitor.use_card(page, "authenticate", {"pin": PIN}))
        visitor.send("/sign-out")
        page = visitor.get("/sign-in").text
        visitor.site = SHOP
        handed_on = visitor.use_card(page, "authenticate", {"pin": PIN})
        visitor.site = BANK
        assert visitor.send("/sign-in", card=handed_on).status_code == 403


def test_a_document_of_another_site_opens_nothing_either(firms: World, victim: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(victim)) as visitor:
        prize = base64.b64encode("懸賞の申込書".encode()).decode()
        signed = visitor.ask_agent({"action": "sign", "document": prize}, {"pin": PASSWORD})
        visitor.send("/open", proof="signature")
        visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="その他")
        assert visitor.send("/open/sign", card=signed).status_code == 403
