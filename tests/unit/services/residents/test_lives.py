"""Lives at random: whatever is entered in whatever order, and whatever is refused, the register stays a register."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test
from tests.offices import START, act
from tests.unit.services.residents.newcomers import ALL, CHIYODA, ELSEWHERE_IN_KIYOSE, KIYOSE, newcomer

from tegata.ground import audit, outbox
from tegata.rules.life_events import NoticeTooEarly
from tegata.rules.names import name
from tegata.rules.numbers import parse_resident_code
from tegata.services.residents import actions, api
from tegata.services.residents.models import HouseholdHead, Record, ResidentCode
from tegata.services.residents.rules.events import Days, EventRefused
from tegata.services.residents.rules.record import RecordState, ResidentRecord

PLACES = st.sampled_from([KIYOSE, ELSEWHERE_IN_KIYOSE, CHIYODA, replace(KIYOSE, block="６番")])
SIMPLE: list[Callable[..., Any]] = [
    actions.death,
    actions.erase,
    actions.change_resident_code,
    actions.withdraw_move_out,
    actions.end_stay,
]


class Lives(RuleBasedStateMachine):
    """A register of a few people, one act after the other, a day or more apart."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.day = 0
        self.seen: dict[UUID, tuple[ResidentRecord, ...]] = {}
        self.codes: set[str] = set()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        audit.verify("town")
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def clerk(self) -> Any:
        return act(*ALL, town=None, at=START + timedelta(days=self.day))

    def days(self, before: int) -> Days:
        today = self.clerk.today
        return Days(today - timedelta(days=before), today)

    def attempt(self, deed: Callable[[], Any]) -> Any:
        """Refusals are part of life; anything else is a fault."""
        try:
            return deed()
        except (EventRefused, NoticeTooEarly):
            return None

    @rule(span=st.integers(1, 40))
    def time_goes_by(self, span: int) -> None:
        self.day += span
        outbox.deliver(self.clerk.at)

    @rule(target=people, place=PLACES, age=st.integers(0, 90))
    def arrives(self, place: Any, age: int) -> Any:
        born = date(2026 - age, 3, 1)
        someone = newcomer(place=place, birth=born, since=max(born, date(2026, 3, 30)))
        return actions.register_first_move_in(self.clerk, someone, self.clerk.today, another_person=True).resident_id

    @rule(target=people, parent=people)
    def is_born(self, parent: UUID) -> Any:
        today, house = self.clerk.today, api.record(parent)
        child = newcomer(
            birth=today, since=today, household_id=house.household_id, relationship="子", place=house.place
        )
        entered = self.attempt(lambda: actions.register_birth(self.clerk, child, today, another_person=True))
        return entered.resident_id if entered else multiple()

    @rule(who=people, event=st.sampled_from(SIMPLE), before=st.integers(0, 30))
    def something_happens(self, who: UUID, event: Callable[..., Any], before: int) -> None:
        self.attempt(lambda: event(self.clerk, who, self.days(before)))

    @rule(who=people, before=st.integers(-70, 30))
    def leaves_town(self, who: UUID, before: int) -> None:
        self.attempt(lambda: actions.move_out(self.clerk, who, self.days(before), "東京都"))

    @rule(who=people, before=st.integers(-70, 30), keeps=st.booleans())
    def leaves_japan(self, who: UUID, before: int, keeps: bool) -> None:
        self.attempt(lambda: actions.move_abroad(self.clerk, who, self.days(before), "海外", keeps_card=keeps))

    @rule(
        who=people,
        other=people,
        place=PLACES,
        joins=st.booleans(),
        how=st.sampled_from([actions.move_in, actions.return_from_abroad, actions.move_within]),
    )
    def settles(self, who: UUID, other: UUID, place: Any, joins: bool, how: Callable[..., Any]) -> None:
        house = {"household_id": api.record(other).household_id, "relationship": "同居人"} if joins else {}
        self.attempt(lambda: how(self.clerk, who, self.days(0), place, **house))

    @rule(who=people, other=people, relationship=st.sampled_from(["世帯主", "子", "同居人"]))
    def changes_household(self, who: UUID, other: UUID, relationship: str) -> None:
        house = api.record(other).household_id
        self.attempt(
            lambda: actions.change_household(
                self.clerk, who, self.days(0), household_id=house, relationship=relationship
            )
        )

    @rule(who=people)
    def becomes_head(self, who: UUID) -> None:
        self.attempt(lambda: actions.change_head(self.clerk, who, self.days(0), "子"))

    @rule(who=people, family=st.sampled_from(["山田", "佐藤", "見本"]))
    def changes_name(self, who: UUID, family: str) -> None:
        self.attempt(
            lambda: actions.change_name(self.clerk, who, self.days(0), name(f"{family}　花子", "ミホン ハナコ"))
        )

    @invariant()
    def each_has_one_open_version_and_a_history_that_never_shrinks_nor_changes(self) -> None:
        for row in Record.objects.all():
            history = api.history(row.resident_id)
            assert [one.version for one in history] == list(range(len(history), 0, -1))
            before = self.seen.get(row.resident_id, ())
            assert history[len(history) - len(before) :] == before
            self.seen[row.resident_id] = history

    @invariant()
    def the_dead_stay_dead(self) -> None:
        for history in self.seen.values():
            states = [one.state for one in reversed(history)]
            assert RecordState.DEAD not in states[:-1]

    @invariant()
    def codes_are_one_person_s_for_ever(self) -> None:
        codes = [row.resident_code for row in Record.objects.all()]
        assert max(Counter(codes).values(), default=1) == 1
        self.codes |= {parse_resident_code(code) for code in codes}
        assert set(ResidentCode.objects.values_list("code", flat=True)) == self.codes

    @invariant()
    def a_household_has_one_head_at_most_and_the_directory_knows(self) -> None:
        heads = [(row.household_id, row.resident_id) for row in Record.objects.filter(is_head=True)]
        assert max(Counter(house for house, _ in heads).values(), default=1) == 1
        assert set(HouseholdHead.objects.values_list("household_id", "resident_id")) == set(heads)


@pytest.mark.django_db
def test_lives() -> None:
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
