"""A card beside a model of forty lines: counters, verified references and what is current agree after any conversation."""

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.conversations import specimen
from tests.conversations.hostile import loaded
from tests.conversations.talk import ask, send

from tegata.cardspec import common, jpki, text
from tegata.cardspec.issuer_commands import authentication_code
from tegata.cardspec.model import Application
from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.memory import RamMemory


@dataclass
class Reference:
    """What the model knows of one reference: its value and its tries."""

    application: Application
    fid: int
    most: int
    value: bytes
    new_values: tuple[bytes, ...]
    guards: int
    change: str
    tries: int = field(init=False)

    def __post_init__(self) -> None:
        self.tries = self.most


def references() -> list[Reference]:
    digits = (b"0001", b"9999")
    return [
        Reference(jpki.JPKI, 0x18, 3, specimen.PIN, digits, 0, "002401"),
        Reference(jpki.JPKI, 0x1B, 5, specimen.PASSWORD, (b"NEWONE1", b"A1B2C3D4E5F6G7H8"), 0x01, "002401"),
        Reference(text.TEXT, 0x11, 3, specimen.PIN, digits, 0x07, "002401"),
        Reference(common.COMMON, 0x1C, 3, specimen.PIN, digits, 0, "803200"),
    ]


which = st.integers(0, 3)


class CardMachine(RuleBasedStateMachine):
    """Rules are commands; the invariant asks every counter of the current application without spending a try."""

    maker = "a"

    @initialize(interface=st.sampled_from(Interface))
    def insert(self, interface: Interface) -> None:
        memory = RamMemory()
        memory.write(0, loaded(self.maker))
        self.card = Card(memory, MAKERS[self.maker], interface=interface)
        self.keeps_status = interface is Interface.CONTACTLESS
        self.references = references()
        self.current: Application | None = None
        self.verified: set[int] = set()

    def here(self, index: int) -> Reference | None:
        reference = self.references[index]
        return reference if reference.application is self.current else None

    @rule(index=which)
    def select(self, index: int) -> None:
        application = self.references[index].application
        assert send(self.card, "00A4040C Lc", application.aid) == "9000"
        if application is not self.current:
            self.current, self.verified = application, set()

    @rule(index=which, right=st.booleans(), wrong=st.binary(min_size=1, max_size=16))
    def verify(self, index: int, right: bool, wrong: bytes) -> None:
        reference = self.here(index)
        if reference is None or (not right and wrong == reference.value):
            return
        answer = send(self.card, f"002000{0x80 | reference.fid:02X} Lc", reference.value if right else wrong)
        if reference.tries == 0:
            assert answer == "6984"
        elif right:
            assert answer == "9000"
            reference.tries = reference.most
            self.verified.add(reference.fid)
        else:
            reference.tries -= 1
            assert answer == f"63C{reference.tries}"
            self.verified.discard(reference.fid)

    @rule(index=which, new=st.integers(0, 1))
    def change(self, index: int, new: int) -> None:
        reference = self.here(index)
        if reference is None:
            return
        value = reference.new_values[new]
        answer = send(self.card, f"{reference.change}{0x80 | reference.fid:02X} Lc", value)
        if reference.tries == 0:
            assert answer == "6984"
        elif reference.fid not in self.verified:
            assert answer == "6982"
        else:
            assert answer == "9000"
            reference.value = value

    @precondition(lambda self: self.current is not None)
    @rule(index=which, new=st.sampled_from([None, 0, 1]))
    def unlock(self, index: int, new: int | None) -> None:
        reference = self.here(index)
        if reference is None:
            return
        code = authentication_code(specimen.ISSUER_KEY, ask(self.card, "0084000010"), reference.application.aid)
        assert send(self.card, "00820000 Lc", code) == "9000"
        value = b"" if new is None else reference.new_values[new]
        command = f"805400{0x80 | reference.fid:02X}"
        assert send(self.card, command + (" Lc" if value else ""), value) == "9000"
        reference.value, reference.tries = value or reference.value, reference.most
        self.verified.discard(reference.fid)

    @rule()
    def lose_power(self) -> None:
        self.card.power_off()
        self.card.power_on()
        self.current, self.verified = None, set()

    @rule()
    def warm_reset(self) -> None:
        self.card.reset()
        if not self.keeps_status:
            self.current, self.verified = None, set()

    @invariant()
    def counters_agree(self) -> None:
        for index in range(len(self.references)):
            reference = self.here(index)
            if reference:
                assert send(self.card, f"002000{0x80 | reference.fid:02X}") == f"63C{reference.tries}"

    @invariant()
    def files_open_when_their_reference_is_verified(self) -> None:
        for index in range(len(self.references)):
            reference = self.here(index)
            if reference and reference.guards:
                word = send(self.card, f"00B0{0x80 | reference.guards:02X}0001")[-4:]
                assert word == ("9000" if reference.fid in self.verified else "6982")


@pytest.mark.parametrize("maker", MAKERS)
def test_card_and_model_agree(maker: str) -> None:
    machine = type(f"Maker{maker.upper()}", (CardMachine,), {"maker": maker})
    machine.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
    machine.TestCase("runTest").runTest()
