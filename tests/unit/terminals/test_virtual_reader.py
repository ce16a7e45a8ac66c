"""Our end of vpcd's line against a vpcd of our own: a socket on loopback that asks what pcscd asks, and cuts the line."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Queue
from threading import Thread

import pytest
from tests.conversations import specimen

from tegata.chip.card import MAKERS, Card
from tegata.chip.loading import load
from tegata.chip.memory import RamMemory
from tegata.terminals.virtual_reader import HOST, Control, Pluggable, ReaderNotThere, Slot, VirtualReader

PATIENCE = 10.0
"""Seconds until a test fails that waits for what never comes."""
POWER_OFF, POWER_ON, RESET, GET_ATR = (bytes((control,)) for control in Control)


def frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(2) + payload


class Recorder:
    """A card that writes down what is done to it. It answers a command with the command, backwards."""

    def __init__(self, atr: bytes = b"\x3b\x00") -> None:
        self.atr = atr
        self.done: list[str] = []

    def respond(self, command: bytes) -> bytes:
        self.done.append(command.hex())
        return command[::-1] + b"\x90\x00"

    def power_on(self) -> bytes:
        self.done.append("on")
        return self.atr

    def power_off(self) -> None:
        self.done.append("off")

    def reset(self) -> bytes:
        self.done.append("reset")
        return self.atr


class Line:
    """pcscd's end of one slot."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        connection.settimeout(PATIENCE)

    def say(self, *payloads: bytes) -> None:
        self.connection.sendall(b"".join(map(frame, payloads)))

    def hear(self) -> bytes:
        return self._exactly(int.from_bytes(self._exactly(2)))

    def ask(self, payload: bytes) -> bytes:
        self.say(payload)
        return self.hear()

    def ended(self) -> bool:
        """Whether the card hung up, with nothing left to hear."""
        return self.connection.recv(1) == b""

    def _exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            more = self.connection.recv(count - len(found))
            assert more, "the card hung up"
            found += more
        return found


class Vpcd:
    """The driver: listens on neighbouring ports, a slot each."""

    def __init__(self, slots: int = 1) -> None:
        self.sockets = _neighbours(slots)
        self.first_port = self.sockets[0].getsockname()[1]

    def accept(self, slot: int = 0) -> Line:
        connection, _ = self.sockets[slot].accept()
        return Line(connection)

    def close(self) -> None:
        for item in self.sockets:
            item.close()


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.settimeout(PATIENCE)
    listener.bind((HOST, port))
    listener.listen()
    return listener


def _neighbours(count: int) -> list[socket.socket]:
    """Listeners on ports one beside the other; where a neighbour is taken, elsewhere."""
    for _ in range(50):
        found = [_listening(0)]
        with suppress(OSError):
            for number in range(1, count):
                found.append(_listening(found[0].getsockname()[1] + number))
            return found
        for item in found:
            item.close()
    raise OSError("no neighbouring ports are free")


@contextmanager
def running(cards: list[Pluggable], port: int) -> Iterator[Queue[tuple[int, bool]]]:
    """The reader runs in a thread; what it tells of slots comes through a queue."""
    changes: Queue[tuple[int, bool]] = Queue()
    reader = VirtualReader(cards, first_port=port, on_change=lambda slot, plugged: changes.put((slot, plugged)))
    thread = Thread(target=reader.run)
    thread.start()
    try:
        yield changes
    finally:
        reader.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def vpcd() -> Iterator[Vpcd]:
    found = Vpcd()
    yield found
    found.close()


@pytest.fixture
def card() -> Recorder:
    return Recorder()


@pytest.fixture
def line(vpcd: Vpcd, card: Recorder) -> Iterator[Line]:
    with running([card], vpcd.first_port):
        found = vpcd.accept()
        yield found
        found.connection.close()


