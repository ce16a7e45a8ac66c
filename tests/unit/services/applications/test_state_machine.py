"""Every order of what people may do: always exactly one lawful state, one open application, and no cancellation lost."""

from typing import ClassVar
from unittest import mock
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.offices import act
from tests.unit.services.applications.desk import (
    COUNTER,
    TOWN,
    WEB,
    begun_at_counter,
    begun_online,
    centre,
    clerk,
    digest_of,
    himself,
    registered,
)
from tests.unit.services.residents.newcomers import ALL, ELSEWHERE_IN_KIYOSE, KIYOSE, SAME_DAY

from tegata.faces import CheckedPhoto
from tegata.faces.engine import Box
from tegata.ground import outbox
from tegata.ground.models import Event
from tegata.ground.offices import Office
from tegata.services.applications import queries, tasks
from tegata.services.applications.actions import ending, making, passing_on, photographing, reviewing, sending
from tegata.services.applications.actions.beginning import Begun
from tegata.services.applications.models import Application, Photo
from tegata.services.applications.rules.states import OPEN, State
from tegata.services.applications.rules.tracing import MAIN_OFFICE
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (ValueError, PermissionError, LookupError)
FAR = st.sampled_from([3, 6, 2, 5, 1, 4, 0])
SYSTEM = act(office=Office.SYSTEM, town=None)
LAWFUL = {
    None: {State.BEGUN},
    State.BEGUN: {State.RECEIVED, State.CANCELLED},
    State.RECEIVED: {State.PHOTO_PROBLEM, State.REVIEWED, State.CANCELLED, State.REJECTED, State.LAPSED},
    State.PHOTO_PROBLEM: {State.RECEIVED, State.CANCELLED, State.REJECTED, State.LAPSED},
    State.REVIEWED: {State.ACCEPTED, State.PHOTO_PROBLEM, State.CANCELLED, State.REJECTED, State.LAPSED},
    State.ACCEPTED: {State.MAKING, State.CANCELLED, State.LAPSED},
    State.MAKING: {State.MADE},
}
"""Written here by hand, apart from the product's table."""


def any_face(image: bytes, age: int) -> CheckedPhoto:
    """The recogniser is tried elsewhere; here every picture is one plain face, alike for all of one resident's."""
    return CheckedPhoto(b"\0" * 256, int.from_bytes(image[:4], "big"), Box(0.2, 0.2, 0.5, 0.5))


