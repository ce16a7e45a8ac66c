"""What every command has: --home, --json, languages, errors turned into words and exit status. One place for all of it."""

import json
import locale
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from tegata.chip.image import ImageError
from tegata.chip.memory import MemoryFault
from tegata.chip.personalisation import MissingGlyph, PersonError, PhotoError
from tegata.chip.personalisation.glyphs import NoFont
from tegata.chip.printing import DoesNotFit
from tegata.chip.printing.braille import NotBraille
from tegata.cli.texts import TEXTS, explain
from tegata.pki.authority import NeverIssued
from tegata.pki.documents import DocumentError
from tegata.pki.evidence import EvidenceError
from tegata.pki.holder import HolderError
from tegata.pki.keys.port import KeyUnavailable
from tegata.pki.lint import LintError
from tegata.pki.path import PathError
from tegata.pki.ports import StoreUnavailable
from tegata.pki.revocation import RevocationRefused
from tegata.reader.authenticity import NotAuthentic
from tegata.reader.errors import ReaderError, ReaderMissing
from tegata.rules.expiry import ExpiryError
from tegata.rules.pins import PinFormatError
from tegata.server.home import Home, HomeError, clock, default_root
from tegata.terminals.virtual_reader import ReaderNotThere

DONE, REFUSED, USAGE, MISSING = 0, 1, 2, 3

ENVIRONMENT = (ReaderMissing, ReaderNotThere, NoFont, StoreUnavailable, KeyUnavailable, MemoryFault)
"""Something on this machine is missing or in use: exit status 3."""

REFUSALS = (
    HomeError,
    PersonError,
    PhotoError,
    MissingGlyph,
    DoesNotFit,
    NotBraille,
    ImageError,
    HolderError,
    ExpiryError,
    LintError,
    PinFormatError,
    NeverIssued,
    RevocationRefused,
    DocumentError,
    EvidenceError,
    PathError,
    NotAuthentic,
    ReaderError,
)
"""The answer is no: exit status 1."""


class Frame:
    """The settings of one run of a command."""

    def __init__(self, home: Path | None, *, as_json: bool) -> None:
        self._root = home or default_root()
        self.as_json = as_json
        self.language = _language()
        self.console = Console(highlight=False, soft_wrap=True)

    def home(self) -> Home:
        """The sandbox, which must exist."""
        return Home(self._root, clock, _passphrase())

    def found(self) -> Home:
        """The sandbox, made when it is not there."""
        return Home.found(self._root, clock, _passphrase())

    def text(self, key: str, **values: object) -> str:
        """A text of the catalogue in the language of this run."""
        return TEXTS[key][self.language].format(**values)

    def say(self, facts: object, key: str | None = None, **values: object) -> None:
        """The result: one JSON document, or a sentence of the catalogue."""
        if self.as_json:
            click.echo(json.dumps(facts, ensure_ascii=False, default=str))
        elif key is not None:
            self.print(key, **values)

    def print(self, key: str, **values: object) -> None:
        """A sentence of the catalogue; its markup counts, and what looks like markup in the values does not."""
        self.console.print(self.text(key, **{name: escape(str(value)) for name, value in values.items()}))

    def table(self, facts: Sequence[dict[str, object]], headings: Sequence[str]) -> None:
        """Rows: as JSON, or as a table whose headings are texts of the catalogue."""
        from rich.table import Table  # noqa: PLC0415 - slow to load, and not every command shows a table

        if self.as_json:
            click.echo(json.dumps(facts, ensure_ascii=False, default=str))
            return
        table = Table(*(self.text(f"heading.{name}") for name in headings), box=None, pad_edge=False)
        for row in facts:
            table.add_row(*(escape(str(row.get(name, ""))) for name in headings))
        self.console.print(table)

    @contextmanager
    def progress(self, key: str) -> Iterator[Callable[[int, int], None]]:
        """A progress bar on a terminal, nothing elsewhere. Gives a function to call with what is done and the total."""
        from rich.progress import Progress  # noqa: PLC0415 - slow to load, and few commands take long

        with Progress(console=self.console, disable=self.as_json or not self.console.is_terminal) as bar:
            task = bar.add_task(self.text(key), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    def fail(self, error: Exception, status: int) -> None:
        """Say what is wrong on standard error and leave."""
        code = getattr(error, "code", type(error).__name__)
        if self.as_json:
            facts = {"error": code, "message": str(error)}
            facts |= {name: getattr(error, name) for name in ("tries_left", "sw", "field") if hasattr(error, name)}
            click.echo(json.dumps(facts, ensure_ascii=False), err=True)
        else:
            click.echo(f"tegata: {explain(error, self.language)}", err=True)
        sys.exit(status)


def command(group: click.Group, name: str, *, example: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Register a command that gets a Frame first; its help ends with an example."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        @wraps(function)
        def run(*args: Any, home: Path | None, as_json: bool, **kwargs: Any) -> None:
            frame = Frame(home, as_json=as_json)
            try:
                function(frame, *args, **kwargs)
            except ENVIRONMENT as error:
                frame.fail(error, MISSING)
            except REFUSALS as error:
                frame.fail(error, REFUSED)

        run = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of text.")(run)
        folder = click.Path(file_okay=False, path_type=Path)
        run = click.option("--home", type=folder, help="Sandbox folder [$TEGATA_HOME or the XDG data folder].")(run)
        return group.command(name, help=f"{function.__doc__}\n\n\b\nExample:\n  {example}")(run)

    return decorate


def secret(frame: Frame, key: str, *, from_stdin: bool, variable: str = "TEGATA_PIN") -> str:
    """A PIN: the first line of standard input, the environment, or a prompt that does not echo. Never an argument."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return os.environ.get(variable) or str(click.prompt(frame.text(key), hide_input=True))


def check_new(path: Path, *, force: bool) -> None:
    """Raise HomeError when a file is in the way: before a card is asked for anything."""
    if path.exists() and not force:
        raise HomeError(f"{path} is there already; choose another name with --out, or say --force")


def write_new(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file whole or not at all; never over another unless told so. Raises HomeError."""
    check_new(path, force=force)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise HomeError(f"{path}: {error.strerror}") from error


def read_file(path: Path) -> bytes:
    """A whole file. Raises HomeError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise HomeError(f"{path}: {error.strerror}") from error


def _passphrase() -> bytes | None:
    given = os.environ.get("TEGATA_CA_PASSPHRASE")
    return given.encode() if given else None


def _language() -> str:
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ja" if (chosen or str(locale.getlocale()[0])).lower().startswith("ja") else "en"
