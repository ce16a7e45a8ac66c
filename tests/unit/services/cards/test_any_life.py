"""Any order of acts, by anybody: a card is in one lawful state, at most one is valid, and invalid is final."""

from collections.abc import Callable

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.offices import START, act, clock
from tests.unit.services.cards import living
from tests.unit.services.residents import newcomers

from tegata.ground import outbox
from tegata.ground.act import Act, NotAllowed
from tegata.ground.models import Event
from tegata.rules.invalidity import first_fall
from tegata.services.cards import api, tasks
from tegata.services.cards.api import CardRefused, ReturnCause
from tegata.services.cards.models import Card
from tegata.services.cards.queries import facts_of
from tegata.services.cards.rules import HELD
from tegata.services.residents import actions as register
from tegata.services.residents import api as residents
from tegata.services.residents.rules.events import Days, EventRefused

VERBS: dict[str, Callable[..., object]] = {
    "ship": api.shipped,
    "arrive": api.arrived,
    "hand over": api.handed_over,
    "deliver": api.delivered,
    "suspend": api.suspend,
    "resume": api.resume,
    "carry on": api.carried_on,
    "note": lambda act, who, card: api.note_written(act, who, card, lines=1),
    "take back": lambda act, who, card: api.returned(act, who, card, ReturnCause.WISH),
    "order back": api.return_ordered,
    "discard": api.discard,
    "destroy": api.destroyed,
}
EXPECTED = (CardRefused, NotAllowed, EventRefused)


class CardLives(RuleBasedStateMachine):
    """One resident, many cards, every office, and the calendar."""

    def __init__(self) -> None:
        super().__init__()
        clock.moment = START
        self.who = newcomers.registered()
        living.held(self.who)
        self.ended: dict[object, tuple[object, ...]] = {}

    def try_(self, do: Callable[..., object], *args: object) -> None:
        try:
            with transaction.atomic():
                do(*args)
        except EXPECTED:
            pass

    def actors(self) -> list[Act]:
        towns = [living.town(code) for code in (living.KIYOSE, living.CHIYODA)]
        return [*towns, living.centre(), living.hotline(), living.holder(self.who)]

    @rule(handover=st.sampled_from(["collection", "post"]))
    def make(self, handover: str) -> None:
        if sum(card.is_alive for card in api.cards_of(self.who)) < 3:
            self.try_(living.made, self.who, "renewal", handover)

    @rule(verb=st.sampled_from(sorted(VERBS)), number=st.integers(0, 2), actor=st.integers(0, 4))
    def act(self, verb: str, number: int, actor: int) -> None:
        cards = api.cards_of(self.who)
        if number < len(cards):
            self.try_(VERBS[verb], self.actors()[actor], self.who, cards[number].card_id)

    @rule()
    def fetch(self) -> None:
        """What the towns do most: everything that waits is handed over."""
        for card in api.cards_of(self.who):
            for verb in ("ship", "arrive", "hand over"):
                for actor in self.actors():
                    self.try_(VERBS[verb], actor, self.who, card.card_id)

    @rule(days=st.sampled_from([1, 15, 31, 91, 366]))
    def wait(self, days: int) -> None:
        clock.forward(days=days)
        tasks.fall(living.worker())
        tasks.notice(living.worker())
        tasks.warn(living.worker())

    @rule()
    def move(self) -> None:
        today = living.worker().today
        record = residents.record(self.who)
        there = newcomers.CHIYODA if record.town == living.KIYOSE else newcomers.KIYOSE
        clerk = act(*newcomers.ALL, town=record.town)
        self.try_(register.move_out, clerk, self.who, Days(today, today), "よそ")
        clerk = act(*newcomers.ALL, town=there.code6)
        self.try_(register.move_in, clerk, self.who, Days(today, today), there)
        self.hear()

    @rule()
    def hear(self) -> None:
        while outbox.deliver(clock()):
            pass

    @invariant()
    def at_most_one_is_held(self) -> None:
        assert Card.objects.filter(resident_id=self.who, state__in=sorted(HELD)).count() <= 1

    @invariant()
    def invalid_is_final_and_announced_once(self) -> None:
        for card in api.cards_of(self.who):
            if card.is_alive:
                assert card.card_id not in self.ended
                continue
            end = (card.invalid_on, card.ground, card.why)
            assert None not in end
            assert self.ended.setdefault(card.card_id, end) == end
            assert (card.falls_on, card.rewrite_since) == (None, None)
        announced = Event.objects.filter(kind="cards.CardInvalidated", resident_id=self.who).count()
        assert announced == len(self.ended)

    @invariant()
    def the_day_it_falls_is_the_laws(self) -> None:
        for row in Card.objects.filter(resident_id=self.who):
            line = api.life_line(self.who, row.id)
            assert [step.number for step in line] == list(range(1, row.version + 1))
            assert line[-1].state == row.state
            facts = facts_of(row)
            if row.state in {state.value for state in HELD} and facts is not None:
                assert row.falls_on == first_fall(facts).day

    def teardown(self) -> None:
        clock.moment = START


class TestCardLives(TestCase):
    def test_any_life(self) -> None:
        run_state_machine_as_test(
            CardLives,
            settings=settings(
                max_examples=15,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            ),
        )
