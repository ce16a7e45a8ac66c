"""Counters: what is folded in comes out as figures, by place, age, day and reason."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from tegata.services.statistics import actions, queries
from tegata.services.statistics.models import Counter
from tegata.services.statistics.rules import Measure, Reason, Standing, after_entry

pytestmark = pytest.mark.django_db
KIYOSE, HACHIOJI, AWASHIMA, TOKYO = "132217", "132012", "155861", "130001"
JANUARY, APRIL, MAY = date(2025, 1, 1), date(2026, 4, 1), date(2026, 5, 1)


def live(town: str, born: int = 1980, day: date = JANUARY) -> UUID:
    who = uuid4()
    actions.restate(who, Standing(town, born), day, lambda first: replace(first, lives=True, version=1))
    return who


def hand_over(who: UUID, town: str, born: int = 1980, day: date = APRIL) -> None:
    actions.count(Measure.ISSUED, town, born, day)
    actions.restate(who, Standing(town, born), day, lambda before: replace(before, held=before.held + 1))


def cancel(who: UUID, town: str, why: Reason, born: int = 1980, day: date = MAY) -> None:
    actions.count(Measure.CANCELLED, town, born, day, why)
    actions.restate(who, Standing(town, born), day, lambda before: replace(before, held=before.held - 1))


def move(who: UUID, town: str, day: date = MAY, born: int = 1980) -> None:
    def moved(before: Standing) -> Standing:
        return after_entry(before, Standing(town, born, before.version + 1, lives=True))

    actions.restate(who, Standing(town, born), day, moved)


def test_a_card_issued_stays_where_it_was_issued_and_is_held_where_its_holder_lives() -> None:
    villagers = [live(AWASHIMA) for _ in range(20)]
    for who in villagers:
        hand_over(who, AWASHIMA)
    for who in villagers[:8]:
        move(who, KIYOSE)
    for _ in range(5):
        live(AWASHIMA, day=MAY)
    village, city = queries.figures(AWASHIMA, MAY), queries.figures(KIYOSE, MAY)
    assert (village.issued, village.held, village.population) == (20, 12, 17)
    assert (city.issued, city.held, city.population) == (0, None, None), "fewer than ten"
    assert queries.figures(AWASHIMA, APRIL).held == 20, "the day before, they were all there"


def test_the_old_rate_passes_100_per_cent_and_the_new_one_does_not() -> None:
    for who in [live(AWASHIMA) for _ in range(15)] + [live(AWASHIMA, day=date(2026, 2, 1)) for _ in range(15)]:
        hand_over(who, AWASHIMA)
    village = queries.figures(AWASHIMA, APRIL)
    assert (village.base_population, village.population) == (15, 30)
    assert village.issued_rate == 200.0
    assert village.held_rate == 100.0


def test_reasons_come_in_the_ministrys_order() -> None:
    for index, reason in enumerate(Reason):
        for _ in range(10 + index):
            who = live(KIYOSE)
            hand_over(who, KIYOSE)
            cancel(who, KIYOSE, reason)
    assert queries.reasons(TOKYO, MAY) == [(reason, 10 + index) for index, reason in enumerate(Reason)]
    assert queries.figures("", MAY).held == 0


def test_places_add_up() -> None:
    for town in (KIYOSE, HACHIOJI, AWASHIMA):
        for _ in range(12):
            live(town)
    assert [each.town for each in queries.by_town(TOKYO, MAY)] == [HACHIOJI, KIYOSE]
    assert [(each.town, each.population) for each in queries.by_prefecture(MAY)] == [(TOKYO, 24), ("150002", 12)]
    assert queries.figures("", MAY).population == 36


def test_a_small_cell_is_hidden_and_cannot_be_reckoned_back() -> None:
    for born, people in ((1980, 20), (1950, 15), (2020, 3)):
        for _ in range(people):
            live(KIYOSE, born)
    assert [(each.age, each.population) for each in queries.by_age(KIYOSE, MAY)] == [(5, None), (45, 20), (75, None)]


def test_a_day_has_what_happened_until_then() -> None:
    for who in [live(KIYOSE) for _ in range(10)]:
        hand_over(who, KIYOSE)
    for who in [live(KIYOSE) for _ in range(10)]:
        hand_over(who, KIYOSE, day=MAY)
    points = [(point.day, point.issued, point.held) for point in queries.over_time(KIYOSE, MAY)]
    assert points == [(APRIL, 10, 10), (MAY, 20, 20)]


def test_a_person_is_in_one_counter_at_a_time() -> None:
    who = live(AWASHIMA)
    for town in (KIYOSE, HACHIOJI, KIYOSE):
        move(who, town)
    counts = Counter.objects.filter(measure=Measure.POPULATION).values_list("town", "count", "day")
    assert sum(count for _town, count, _day in counts) == 1
    assert {town for town, _count, _day in counts} == {AWASHIMA, KIYOSE, HACHIOJI}


def test_the_ministrys_series_is_whole() -> None:
    nation = queries.published("")
    assert (nation[0].day, nation[-1].day, len(nation)) == (date(2017, 3, 8), date(2022, 12, 31), 46)
    assert nation[-1].rate == 57.1
    assert len(queries.published(TOKYO)) == 46
    village = queries.published(AWASHIMA)[-1]
    assert (village.issued, village.population, village.population_day) == (307, 338, date(2022, 1, 1))
    assert sum(row.issued for row in queries.published_ages()) == nation[-1].issued
    assert queries.published("132012")[-1].rate is not None
    assert queries.published("000000") == ()


def test_prefectures_of_the_series_add_up_to_the_nation() -> None:
    last = [queries.published(each.code6)[-1] for each in queries.prefectures()]
    assert sum(row.issued for row in last) == queries.published("")[-1].issued