def test_the_atr_is_told_at_any_time(line: Line, card: Recorder) -> None:
    assert line.ask(GET_ATR) == card.atr
    line.say(POWER_ON)
    assert line.ask(GET_ATR) == card.atr
    assert line.ask(bytes.fromhex("00B0000000")) == bytes.fromhex("000000B0009000")
    assert line.ask(GET_ATR) == card.atr
    line.say(POWER_OFF)
    assert line.ask(GET_ATR) == card.atr
    assert card.done == ["on", "00b0000000", "off"]


def test_power_and_reset_answer_nothing(line: Line, card: Recorder) -> None:
    line.say(POWER_ON, RESET, POWER_OFF, POWER_ON)
    assert line.ask(GET_ATR) == card.atr
    assert card.done == ["on", "reset", "off", "on"]


@pytest.mark.parametrize("control", [3, 5, 0x80, 0xFF])
def test_a_control_that_nobody_knows_is_passed_over(line: Line, card: Recorder, control: int) -> None:
    line.say(bytes((control,)))
    assert line.ask(GET_ATR) == card.atr
    assert card.done == []


@pytest.mark.parametrize("length", [2, 4, 5, 255, 256, 261, 4096, 65_000])
def test_commands_of_every_length_there_and_back(line: Line, length: int) -> None:
    command = bytes(index % 251 for index in range(length))
    assert line.ask(command) == command[::-1] + b"\x90\x00"


def test_a_frame_may_come_byte_by_byte(line: Line, card: Recorder) -> None:
    line.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in frame(b"\x00\xa4\x04\x0c"):
        line.connection.sendall(bytes((byte,)))
    assert line.hear() == b"\x0c\x04\xa4\x00\x90\x00"
    assert card.done == ["00a4040c"]


def test_frames_may_come_together(line: Line, card: Recorder) -> None:
    line.say(POWER_ON, GET_ATR, b"\x01\x02", b"\x03\x04", GET_ATR)
    assert [line.hear() for _ in range(4)] == [card.atr, b"\x02\x01\x90\x00", b"\x04\x03\x90\x00", card.atr]


def test_frames_may_be_split_and_joined_anywhere() -> None:
    """Every cut of a stream into two pieces: without a socket, where the system could join them again."""
    stream = b"".join(map(frame, (GET_ATR, b"\x00\xa4\x04\x0c", b"", bytes(300), POWER_OFF)))
    wanted = [GET_ATR, b"\x00\xa4\x04\x0c", b"", bytes(300), POWER_OFF]
    for cut in range(len(stream) + 1):
        slot = Slot(Recorder(), 0)
        slot.buffer += stream[:cut]
        found = slot.frames()
        slot.buffer += stream[cut:]
        assert found + slot.frames() == wanted
        assert not slot.buffer


def test_a_real_card_behind_the_line(vpcd: Vpcd) -> None:
    memory = RamMemory()
    load(memory, specimen.image(), MAKERS["a"])
    card = Card(memory, MAKERS["a"])
    with running([card], vpcd.first_port):
        line = vpcd.accept()
        assert line.ask(GET_ATR) == card.atr
        line.say(POWER_ON)
        assert line.ask(bytes.fromhex("00A4040C0AD392F000260100000001")) == b"\x90\x00"
        assert line.ask(bytes.fromhex("00A4020C020018")) == b"\x90\x00"
        assert line.ask(bytes.fromhex("0020008004") + specimen.PIN) == b"\x90\x00"
        line.say(RESET)
        assert line.ask(bytes.fromhex("0020008000")) != b"\x90\x00"
        line.connection.close()


def test_a_reader_that_goes_away_takes_the_power_and_gets_the_card_back(vpcd: Vpcd, card: Recorder) -> None:
    with running([card], vpcd.first_port) as changes:
        line = vpcd.accept()
        assert changes.get(timeout=PATIENCE) == (0, True)
        line.say(POWER_ON)
        line.connection.sendall(b"\x00\x09half")
        line.connection.close()
        assert changes.get(timeout=PATIENCE) == (0, False)
        assert card.done[-1] == "off"
        again = vpcd.accept()
        assert changes.get(timeout=PATIENCE) == (0, True)
        assert again.ask(GET_ATR) == card.atr
        assert b"half".hex() not in "".join(card.done)
        again.connection.close()


