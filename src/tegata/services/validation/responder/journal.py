"""The journal of questions: fixed records in files that are mapped into memory, folded into the log by the worker.

A record is in the file as soon as it is written, without a call of the system: kill -9 loses nothing. A loss of power may lose
what the system had not written to the disk yet, some seconds. Space is taken beforehand, so a full disk is found out in time.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from mmap import mmap
from pathlib import Path
from secrets import token_hex
from struct import Struct
from threading import Lock
from uuid import UUID

from tegata.pki.names import Kind
from tegata.pki.ocsp import Answer, ResponseStatus
from tegata.pki.revocation import State
from tegata.services.validation.responder.asking import Asker
from tegata.services.validation.rules import Question, Result, Segment

RECORD = Struct("<d16s20s30sBB")
SIZE = 80
MARK = SIZE - 1
"""The last byte of a record is written last: without it the record is none."""
RECORDS = 65_536
NO_SERIAL = 1 << 160
"""A serial number has at most 20 octets (RFC 5280 §4.1.2.2); what is none is written down as the greatest of these."""
_NOBODY = bytes(16)
_KINDS = tuple(Kind)
_KIND_CODES = {kind: code for code, kind in enumerate(Kind)}
_SUCCESSFUL, _TRY_LATER = ResponseStatus.SUCCESSFUL, ResponseStatus.TRY_LATER
_RESULTS = tuple(Result)
_CODES = {
    None: _RESULTS.index(Result.UNKNOWN),
    State.GOOD: _RESULTS.index(Result.GOOD),
    State.HELD: _RESULTS.index(Result.HELD),
    State.REVOKED: _RESULTS.index(Result.REVOKED),
}
_REFUSED, _LATER = _RESULTS.index(Result.REFUSED), _RESULTS.index(Result.LATER)


class JournalWriter:
    """Writes into files of its own in a folder; several processes may, and several threads of each."""

    def __init__(self, folder: Path, records: int = RECORDS) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._records = records
        self._turn = Lock()
        self._open: _File | None = None
        self._before: _File | None = None

    def note(self, asker: Asker, answer: Answer, at: datetime) -> None:
        """Write down what was asked and answered. Raises OSError when no file can be made."""
        seconds = at.timestamp()
        caller, purpose = (_NOBODY, b"") if asker.caller_id is None else (asker.caller_id.bytes, asker.purpose.encode())
        for kind, serial, status in answer.told:
            octets = serial.to_bytes(20) if 0 <= serial < NO_SERIAL else b"\xff" * 20
            result = _result(answer.refused, status.state if status else None)
            self._write(seconds, caller, octets, purpose, _KIND_CODES[kind], result)

    def close(self) -> None:
        """Let the files go: the worker may fold and delete them."""
        for file in (self._open, self._before):
            if file is not None:
                file.close()
        self._open = self._before = None

    def _write(self, at: float, caller: bytes, serial: bytes, purpose: bytes, kind: int, result: int) -> None:
        file = self._open
        slot = self._records if file is None else next(file.slots)
        while file is None or slot >= self._records:
            file = self._another(file)
            slot = next(file.slots)
        RECORD.pack_into(file.map, slot * SIZE, at, caller, serial, purpose, kind, result)
        file.map[slot * SIZE + MARK] = 1

    def _another(self, full: "_File | None") -> "_File":
        with self._turn:
            if self._open is full or self._open is None:
                made = _File(self._folder, self._records)
                if self._before is not None:
                    self._before.close()
                self._before, self._open = self._open, made
            return self._open


class _File:
    """A file of records, locked while its process lives."""

    def __init__(self, folder: Path, records: int) -> None:
        self.slots = count()
        name = folder / f"{token_hex(8)}.log"  # never the same again: how far it was folded is kept by name
        draft = name.with_suffix(".new")  # nobody takes it for finished before it is locked
        self._descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            os.posix_fallocate(self._descriptor, 0, records * SIZE)
            self.map = mmap(self._descriptor, records * SIZE)
            draft.rename(name)
        except OSError:
            draft.unlink(missing_ok=True)
            os.close(self._descriptor)
            raise

    def close(self) -> None:
        self.map.flush()
        self.map.close()
        os.close(self._descriptor)


class JournalReader:
    """What the worker reads: rules.Journal."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where the files are."""
        if self._folder is None:
            raise FileNotFoundError("no folder of the journal")
        return self._folder

    @contextmanager
    def segments(self) -> Iterator[list[Segment]]:
        """All files by name. Those whose process is gone are finished, and stay so while the context lasts."""
        files = sorted(self.folder.glob("*.log")) if self.folder.exists() else []
        opened = [os.open(file, os.O_RDONLY) for file in files]
        try:
            yield [Segment(file.name, _is_free(number)) for file, number in zip(files, opened, strict=True)]
        finally:
            for number in opened:
                os.close(number)

    def questions(self, name: str, after: int, most: int, *, finished: bool) -> list[Question | None]:
        """Up to `most` records after the first `after`; None for one that its process did not end.

        Of a file that is still written, up to the first such record; of a finished one up to the last whole one.
        """
        with (self.folder / name).open("rb") as file:
            file.seek(after * SIZE)
            rows = file.read(most * SIZE)
        found = [_question(rows[at : at + SIZE]) for at in range(0, len(rows) - SIZE + 1, SIZE)]
        if not finished:
            return found[: found.index(None)] if None in found else found
        while found and found[-1] is None:
            found.pop()
        return found

    def delete(self, name: str) -> None:
        """Delete a finished file whose records are all in the log."""
        (self.folder / name).unlink(missing_ok=True)


def _is_free(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _question(record: bytes) -> Question | None:
    if record[MARK] != 1:
        return None
    at, caller, serial, purpose, kind, result = RECORD.unpack_from(record)
    return Question(
        datetime.fromtimestamp(at, UTC),
        None if caller == _NOBODY else UUID(bytes=caller),
        purpose.rstrip(b"\0").decode(),
        _KINDS[kind],
        int.from_bytes(serial),
        _RESULTS[result],
    )


def _result(refused: ResponseStatus, state: State | None) -> int:
    if refused is _SUCCESSFUL:
        return _CODES[state]
    return _LATER if refused is _TRY_LATER else _REFUSED
