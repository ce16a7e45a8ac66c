"""Test people: the same for the same seed, as the country is on the whole, with the hard cases among them."""

from collections import Counter
from datetime import date
from itertools import islice

import pytest

from tegata.chip.personalisation.glyphs import MissingGlyph, coverage
from tegata.rules.addresses import same_address
from tegata.rules.ages import age_on
from tegata.rules.municipalities import municipality
from tegata.rules.names import parse_kana, parse_written, search_key
from tegata.rules.numbers import parse_resident_code
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.synthetic import packages
from tegata.synthetic.hard_cases import HARD_CASES
from tegata.synthetic.packages import MissingExtra, table
from tegata.synthetic.people import Story, SyntheticResident, town
from tegata.synthetic.places import NoPlaces, Places

TODAY = date(2026, 11, 24)
LABELS = {
    "namesakes-same-day", "same-name-and-birth", "same-kanji-other-reading", "twins", "siblings", "couple-same-day",
    "variant-kanji", "variation-sequence", "missing-glyph", "leap-day", "born-in-meiji", "one-character-name", "long-name",
    "town-renamed", "ward-of-designated-city", "block-in-kanji", "address-in-other-spelling", "inmate",
    "inmate-without-residence", "newborn", "abroad", "stay-ends-soon", "alias", "former-name", "fifteen-soon",
}  # fmt: skip


@pytest.fixture(scope="module")
def people() -> list[SyntheticResident]:
    return list(town("132217", 2000, 1, TODAY))


@pytest.fixture(scope="module")
def city() -> list[SyntheticResident]:
    return list(town("141003", 15000, 7, TODAY))


def labelled(people: list[SyntheticResident], label: str) -> list[SyntheticResident]:
    return [who for who in people if label in who.labels]


def test_one_seed_makes_the_same_people(people: list[SyntheticResident]) -> None:
    assert list(town("132217", 300, 1, TODAY)) == people[:300]
    assert list(town("132217", 300, 2, TODAY)) != people[:300]


def test_a_draw_that_must_never_change() -> None:
    (who,) = town("132217", 1, 1, TODAY)
    assert (who.relation, who.birth.year, who.resident_code[:2]) == ("世帯主", 1942, "99")


def test_it_is_a_stream() -> None:
    endless = town("132217", 10**12, 1, TODAY)
    assert [who.running for who in islice(endless, 3)] == [1, 2, 3]


def test_towns_need_not_share_running_numbers() -> None:
    assert [who.running for who in town("132217", 3, 1, TODAY, first=501)] == [501, 502, 503]


def test_everybody_is_marked_and_no_code_is_used_twice(people: list[SyntheticResident]) -> None:
    assert all(who.synthetic and who.resident_code.startswith("99") for who in people)
    assert len({parse_resident_code(who.resident_code) for who in people}) == len(people) == 2000


def test_all_hard_cases_are_there(people: list[SyntheticResident]) -> None:
    assert {label for who in people for label in who.labels} == LABELS
    assert len(HARD_CASES) == len(LABELS)


def test_what_the_labels_say(people: list[SyntheticResident]) -> None:
    assert Counter(who.name.written for who in labelled(people, "namesakes-same-day")[:2]).most_common(1)[0][1] == 2
    one, other = labelled(people, "same-name-and-birth")[:2]
    assert (one.name, one.birth) == (other.name, other.birth)
    assert one.address != other.address
    first, second = labelled(people, "twins")[:2]
    assert first.birth == second.birth
    assert first.household == second.household
    assert all(who.birth < date(1912, 1, 1) for who in labelled(people, "born-in-meiji"))
    assert all((who.birth.month, who.birth.day) == (2, 29) for who in labelled(people, "leap-day"))
    spellings = [who.address.line for who in labelled(people, "address-in-other-spelling")[:4]]
    assert len(set(spellings)) == 4
    assert all(same_address(spellings[0], line) for line in spellings)
    assert {age_on(who.birth, TODAY) for who in labelled(people, "fifteen-soon")} == {14}
    assert {search_key(who.name.family) for who in labelled(people, "variant-kanji")} == {
        "高橋",
        "山崎",
        "渡辺",
        "吉田",
    }
    assert not any(who.registered for who in labelled(people, "inmate-without-residence"))
    assert all((TODAY - who.birth).days < 14 for who in labelled(people, "newborn"))


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2027, 2, 27), date(2026, 12, 31)])
def test_any_day_will_do(today: date) -> None:
    people = list(town("132217", 2000, 3, today))
    assert all(who.birth <= today and who.since <= today and who.since >= who.birth for who in people)
    assert {age_on(who.birth, today) for who in labelled(people, "fifteen-soon")} == {14}