def test_a_driver_that_restarts_gets_the_card_back(vpcd: Vpcd, card: Recorder) -> None:
    port = vpcd.first_port
    with running([card], port) as changes:
        line = vpcd.accept()
        vpcd.close()
        line.connection.close()
        assert [changes.get(timeout=PATIENCE) for _ in range(2)] == [(0, True), (0, False)]
        restarted = _listening(port)
        connection, _ = restarted.accept()
        assert Line(connection).ask(GET_ATR) == card.atr
        connection.close()
        restarted.close()


def test_a_reader_that_comes_late_finds_the_card_waiting(card: Recorder) -> None:
    found = Vpcd()
    port = found.first_port
    found.close()
    with running([card], port):
        late = _listening(port)
        connection, _ = late.accept()
        assert Line(connection).ask(GET_ATR) == card.atr
        connection.close()
        late.close()


def test_a_reset_line_is_a_reader_gone(vpcd: Vpcd, card: Recorder) -> None:
    with running([card], vpcd.first_port) as changes:
        line = vpcd.accept()
        assert changes.get(timeout=PATIENCE) == (0, True)
        linger_none = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_none)
        line.connection.close()
        assert changes.get(timeout=PATIENCE) == (0, False)
        vpcd.accept().connection.close()


def test_every_slot_has_its_own_card() -> None:
    vpcd = Vpcd(3)
    cards = [Recorder(bytes((0x3B, number))) for number in range(3)]
    with running([*cards], vpcd.first_port) as changes:
        lines = [vpcd.accept(slot) for slot in range(3)]
        assert {changes.get(timeout=PATIENCE) for _ in range(3)} == {(0, True), (1, True), (2, True)}
        for line in lines:
            line.say(GET_ATR)
        assert [line.hear() for line in lines] == [card.atr for card in cards]
        lines[2].ask(b"\x02\x02")
        lines[0].ask(b"\x00\x00")
        assert [card.done for card in cards] == [["0000"], [], ["0202"]]
        lines[1].connection.close()
        assert changes.get(timeout=PATIENCE) == (1, False)
        assert lines[0].ask(GET_ATR) == cards[0].atr
        again = vpcd.accept(1)
        assert again.ask(GET_ATR) == cards[1].atr
        for line in (lines[0], lines[2], again):
            line.connection.close()
    vpcd.close()


def test_nothing_listening_is_said_and_nothing_stays_plugged() -> None:
    vpcd = Vpcd(2)
    vpcd.sockets[1].close()
    cards = [Recorder(), Recorder()]
    changes: list[tuple[int, bool]] = []
    reader = VirtualReader(
        cards, first_port=vpcd.first_port, on_change=lambda slot, plugged: changes.append((slot, plugged))
    )
    with pytest.raises(ReaderNotThere, match=f"{HOST}:{vpcd.first_port + 1}"):
        reader.plug()
    line = vpcd.accept()
    assert line.ended()
    assert changes == [(0, True)]  # of what is taken back nobody needs to be told
    assert [card.done for card in cards] == [["off"], []]
    line.connection.close()
    vpcd.close()


def test_stopping_unplugs(vpcd: Vpcd, card: Recorder) -> None:
    with running([card], vpcd.first_port) as changes:
        line = vpcd.accept()
        assert changes.get(timeout=PATIENCE) == (0, True)
    assert line.ended()
    assert changes.empty()  # whoever stops it knows
    assert card.done == ["off"]
    line.connection.close()


def test_stopping_ends_the_wait_for_a_reader(card: Recorder) -> None:
    vpcd = Vpcd()
    vpcd.close()
    with running([card], vpcd.first_port) as changes:
        pass
    assert changes.empty()
    assert card.done == []
