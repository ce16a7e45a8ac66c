"""A house for outside programs: PC/SC of its own with our cards plugged in, and a sandbox behind them.

pcscd is one per machine, so every house has a mount and a network namespace of its own; programs enter it with nsenter.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TEGATA = (sys.executable, "-m", "tegata")
OPENSC_PKCS11 = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"
NEEDED = ("pcscd", "opensc-tool", "unshare", "nsenter", "ip")
OPEN_THE_HOUSE = """
set -e
mkdir -p /run/pcscd
mount -t tmpfs tmpfs /run/pcscd
ip link set lo up
if [ -n "$HOSTS" ]; then mount --bind "$HOSTS" /etc/hosts; fi
exec pcscd --foreground --error
"""


@dataclass(frozen=True)
class Sandbox:
    """A home folder and what was said when its cards were made (PINs, serials)."""

    home: Path
    cards: dict[str, dict[str, Any]]

    def tegata(self, *arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run our own command line on it."""
        return run([*TEGATA, *arguments, "--home", str(self.home)], **options)


@dataclass(frozen=True)
class House:
    """Namespaces with PC/SC and plugged cards."""

    sandbox: Sandbox
    pid: int

    def argv(self, argv: Sequence[str], folder: Path | None = None) -> list[str]:
        """The command line that runs a program inside, in a folder: entering a mount namespace leaves the current one."""
        return ["nsenter", "-t", str(self.pid), "-m", "-n", "env", "-C", str(folder or Path.cwd()), *argv]

    def run(
        self, argv: Sequence[str], *, cwd: Path | None = None, **options: Any
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program inside; its output is text."""
        return run(self.argv(argv, cwd), **options)


def run(argv: Sequence[str], *, ok: bool = True, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run a program and take its output; a failure shows what it said."""
    options = {"capture_output": True, "text": True, "timeout": 120, "env": environment()} | options
    done = subprocess.run(list(argv), check=False, **options)
    assert not ok or done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"
    return done


def environment(**more: str) -> dict[str, str]:
    """The environment of every program: English, and no settings of whoever runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", **more}


@pytest.fixture(scope="session")
def make_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Sandbox]:
    """Make a sandbox with cards: name → options of `tegata card make`."""

    def make(**cards: Sequence[str]) -> Sandbox:
        home = tmp_path_factory.mktemp("house") / "home"
        sandbox = Sandbox(home, {})
        for name, options in cards.items():
            made = sandbox.tegata("card", "make", name, *options, "--json")
            sandbox.cards[name] = json.loads(made.stdout)
        return sandbox

    return make


@pytest.fixture(scope="module")
def open_house(make_sandbox: Callable[..., Sandbox]) -> Iterator[Callable[..., House]]:
    """Open a house around a new sandbox; it is closed when the module's tests are over."""
    _require_programs()
    with ExitStack() as stack:

        def open_(*, hosts: Path | None = None, plug: Sequence[str] = (), **cards: Sequence[str]) -> House:
            sandbox = make_sandbox(**cards)
            return stack.enter_context(_House(sandbox, hosts, plug))

        yield open_


@pytest.fixture
def put_into_reader() -> Callable[[Path, str], AbstractContextManager[House]]:
    """Put a card of a home that exists into a reader of PC/SC, for as long as the context lasts."""
    _require_programs()
    return lambda home, name: _House(Sandbox(home, {name: {}}), None, ())


def _require_programs() -> None:
    missing = [name for name in NEEDED if shutil.which(name, path="/usr/sbin:/sbin:" + os.environ["PATH"]) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not installed: {', '.join(missing)}; make setup as root brings them")
    assert not missing, "CI has every outside program"


class _House:
    """pcscd and the plug, started and ended together."""

    def __init__(self, sandbox: Sandbox, hosts: Path | None, plug: Sequence[str]) -> None:
        self._sandbox = sandbox
        self._hosts = hosts
        self._plug = plug
        self._stack = ExitStack()

    def __enter__(self) -> House:
        try:
            return self._open()
        except BaseException:
            self._stack.close()
            raise

    def _open(self) -> House:
        settings = environment(HOSTS=str(self._hosts or ""), PATH="/usr/sbin:/sbin:" + os.environ["PATH"])
        shell = ["unshare", "-m", "-n", "bash", "-c", OPEN_THE_HOUSE]
        pcscd = subprocess.Popen(shell, env=settings, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self._stack.callback(_end, pcscd)
        house = House(self._sandbox, pcscd.pid)
        arguments = ["card", "plug", *self._sandbox.cards, *self._plug, "--json", "--home", str(self._sandbox.home)]
        plugged = _plugged(house, [*TEGATA, *arguments], len(self._sandbox.cards), pcscd)
        self._stack.callback(_end, plugged)
        for slot in range(len(self._sandbox.cards)):
            _wait_for_card(house, slot)
        return house

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def _plugged(house: House, argv: list[str], count: int, pcscd: "subprocess.Popen[bytes]") -> "subprocess.Popen[str]":
    """Start `tegata card plug`; until pcscd listens it says so and leaves, and is started again."""
    for _ in range(60):
        process = subprocess.Popen(
            house.argv(argv), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
        )
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(count)]
        if all('"plugged": true' in line for line in lines):
            return process
        _end(process)
        assert pcscd.poll() is None, "pcscd does not run"
    raise AssertionError("the cards could not be plugged in")


def _wait_for_card(house: House, slot: int) -> None:
    """Until pcscd has noticed the card. Asked again and again: a program that waits for the event can miss it."""
    look = ["opensc-tool", "--reader", str(slot), "--atr"]
    assert any(house.run(look, ok=False).returncode == 0 for _ in range(200)), "pcscd does not see the card"


def _end(process: "subprocess.Popen[Any]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    if process.stdout is not None:
        process.stdout.close()
