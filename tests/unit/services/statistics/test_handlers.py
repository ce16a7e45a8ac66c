"""Facts as the rooms announce them, from the outbox into the counters: once each, in whatever order they come."""

import random
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from tests.offices import START, act
from tests.unit.services.residents.newcomers import ALL, CHIYODA, SAME_DAY, TODAY, registered

from tegata.ground import outbox
from tegata.ground.models import Delivery
from tegata.services.applications.events import ApplicationReceived
from tegata.services.cards.events import CardHandedOver, CardInvalidated, CardMade
from tegata.services.certificates.events import CertificateEnded, CertificateIssued
from tegata.services.residents import actions as register
from tegata.services.residents.rules.events import Days
from tegata.services.statistics.models import Counted, Counter
from tegata.services.statistics.rules import Measure

pytestmark = pytest.mark.django_db
KIYOSE, HALL, CHIYODAS = "132217", act(*ALL), act(*ALL, town="131016")


def deliver() -> None:
    """Deliver what the statistics listen to, and nothing else."""
    Delivery.objects.exclude(handler__startswith="statistics.").delete()
    while outbox.deliver(START + timedelta(days=1)):
        pass
    assert not Delivery.objects.exists()


def sums() -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for measure, town, count in Counter.objects.values_list("measure", "town", "count"):
        found[measure, town] = found.get((measure, town), 0) + count
    return {key: count for key, count in found.items() if count}


def handed_over(who: UUID, day: date = TODAY) -> CardHandedOver:
    return CardHandedOver(who, uuid4(), KIYOSE, day, first=True)


def ended(who: UUID, town: str, why: str, *, was_held: bool = True) -> CardInvalidated:
    return CardInvalidated(who, uuid4(), town, "RETURNED", why, TODAY, was_held)


def test_a_life_is_counted() -> None:
    who = registered()
    outbox.announce_all(
        START,
        [
            ApplicationReceived(who, uuid4(), KIYOSE, "web", TODAY),
            CardMade(who, uuid4(), uuid4(), KIYOSE, TODAY, date(2036, 5, 6)),
            handed_over(who),
            CertificateIssued(who, uuid4(), "auth", 7, date(2031, 5, 6)),
            CertificateEnded(who, uuid4(), "auth", 7, "superseded", TODAY),
        ],
    )
    deliver()
    counted = sums()
    names = {measure for measure, town in counted if town == KIYOSE}
    assert names == {
        Measure.POPULATION,
        Measure.APPLICATIONS,
        Measure.MADE,
        Measure.ISSUED,
        Measure.HELD,
        Measure.CERTIFICATES_ISSUED,
        Measure.CERTIFICATES_ENDED,
    }
    assert set(counted.values()) == {1}
    assert set(Counter.objects.values_list("born", flat=True)) == {1990}


def test_a_card_moves_with_its_holder_and_dies_with_them() -> None:
    who = registered()
    outbox.announce(START, handed_over(who))
    register.move_out(HALL, who, Days(TODAY, TODAY), "千代田区")
    deliver()
    assert sums() == {(Measure.ISSUED, KIYOSE): 1, (Measure.HELD, KIYOSE): 1}, "left, not arrived"
    register.move_in(CHIYODAS, who, SAME_DAY, CHIYODA)
    deliver()
    assert sums()[Measure.HELD, "131016"] == sums()[Measure.POPULATION, "131016"] == 1
    register.death(CHIYODAS, who, SAME_DAY)
    outbox.announce(START, ended(who, "131016", "died"))
    deliver()
    assert sums() == {(Measure.ISSUED, KIYOSE): 1, (Measure.CANCELLED, "131016"): 1}


def test_the_counters_are_right_in_whatever_order_facts_come() -> None:
    for seed in range(12):
        Counter.objects.all().delete()
        who = registered(f"見本　{'一二三四五六七八九十百千'[seed]}")
        register.move_out(HALL, who, Days(TODAY, TODAY), "千代田区")
        register.move_in(CHIYODAS, who, SAME_DAY, CHIYODA)
        outbox.announce_all(START, [handed_over(who), ended(who, "131016", "lost"), handed_over(who)])
        Delivery.objects.exclude(handler__startswith="statistics.").delete()
        shuffled = list(Delivery.objects.all())
        random.Random(seed).shuffle(shuffled)
        for order, delivery in enumerate(shuffled):
            Delivery.objects.filter(id=delivery.id).update(id=-1000 + order)
        deliver()
        assert sums() == {
            (Measure.POPULATION, "131016"): 1,
            (Measure.HELD, "131016"): 1,
            (Measure.ISSUED, KIYOSE): 2,
            (Measure.CANCELLED, "131016"): 1,
        }


def test_a_withdrawn_departure_leaves_the_population_as_it_was() -> None:
    who = registered()
    register.move_out(HALL, who, Days(TODAY + timedelta(days=10), TODAY), "千代田区")
    register.withdraw_move_out(HALL, who, SAME_DAY)
    deliver()
    assert sums() == {(Measure.POPULATION, KIYOSE): 1}


def test_a_card_never_handed_over_is_no_cancellation() -> None:
    who = registered()
    outbox.announce(START, ended(who, KIYOSE, "discarded", was_held=False))
    deliver()
    assert sums() == {(Measure.POPULATION, KIYOSE): 1, (Measure.DISCARDED, KIYOSE): 1}


def test_a_fault_in_the_middle_counts_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    who = registered()
    outbox.announce(START, handed_over(who))
    Delivery.objects.exclude(handler="statistics.handed_over").delete()
    with monkeypatch.context() as patch:
        patch.setattr("tegata.services.statistics.actions.restate", _fault)
        outbox.deliver(START)
    assert sums() == {}, "the first half went back with the second"
    deliver()
    assert sums() == {(Measure.ISSUED, KIYOSE): 1, (Measure.HELD, KIYOSE): 1}


def _fault(*_args: object) -> None:
    raise RuntimeError("not now")


def test_nothing_of_a_person_is_kept_but_town_and_year_of_birth() -> None:
    names = {field.name for field in Counted._meta.get_fields()}
    assert names == {"pk", "resident_id", "id", "town", "born", "version", "lives", "held"}