def test_every_name_can_be_printed_or_says_that_it_cannot(city: list[SyntheticResident]) -> None:
    for who in city:
        texts = [
            who.name.written,
            who.address.line,
            *(other.written for other in (who.former_name, who.alias) if other),
        ]
        if "missing-glyph" in who.labels:
            with pytest.raises(MissingGlyph):
                coverage().check(who.name.written)
        else:
            coverage().check("".join(texts))


def test_names_are_as_the_record_keeps_them(city: list[SyntheticResident]) -> None:
    for who in city:
        assert parse_written(who.name.written) == who.name.written
        assert parse_kana(who.name.kana) == who.name.kana
        assert who.name.roman.isascii()
        assert who.name.roman == who.name.roman.upper()


def test_ages_are_those_of_the_country(city: list[SyntheticResident]) -> None:
    on_purpose = {who.household for who in city if who.labels}
    usual = [who for who in city if who.household not in on_purpose]
    ages = Counter(min(90, age_on(who.birth, TODAY) // 15 * 15) for who in usual)
    country = Counter[int]()
    for row in table("ages.csv"):
        country[min(90, int(row["age_from"]) // 15 * 15)] += int(row["men"]) + int(row["women"])
    for band, number in country.items():
        assert ages[band] / len(usual) == pytest.approx(number / country.total(), abs=0.035), band


def test_shares(city: list[SyntheticResident]) -> None:
    def share(test: object) -> float:
        return sum(map(test, city)) / len(city)  # type: ignore[call-overload]

    assert 0.015 < share(lambda who: who.stay.residence is not Residence.NATIONAL) < 0.04
    assert 0.03 < share(lambda who: who.former_name is not None) < 0.07
    assert 0.2 < share(lambda who: bool(who.address.building)) < 0.4
    assert 0.46 < share(lambda who: who.sex is Sex.MALE) < 0.52
    assert 0.001 < share(lambda who: who.story is Story.PIN_LOCKED) < 0.006
    assert 0.5 < share(lambda who: who.story not in {Story.NO_CARD, Story.APPLIED, Story.AWAITING_HANDOVER}) < 0.65
    assert 2.0 < len(city) / len({who.household for who in city}) < 2.5
    foreign = [who for who in city if who.stay.residence is not Residence.NATIONAL and not who.labels]
    assert 0.2 < sum(who.alias is not None for who in foreign) / len(foreign) < 0.5
    assert all((who.stay.ends is not None) == who.stay.residence.has_period_of_stay for who in foreign)


def test_families_share_a_name(people: list[SyntheticResident]) -> None:
    families: dict[int, set[str]] = {}
    for who in people:
        if who.stay.residence is Residence.NATIONAL:
            families.setdefault(who.household, set()).add(who.name.family)
    assert all(len(names) == 1 for names in families.values())


def test_addresses_are_of_the_town(city: list[SyntheticResident]) -> None:
    assert all(who.address.municipality.parent == municipality("141003") for who in city)
    assert all(who.address.line.startswith("神奈川県横浜市") for who in city)
    assert len({who.address.code6 for who in city}) == 18


@pytest.mark.parametrize("code", ["011002", "013030", "133621", "221309", "261009", "473821"])
def test_places_of_all_kinds(code: str) -> None:
    assert Places(code).neighbourhoods


def test_several_neighbourhoods_in_one_row_of_the_list_are_not_one_address() -> None:
    names = [place.name for place in Places("033669").neighbourhoods]  # 西和賀町
    assert any(name.endswith("地割") for name in names)
    assert not any("、" in name for name in names)


def test_a_municipality_of_the_past_has_no_places() -> None:
    with pytest.raises(NoPlaces, match="choose another"):
        town("221317", 1, 1, TODAY)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(packages, "import_module", missing)
    with pytest.raises(MissingExtra, match="tegata\\[sandbox\\]"):
        town("132217", 1, 1, TODAY)


def test_nothing_of_a_person_in_their_repr(people: list[SyntheticResident]) -> None:
    assert repr(people[0]) == "SyntheticResident(1)"
