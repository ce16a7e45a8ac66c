"""C8: eKYC by law with real cards, agent, operator and bank over loopback: method ワ, method ヘ, and cards that cannot sign."""

import re
from dataclasses import replace

from tests.parties import PASSWORD, Street, Visitor, makes_card, opens_account, printed, takes_picture

from tegata.chip.personalisation import sample_person
from tegata.pki.names import Kind


def kept(street: Street) -> bytes:
    """Every byte that the bank keeps."""
    return b"".join(path.read_bytes() for path in (street.home.root / "parties" / "bank").glob("*"))


def applies_by_chip(visitor: Visitor, camera: bytes, name: str, typed: dict[str, str]) -> str:
    visitor.send("/open", proof="chip and face")
    page = visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="その他").text
    filled = visitor.use_card(page, "form_fill", typed)
    assert name in filled
    card = visitor.use_card(page, "read_face", typed)
    picture = {"camera": ("face.jpg", camera, "image/jpeg")}
    return visitor.send("/open/chip", card=card, name=name, address="見本町", files=picture).text


def looks_and_opens(street: Street) -> None:
    """A clerk."""
    with Visitor(street.bank, street.agent) as clerk:
        assert "data:image/png" in clerk.send("/desk/key", key=street.desk_key).text
        number = re.search(r"/desk/(\w+)/open", clerk.get("/desk").text)
        assert number is not None
        assert "No application waits" in clerk.send(f"/desk/{number[1]}/open").text


def test_method_wa_opens_an_account_with_the_certificates_own_attributes(firms: Street) -> None:
    made = makes_card(firms.home, "wa", 11)
    with firms.card("wa"), Visitor(firms.bank, firms.agent) as visitor:
        page = opens_account(visitor)
        assert page.url.path == "/account"
        assert made.person.name in page.text
        assert made.person.address in page.text
        assert "第6条第1項第1号ワ" in page.text
        assert any("さくら銀行" in seen and firms.bank in seen for seen in visitor.seen), "the agent names the site"
    everything = kept(firms)
    assert made.person.name.encode() in everything
    assert made.person.individual_number.encode() not in everything
    assert PASSWORD.encode() not in everything
    assert made.certificates[Kind.SIGNATURE].certificate not in everything
    assert made.certificates[Kind.SIGNATURE].certificate[100:400] not in everything, "nor a part of it"


def test_a_face_only_card_opens_one_by_method_he_once_a_clerk_has_looked(firms: Street) -> None:
    """No PIN, no signature certificate: the chip, what is printed on the card, and the face."""
    made = makes_card(firms.home, "face-only", 21, face_only=True)
    with firms.card("face-only"), Visitor(firms.bank, firms.agent) as visitor:
        page = applies_by_chip(visitor, takes_picture(21), made.person.name, printed(made))
        assert "A clerk" in page or "We have your application" in page
        assert visitor.get("/account").status_code == 410, "not yet"
        looks_and_opens(firms)
        opened = visitor.get("/open/waiting")
        assert opened.url.path == "/account"
        assert "第6条第1項第1号ヘ" in opened.text
        assert all(made.person.individual_number not in seen for seen in visitor.seen)


def test_a_child_has_the_chip_and_a_parent_who_signs(firms: Street) -> None:
    today = firms.home.now().date()
    child = replace(sample_person(31), birth=today.replace(year=today.year - 10, day=1))
    made = makes_card(firms.home, "child", 31, person=child, age=10)
    parent = makes_card(firms.home, "parent", 32)
    with Visitor(firms.bank, firms.agent) as visitor:
        with firms.card("child"):
            page = applies_by_chip(visitor, takes_picture(31, age=10), child.name, printed(made))
            assert "A parent signs" in page
        with firms.card("parent"):
            page = visitor.send("/open/parent", card=visitor.use_card(page, "sign", {"pin": PASSWORD})).text
            assert "We have your application" in page
        looks_and_opens(firms)
        assert child.name in visitor.get("/open/waiting").text
    assert parent.person.name.encode() in kept(firms)


def test_another_face_and_the_cards_own_photo_are_refused(firms: Street) -> None:
    made = makes_card(firms.home, "owner", 41)
    with firms.card("owner"), Visitor(firms.bank, firms.agent) as visitor:
        other = applies_by_chip(visitor, takes_picture(42), made.person.name, printed(made))
        assert "not that of the card" in other
        assert "cannot be used" in applies_by_chip(visitor, b"no picture", made.person.name, printed(made))


def test_pictures_of_a_document_are_not_accepted(firms: Street) -> None:
    with Visitor(firms.bank, firms.agent) as visitor:
        assert "Withdrawn by law on 2027-04-01" in visitor.get("/open").text
        refused = visitor.send("/open", proof="image and face")
        assert refused.status_code == 403
        assert "chip" in refused.text


def test_a_form_of_another_site_opens_nothing(firms: Street) -> None:
    with Visitor(firms.bank, firms.agent) as visitor:
        answer = visitor.http.post("/open", data={"proof": "signature"}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
