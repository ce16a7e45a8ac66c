"""The processes of a small country (server, worker, makers, a desk) over one home folder; started, killed, started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MAKERS = ("making-1", "making-2")
ROLES = ("server", "office", *MAKERS, "desk")


class Unanswered(Exception):
    """The process that was asked is gone; whether it did what it was asked is not known."""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass
class World:
    """A home folder, a database, a port. `start` is the clock's lead over the machine's, in seconds."""

    home: Path
    database: str
    port: int = field(default_factory=_free_port)
    ahead: float = 0.0

    @property
    def environment(self) -> dict[str, str]:
        """What every process of it gets. Granian and the workers take the same settings as in real use."""
        given = {"TEGATA_HOME": str(self.home), "DATABASE_URL": self.database, "PYTHONWARNINGS": "default"}
        return {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"} | given

    def command(self, role: str) -> list[str]:
        """The command line of a role."""
        line = role.split("-", maxsplit=1)[0]
        if role == "server":
            options = ["--interface", "wsgi", "--port", str(self.port), "--workers", "1", "--blocking-threads", "4"]
            return [sys.executable, "-m", "granian", *options, "--no-log", "tegata.server.country:app"]
        if line == "desk":
            return [sys.executable, "-m", "tests.faults.desk", str(self.home)]
        return [sys.executable, "-m", "tegata", "work", "--home", str(self.home), "--line", line]

    def forward(self, seconds: float) -> None:
        """Move the clock of all processes, as the sandbox does."""
        self.ahead += seconds
        draft = self.home / ".clock"
        draft.write_text(str(self.ahead))
        draft.rename(self.home / "clock")


class Running:
    """One process, with all of its children in a group of its own."""

    def __init__(self, world: World, role: str) -> None:
        self.role, self.world, self._lock = role, world, threading.Lock()
        self.kills = 0
        self.boot: float | None = None  # seconds until it first answered
        self.start()

    def start(self) -> None:
        """Start it; its complaints go to a file beside the home folder."""
        with self._lock:
            errors = self.world.home.with_name(f"{self.role}.log").open("ab")
            with errors:
                self.process = subprocess.Popen(
                    self.world.command(self.role),
                    cwd=ROOT,
                    env=self.world.environment,
                    stdin=subprocess.PIPE if self.role == "desk" else subprocess.DEVNULL,
                    stdout=subprocess.PIPE if self.role == "desk" else subprocess.DEVNULL,
                    stderr=errors,
                    start_new_session=True,
                )
            self.since, self.boot = time.monotonic(), None

    def kill(self) -> None:
        """SIGKILL to it and its children at once, as when the machine's power goes."""
        with self._lock:
            os.killpg(self.process.pid, signal.SIGKILL)
            self._gone()
            self.kills += 1

    def end(self) -> None:
        """Stop it in order."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self._gone()

    def _gone(self) -> None:
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    @property
    def up(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.since

    def ask(self, verb: str, **arguments: Any) -> Any:
        """Ask the desk, and wait for its answer. Raises Unanswered when it is killed meanwhile."""
        with self._lock:
            process = self.process
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(json.dumps([verb, arguments]).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            raise Unanswered from None
        if not line.endswith(b"\n"):
            raise Unanswered
        self.boot = self.boot or self.age
        return json.loads(line)
