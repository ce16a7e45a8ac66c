"""The journal of questions: nothing is lost when its process is killed, and each record is in the log once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from tests.offices import act, clock

from tegata.ground.models import Grant, Staff
from tegata.ground.offices import Office
from tegata.pki.names import Kind
from tegata.pki.ocsp import Answer, Told
from tegata.pki.revocation import CertificateStatus, State
from tegata.services.validation import actions
from tegata.services.validation.models import FoldedLog, QueryLog
from tegata.services.validation.responder.asking import ANYBODY, Asker
from tegata.services.validation.responder.journal import MARK, SIZE, JournalReader, JournalWriter
from tegata.services.validation.rules import Question

pytestmark = pytest.mark.django_db
BANK = Asker(UUID(int=7), "account", 10)


def answer(serial: int) -> Answer:
    return Answer(b"", told=(Told(Kind.AUTHENTICATION, serial, CertificateStatus(State.GOOD, clock())),))


def serials() -> list[int]:
    return [int(text, 16) for text in QueryLog.objects.order_by("id").values_list("serial", flat=True)]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[JournalWriter]:
    opened = JournalWriter(tmp_path / "journal", records=10)
    yield opened
    opened.close()


@pytest.fixture
def reader(tmp_path: Path) -> JournalReader:
    return JournalReader(tmp_path / "journal")


def test_what_is_written_is_in_the_log_once(writer: JournalWriter, reader: JournalReader) -> None:
    for serial in range(1, 6):
        writer.note(BANK if serial % 2 else ANYBODY, answer(serial), clock())
    assert [actions.fold_journal(act(), reader) for _ in range(2)] == [5, 0]
    writer.note(ANYBODY, answer(6), clock() + timedelta(seconds=1))
    assert actions.fold_journal(act(), reader) == 1
    assert serials() == [1, 2, 3, 4, 5, 6]
    first = QueryLog.objects.order_by("id")[0]
    assert (first.caller, first.purpose, first.kind, first.serial) == (UUID(int=7), "account", "auth", "00000001")
    assert (first.at, first.result, first.service) == (clock(), "good", "ocsp")


def test_full_files_are_deleted_when_they_are_in_the_log(
    writer: JournalWriter, reader: JournalReader, tmp_path: Path
) -> None:
    for serial in range(1, 26):
        writer.note(ANYBODY, answer(serial), clock())
    assert actions.fold_journal(act(), reader) == 25
    assert sorted(serials()) == list(range(1, 26))
    assert len(list((tmp_path / "journal").iterdir())) == FoldedLog.objects.count() == 2, "the present one and its last"
    writer.close()
    actions.fold_journal(act(), reader)
    assert list((tmp_path / "journal").iterdir()) == list(FoldedLog.objects.all()) == []


def test_monstrous_serials_are_written_down_too(writer: JournalWriter, reader: JournalReader) -> None:
    for serial in (-1, 0, 1 << 200):
        writer.note(ANYBODY, answer(serial), clock())
    actions.fold_journal(act(), reader)
    assert serials() == [(1 << 160) - 1, 0, (1 << 160) - 1]


WRITES = """
import sys, os
from datetime import UTC, datetime
from pathlib import Path
from tegata.pki.names import Kind
from tegata.pki.ocsp import Answer, Told
from tegata.services.validation.responder.asking import ANYBODY
from tegata.services.validation.responder.journal import JournalWriter
writer = JournalWriter(Path(sys.argv[1]), records=1000)
for serial in range(1, 8):
    writer.note(ANYBODY, Answer(b"", told=(Told(Kind.SIGNATURE, serial, None),)), datetime(2026, 4, 1, tzinfo=UTC))
print("written", flush=True)
sys.stdin.read()
"""


def test_kill_9_loses_nothing(reader: JournalReader, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", WRITES, str(tmp_path / "journal")]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        with reader.segments() as segments:
            assert [one.finished for one in segments] == [False], "it may go on writing"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    assert actions.fold_journal(act(), reader) == 7
    assert serials() == list(range(1, 8))
    assert list((tmp_path / "journal").iterdir()) == []


def test_a_record_that_was_not_ended_is_left_out(writer: JournalWriter, reader: JournalReader, tmp_path: Path) -> None:
    for serial in range(1, 5):
        writer.note(ANYBODY, answer(serial), clock())
    (file,) = (tmp_path / "journal").iterdir()
    with file.open("r+b") as written:
        written.seek(SIZE + MARK)
        written.write(b"\0")
    assert actions.fold_journal(act(), reader) == 1, "another thread may be about to end it"
    writer.close()
    assert actions.fold_journal(act(), reader) == 3
    assert serials() == [1, 3, 4]


class Dying(JournalReader):
    """A journal whose reader dies after the first portion."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.portions = 0

    def questions(self, name: str, after: int, most: int, *, finished: bool) -> list[Question | None]:
        self.portions += 1
        if self.portions == 2:
            raise RuntimeError("killed")
        return super().questions(name, after, min(most, 4), finished=finished)


def test_a_crash_while_folding_folds_none_twice(writer: JournalWriter, reader: JournalReader, tmp_path: Path) -> None:
    for serial in range(1, 10):
        writer.note(ANYBODY, answer(serial), clock())
    with pytest.raises(RuntimeError):
        actions.fold_journal(act(), Dying(tmp_path / "journal"))
    assert serials() == [1, 2, 3, 4]
    actions.fold_journal(act(), reader)
    assert serials() == list(range(1, 10))


def test_the_authority_reads_the_log_and_nobody_else(writer: JournalWriter, reader: JournalReader) -> None:
    for serial in range(1, 61):
        writer.note(ANYBODY, answer(serial), clock() + timedelta(seconds=serial))
    actions.fold_journal(act(), reader)
    member = Staff(login="京", display_name="認証 京", office=Office.AUTHORITY)
    member.save()
    client = Client()
    client.force_login(member)
    assert client.get("/validation/log").status_code == 403
    Grant.objects.create(staff=member, permission="validation:query:read")
    page = client.get("/validation/log", headers={"accept-language": "en"}).content.decode()
    assert "0000003C" in page
    assert "0000000A" not in page
    assert "not registered" in page
    found = client.post("/validation/log", {"serial": "a"}, headers={"accept-language": "ja"}).content.decode()
    assert "0000000A" in found
    assert "0000003C" not in found
    assert "有効" in found
    assert "0" in client.post("/validation/log", {"serial": "hello"}).content.decode()