class Life(RuleBasedStateMachine):
    """One resident, two offices, everything at any time."""

    met: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self._savepoint = transaction.atomic()
        self._savepoint.__enter__()
        self.known: list[Begun] = []
        self.seen: dict[UUID, str] = {}
        self.cancel_asked: set[UUID] = set()
        self.pictures = 0

    def teardown(self) -> None:
        connection.set_rollback(True)
        self._savepoint.__exit__(None, None, None)

    @initialize(far=FAR, online=st.booleans())
    def somebody(self, far: int, online: bool) -> None:
        self.resident = registered()
        self.places = [KIYOSE, ELSEWHERE_IN_KIYOSE]
        self.begin(online, far)

    def one(self, at: int) -> Begun | None:
        there = [one for one in self.known if self.state(one.application_id) is not None]
        return there[at % len(there)] if there else None

    @rule(online=st.booleans(), far=FAR)
    def begin(self, online: bool, far: int) -> None:
        """`far`: how far it is taken at once, so that the late states are met as often as the early ones."""
        begun = begun_online(self.resident, None, WEB) if online else begun_at_counter(self.resident, None, COUNTER)
        self.known.append(begun)
        last = len([one for one in self.known if self.state(one.application_id) is not None]) - 1
        steps = [
            self.photograph,
            self.send,
            lambda at: self.review(at, "pass"),
            lambda _: self.pass_on(acknowledged=True),
        ]
        steps += [lambda _: self.accept(), lambda at: self.make(at, made=False)]
        for step in steps[:far]:
            step(last)

    @rule(at=st.integers(0, 3))
    def photograph(self, at: int) -> None:
        if one := self.one(at):
            self.pictures += 1
            image = self.pictures.to_bytes(4, "big")
            for who in (himself(self.resident), clerk()):
                self.tried(lambda who=who: photographing.take_photo(who, one.resident_id, one.application_id, image))

    @rule(at=st.integers(0, 3))
    def send(self, at: int) -> None:
        if one := self.one(at):
            who = himself(self.resident)
            self.tried(lambda: sending.confirm_and_send(who, one.resident_id, one.application_id, digest_of(one)))
            self.tried(lambda: sending.confirm_later(who, one.resident_id, one.application_id, digest_of(one)))

    @rule(at=st.integers(0, 3), what=st.sampled_from(["pass", "reject", "question"]))
    def review(self, at: int, what: str) -> None:
        if one := self.one(at):
            ids = (one.resident_id, one.application_id)
            self.tried(
                {
                    "pass": lambda: reviewing.pass_review(clerk(), *ids),
                    "reject": lambda: ending.reject(clerk(), *ids),
                    "question": lambda: passing_on.ask(centre(), *ids, "?"),
                }[what]
            )

    @rule()
    def ask_photo(self) -> None:
        for one in self.known:
            fault = lambda one=one: reviewing.ask_photo(clerk(), one.resident_id, one.application_id, "Blurred")  # noqa: E731
            self.tried(fault)

    @rule()
    def answer(self) -> None:
        for question in queries.open_questions(TOWN):
            passing_on.answer(clerk(), question.resident_id, question.question_id, "!")

    @rule(acknowledged=st.booleans())
    def pass_on(self, acknowledged: bool) -> None:
        waiting = [one.receipt for one in queries.to_pass_on(TOWN, MAIN_OFFICE)]
        if waiting:
            listed = passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, waiting)
            if acknowledged:
                passing_on.acknowledge(centre(), listed, waiting)

    @rule()
    def accept(self) -> None:
        tasks.accept_reviewed(SYSTEM)

    @rule(at=st.integers(0, 3), made=st.booleans())
    def make(self, at: int, made: bool) -> None:
        if one := self.one(at):
            self.tried(lambda: making.mark_making(centre(), one.resident_id, one.application_id))
            if made:
                self.tried(lambda: making.mark_made(centre(), one.resident_id, one.application_id))

    @rule(at=st.integers(0, 3))
    def cancel(self, at: int) -> None:
        if one := self.one(at):
            before = self.state(one.application_id)
            self.tried(lambda: ending.cancel(himself(self.resident), one.resident_id, one.application_id))
            if before in OPEN:
                self.cancel_asked.add(one.application_id)

    @rule(told=st.sampled_from([True, True, False]))
    def move(self, told: bool) -> None:
        place = self.places.pop(0)
        self.places.append(place)
        self.tried(lambda: residents.move_within(act(*ALL), self.resident, SAME_DAY, self.places[0]))
        if told:
            outbox.deliver(SYSTEM.at)

    def tried(self, what: object) -> None:
        try:
            with transaction.atomic():
                what()  # type: ignore[operator]
        except REFUSALS:
            pass

    def state(self, application_id: UUID) -> str | None:
        row = Application.objects.filter(resident_id=self.resident, id=application_id).first()
        return row.state if row else None

    @invariant()
    def every_step_was_lawful(self) -> None:
        for one in self.known:
            now, before = self.state(one.application_id), self.seen.get(one.application_id)
            if now is None:
                continue
            assert now == before or reachable(before, now), f"{before} to {now}"
            self.seen[one.application_id] = now
            self.met.add(now)

    @invariant()
    def at_most_one_is_open(self) -> None:
        assert Application.objects.filter(state__in=OPEN).count() <= 1

    @invariant()
    def no_cancellation_is_lost(self) -> None:
        for asked in self.cancel_asked:
            view = queries.application(self.resident, asked)
            assert view.state == State.CANCELLED or view.cancel_asked
            assert view.state not in {State.RECEIVED, State.REVIEWED, State.ACCEPTED, State.PHOTO_PROBLEM}

    @invariant()
    def one_photo_each_and_one_end_each(self) -> None:
        assert Photo.objects.count() == len(set(Photo.objects.values_list("application_id", flat=True)))
        closed = Event.objects.filter(kind="applications.ApplicationClosed").count()
        ends = [State.CANCELLED, State.REJECTED, State.LAPSED]
        assert closed == Application.objects.filter(state__in=ends).count()


def reachable(before: str | None, now: str) -> bool:
    """By one or more lawful steps: a rule may take several."""
    todo, found = {State(before) if before else None}, set()
    while todo:
        found |= todo
        todo = {after for state in todo for after in LAWFUL.get(state, set())} - found
    return now in found


def test_every_order_of_acts() -> None:
    with mock.patch("tegata.faces.check_photo", any_face):
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Life,
            settings=settings(
                max_examples=40,
                stateful_step_count=16,
                deadline=None,
                derandomize=True,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            ),
        )

    open_and_cancelled = {*OPEN, State.BEGUN, State.CANCELLED} - {State.PHOTO_PROBLEM}
    assert Life.met >= open_and_cancelled, "a state that is never met is not tried"


def test_the_table_by_hand_has_a_point_of_no_return() -> None:
    assert reachable(None, State.MADE)
    assert not reachable(State.MAKING, State.CANCELLED)
