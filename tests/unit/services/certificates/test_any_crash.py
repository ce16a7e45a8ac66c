"""Any order of orders, ends, absences and deaths of the process: one order, one certificate, and books that agree."""

import contextlib

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.offices import START, act, clock
from tests.unit.services.cards import living
from tests.unit.services.certificates.asking import Away, Crash, right, settle
from tests.unit.services.residents import newcomers

from tegata.pki.names import Kind
from tegata.services.cards import api as cards
from tegata.services.certificates import api
from tegata.services.certificates.api import AuthorityAway, CertificateRefused
from tegata.services.certificates.models import Certificate, Order
from tegata.services.residents import actions as register
from tegata.services.residents.rules.events import Days

PLACES = ["", *(f"{when} {what}" for what in ("prepare", "issue", "issued", "apply") for when in ("before", "after"))]


class Crashes(RuleBasedStateMachine):
    """One holder, a card, its authorities."""

    plug: Away
    keys: list[bytes]

    def __init__(self) -> None:
        super().__init__()
        clock.moment = START
        self.away = False
        self.card = living.held(newcomers.registered())

    @rule(kind=st.sampled_from(list(Kind)), key=st.integers(0, 5), place=st.sampled_from(PLACES))
    def ask(self, kind: Kind, key: int, place: str) -> None:
        clock.forward(seconds=1)
        card = living.again(self.card)
        self.plug.crash_at = place
        try:
            assert card.expires is not None
            api.certify(living.centre(), card.resident_id, card.card_id, kind, self.keys[key], card.expires)
            api.installed(living.centre(), card.resident_id, card.card_id)
        except (Crash, AuthorityAway, CertificateRefused):
            pass
        self.plug.crash_at = ""

    @rule(place=st.sampled_from(PLACES))
    def work(self, place: str) -> None:
        clock.forward(minutes=20)
        self.plug.crash_at = place
        with contextlib.suppress(Crash):
            settle()
        self.plug.crash_at = ""

    @rule()
    def come_and_go(self) -> None:
        if self.away:
            self.plug.bring_back()
        else:
            self.plug.take_away()
        self.away = not self.away

    @rule()
    def lose_and_find(self) -> None:
        card = living.again(self.card)
        if card.state is cards.State.HANDED_OVER:
            cards.suspend(living.hotline(), card.resident_id, card.card_id)
        elif card.state is cards.State.SUSPENDED:
            cards.resume(living.town(), card.resident_id, card.card_id)

    @rule()
    def move_house(self) -> None:
        today = Days(living.worker().today, living.worker().today)
        for place in (newcomers.ELSEWHERE_IN_KIYOSE, newcomers.KIYOSE):
            register.move_within(act(*newcomers.ALL), self.card.resident_id, today, place)

    @precondition(lambda self: living.again(self.card).is_held)
    @rule()
    def new_card(self) -> None:
        self.card = living.held(self.card.resident_id, "renewal")

    @invariant()
    def one_order_one_certificate(self) -> None:
        for row in Order.objects.filter(resident_id=self.card.resident_id):
            there = Certificate.objects.filter(resident_id=row.resident_id, id=row.id).count()
            assert there == (row.state == "issued")

    def teardown(self) -> None:
        if self.away:
            self.plug.bring_back()
        for _ in range(3):
            clock.forward(minutes=20)
            settle()
        assert right()
        queue = api.queue()
        assert (queue.orders, queue.endings) == (0, 0)
        for row in Certificate.objects.filter(resident_id=self.card.resident_id, state="good"):
            assert cards.card(row.resident_id, row.card_id).is_held
        clock.moment = START


@pytest.mark.django_db
def test_any_crash(authorities: Away, keys: list[bytes]) -> None:
    machine = type("Machine", (Crashes,), {"plug": authorities, "keys": keys})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
