"""An age by the chip: yes from the birthday on, no the day before, and no birth date in the shop's file either way."""

from dataclasses import replace
from datetime import date

import pytest
from tests.parties import SHOP, World, makes_card, printed

from tegata.chip.personalisation import sample_person
from tegata.rules.calendar import JST


@pytest.mark.parametrize(("days", "said"), [(0, "You are 20 or older"), (1, "not yet 20")])
def test_the_answer_turns_on_the_birthday(firms: World, days: int, said: str) -> None:
    today = firms.home.now().astimezone(JST).date()
    young = replace(sample_person(5), birth=date(today.year - 20, today.month, today.day + days))
    made = makes_card(firms.home, f"young-{days}", 5, person=young)
    with firms.visitor(firms.card_of(made), SHOP) as visitor:
        page = visitor.get("/age").text
        answer = visitor.use_card(page, "read_face", printed(made))
        assert said in visitor.send("/age", card=answer).text
        assert visitor.send("/age", card=answer).status_code == 403, "an answer counts once"
    with firms.shop.database.reading() as db:
        (kept,) = [tuple(row)[1:] for row in db.execute("SELECT * FROM age")]
    assert kept == (20, int(days == 0), today.isoformat())
