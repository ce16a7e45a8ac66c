"""A card in a transaction beside a model of it: whatever is staged, cut off or ordered, files are those of the last good commit."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.conversations import specimen
from tests.conversations.hostile import loaded
from tests.conversations.talk import ask, enter, send

from tegata.cardspec import common, jpki
from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.issuer_commands import ISSUER_TRIES, Target, authentication_code, encode_target, transaction_digest
from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.memory import RamMemory

AUTHORITY = (jpki.JPKI.aid, jpki.AUTHENTICATION_CA)
RECORD = (common.COMMON.aid, common.CARD_RECORD)
EXPIRY = (CARD_MANAGER_AID, DataObject.EXPIRY)
TARGETS: list[Target] = [AUTHORITY, RECORD, EXPIRY]
which = st.sampled_from(TARGETS)
chunks = st.binary(min_size=1, max_size=60)


class Transactions(RuleBasedStateMachine):
    """`pending` None: no transaction is open."""

    maker = "a"

    @initialize(interface=st.sampled_from(Interface))
    def insert(self, interface: Interface) -> None:
        memory = RamMemory()
        memory.write(0, loaded(self.maker))
        self.card = Card(memory, MAKERS[self.maker], interface=interface)
        self.keeps_status = interface is Interface.CONTACTLESS
        self.pending: dict[Target, bytes] | None = None
        self.tries = ISSUER_TRIES
        self.here()  # one maker's chip loses its first command
        self.files = {target: self.read(target) for target in TARGETS}
        self.here()

    def here(self) -> None:
        assert send(self.card, "00A4040C Lc", CARD_MANAGER_AID) == "9000"

    def code(self, context: bytes = b"", key: bytes = specimen.ISSUER_KEY) -> bytes:
        return authentication_code(key, ask(self.card, "0084000010") + context, CARD_MANAGER_AID)

    def read(self, target: Target) -> bytes:
        if target == EXPIRY:
            self.here()
            return ask(self.card, "00CA00F200")
        if target == RECORD:
            enter(self.card, common.COMMON)
            return ask(self.card, "00B2010C00")
        enter(self.card, jpki.JPKI)
        return ask(self.card, "00B08B00000000")

    @rule(right=st.booleans())
    def open(self, right: bool) -> None:
        if not right and self.tries <= 2:
            return
        answer = send(self.card, "00820000 Lc", self.code(key=specimen.ISSUER_KEY if right else bytes(32)))
        self.tries = ISSUER_TRIES if right else self.tries - 1
        assert answer == ("9000" if right else f"63C{self.tries:X}")
        self.pending = {} if right else None

    @rule(what=which, chunk=chunks, offset=st.sampled_from(["begin", "go on", "gap", "back"]))
    def stage(self, what: Target, chunk: bytes, offset: str) -> None:
        before = b"" if self.pending is None else self.pending.get(what, b"")
        at = {"begin": 0, "go on": len(before), "gap": len(before) + 1, "back": max(0, len(before) - 1)}[offset]
        answer = send(self.card, f"8058{at:04X} Lc", encode_target(what) + chunk)
        if self.pending is None:
            assert answer == "6982"
        elif at not in {0, len(before)}:
            assert answer == "6B00"
        else:
            assert answer == "9000"
            self.pending[what] = before[:at] + chunk

    @rule(error=st.sampled_from(["none", "none", "none", "less", "other", "key"]))
    def commit(self, error: str) -> None:
        if self.tries <= 2:
            return
        ordered = dict(self.pending or {})
        if error == "less" and ordered:
            ordered.popitem()
        if error == "other":
            ordered[AUTHORITY] = ordered.get(AUTHORITY, b"") + b"x"
        key = bytes(32) if error == "key" else specimen.ISSUER_KEY
        answer = send(self.card, "80560000 Lc", self.code(transaction_digest(ordered), key))
        if self.pending is None:
            assert answer == "6982"
        elif not self.pending:
            assert answer == "6985"
        elif error == "none":
            assert answer == "9000"
            self.files |= self.pending
            self.pending, self.tries = None, ISSUER_TRIES
        else:
            self.pending, self.tries = None, self.tries - 1
            assert answer == f"63C{self.tries:X}"

    @rule()
    def abort(self) -> None:
        assert send(self.card, "80560100") == ("6982" if self.pending is None else "9000")
        self.pending = None

    @rule()
    def select_the_card_manager_again(self) -> None:
        self.here()

    @rule()
    def read_everything(self) -> None:
        self.pending = None
        for target in TARGETS:
            assert self.read(target) == self.files[target]
        self.here()

    @rule()
    def lose_power(self) -> None:
        self.card.power_off()
        self.here()
        self.pending = None

    @rule()
    def warm_reset(self) -> None:
        self.card.reset()
        self.here()
        if not self.keeps_status:
            self.pending = None

    @precondition(lambda self: hasattr(self, "card"))
    @invariant()
    def what_can_be_read_here_is_what_was_committed(self) -> None:
        assert ask(self.card, "00CA00F200") == self.files[EXPIRY]
        assert send(self.card, "00820000") == f"63C{self.tries:X}"


@pytest.mark.parametrize("maker", MAKERS)
def test_card_and_model_agree(maker: str) -> None:
    machine = type(f"Transactions{maker.upper()}", (Transactions,), {"maker": maker})
    machine.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
    machine.TestCase("runTest").runTest()
