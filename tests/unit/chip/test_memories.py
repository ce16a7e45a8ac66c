"""The two memories keep the port's promises; a file is held by one process, and its faults are told."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conversations.talk import enter, send
from tests.unit.chip import small

from tegata.cardspec.jpki import JPKI
from tegata.chip.card import MAKERS, Card
from tegata.chip.file_memory import FileMemory, MemoryInUse
from tegata.chip.loading import load
from tegata.chip.memory import Memory, MemoryFault, RamMemory

HOLD_IT = """
import sys
from pathlib import Path
from tegata.chip.file_memory import FileMemory
with FileMemory(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["ram", "file", "file, not durable"])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Memory]:
    if request.param == "ram":
        yield RamMemory(64)
        return
    with FileMemory(tmp_path / "memory", size=64, durable=request.param == "file") as file:
        yield file


def test_a_new_memory_is_zero_and_keeps_what_is_written(memory: Memory) -> None:
    assert memory.size == 64
    assert memory.read(0, 64) == bytes(64)
    memory.write(60, b"last")
    memory.write(0, b"first")
    memory.write(2, b"")
    assert memory.read(0, 64) == b"first" + bytes(55) + b"last"


@pytest.mark.parametrize(("at", "length"), [(-1, 1), (64, 1), (63, 2), (0, 65), (0, -1)])
def test_cells_outside_are_an_error(memory: Memory, at: int, length: int) -> None:
    with pytest.raises(ValueError, match="outside a memory of 64 bytes"):
        memory.read(at, length)
    if length > 0:
        with pytest.raises(ValueError, match="outside"):
            memory.write(at, bytes(length))


def test_a_file_survives_and_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "card"
    with FileMemory(path) as memory:
        load(memory, small.image(), MAKERS["b"])
    assert path.stat().st_mode & 0o777 == 0o600
    with FileMemory(path) as memory:
        card = Card(memory, MAKERS["b"])
        assert send(card, "00A40000") == "6F00"
        assert send(card, "00CA004500") == "393930303030303030303030303031 9000"


def test_a_file_is_held_by_one_process(tmp_path: Path) -> None:
    path = tmp_path / "card"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_IT, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(MemoryInUse, match="another process holds this card"):
            FileMemory(path)
        other.communicate()
    FileMemory(path).close()


def test_a_folder_or_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(MemoryFault, match="directory"):
        FileMemory(tmp_path)
    with pytest.raises(MemoryFault, match="No such file"):
        FileMemory(tmp_path / "nowhere" / "card")


def test_a_card_whose_memory_fails_answers_6f00_and_believes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "card"
    with FileMemory(path) as memory:
        load(memory, small.image(), MAKERS["a"])
        card = Card(memory, MAKERS["a"])
        enter(card, JPKI)
        assert send(card, "0020009B Lc", b"ABC123") == "9000"
        whole = path.read_bytes()
        os.truncate(path, 100)
        assert send(card, "00B08A0000") == "6F00"
        assert send(card, "00B0810000") == "6F00"
        path.write_bytes(whole)
        assert send(card, "00B0810000") == "6A82"
        enter(card, JPKI)
        assert send(card, "00B0810000") == "6982"
