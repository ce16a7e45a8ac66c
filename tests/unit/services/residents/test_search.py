"""Finding residents: kanji, kana, variants; one's own town; page after page with nobody lost or twice."""

import pytest
from tests.offices import act
from tests.unit.services.residents.newcomers import CHIYODA, registered

from tegata.ground.act import NotAllowed
from tegata.services.residents import api, queries
from tegata.services.residents.permissions import Permission

pytestmark = pytest.mark.django_db


def names(text: str, town: str | None = "132217") -> list[str]:
    return [one.name for one in queries.matching(town, text).records]


def test_variants_and_readings_find_the_same_people() -> None:
    registered("髙橋　邊", "タカハシ アタリ")
    registered("高橋　花", "タカハシ ハナ")
    registered("高　橋子", "タカ キョウコ")
    for text in ("高橋", "髙橋", "髙橋　"):
        assert set(names(text)) >= {"髙橋　邊", "高橋　花"}
    assert set(names("たかはし")) == set(names("ﾀｶﾊｼ")) == {"髙橋　邊", "高橋　花"}
    assert names("高橋花") == ["高橋　花"]
    assert names("橋") == []


def test_nothing_finds_nothing() -> None:
    registered()
    assert names("") == names(" ") == names("\U000e0100") == []


def test_one_s_own_town_unless_the_nation_is_allowed() -> None:
    registered()
    registered("見本　太郎", "ミホン タロウ", place=CHIYODA)
    clerk = act(Permission.READ)
    assert [one.name for one in api.search(clerk, "132217", "見本").records] == ["見本　花子"]
    with pytest.raises(NotAllowed):
        api.search(clerk, "131016", "見本")
    with pytest.raises(NotAllowed):
        api.search(clerk, None, "見本")
    assert len(api.search(act(Permission.SEARCH_NATIONWIDE, town=None), None, "見本").records) == 2


@pytest.mark.parametrize("text", ["みほん", "見本"])
def test_pages_follow_each_other(text: str) -> None:
    everybody = {registered(f"見本　{sign}", "ミホン アイ") for sign in "愛藍相合会逢和"}
    seen: list[object] = []
    after = None
    for _ in range(4):
        page = queries.matching("132217", text, after, limit=2)
        seen += [one.resident_id for one in page.records]
        after = page.after
    assert after is None
    assert len(seen) == 7
    assert set(seen) == everybody
