"""`tegata run`, `work` and `migrate`: the whole country on one machine, or one part of it at a time."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tegata.cli.frame import Frame, command
from tegata.cli.listening import Tls, listen, with_tls
from tegata.server.home import Home

PATIENCE = 0.5
"""Seconds between two looks at a worker."""


def add_to(main: click.Group) -> None:
    """Register the commands."""
    command(main, "run", example="tegata run --port 8000")(run)
    command(main, "work", example="DATABASE_URL=postgresql:///tegata tegata work")(work)
    command(main, "migrate", example="tegata migrate")(migrate)
    command(main, "clock", example="tegata clock --forward 90d")(move_clock)


@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on this machine.")
@click.option(
    "--residents", type=click.IntRange(50, 100_000), default=2000, show_default=True, help="Residents of a new town."
)
@with_tls
def run(frame: Frame, port: int, residents: int, **files: Path | None) -> None:
    """Set everything up and serve it: town hall, issuing centre, authorities, hotline, and the worker behind them.

    The first time, a sandbox town is filled with test people; its page at / lists them and what to try.
    """
    tls = Tls(files["tls_cert"], files["tls_key"], files["tls_clients"])
    url = f"{tls.scheme}://127.0.0.1:{port}/"
    home = frame.found()
    _set_up(home)
    _fill(frame, home, residents)
    frame.say({"url": url}, "run.started", url=url)
    with workers(home, makers=1):
        _serve(home, port, tls)


def _fill(frame: Frame, home: Home, residents: int) -> None:
    from django.conf import settings  # noqa: PLC0415 - an optional package: tegata[server]

    if not settings.SANDBOX:
        return
    from tegata.server.sandbox import seeding  # noqa: PLC0415 - needs the settings

    if not seeding.seeded():
        with frame.progress("run.seeding") as advance:
            seeding.seed(home, advance, seeding.Size(residents))


@click.option("--forward", metavar="SPAN", default="0d", help="Days (90d), hours (12h) or minutes (5m) to go forward.")
def move_clock(frame: Frame, forward: str) -> None:
    """Show the clock of the sandbox, or move it forward: what expires and what runs out can be tried without waiting.

    It never goes back. The worker of `tegata run` does the day's tasks as soon as it sees the new day.
    """
    from tegata.server import sandbox_clock  # noqa: PLC0415 - like its neighbours

    moment = sandbox_clock.forward(frame.home().root, sandbox_clock.span(forward))
    frame.say({"now": moment.isoformat()}, "clock.now", moment=f"{moment:%Y-%m-%d %H:%M}")


@click.option("--line", type=click.Choice(["office", "making"]), help="One line of work alone [both].")
def work(frame: Frame, line: str | None) -> None:
    """Run a worker until Ctrl-C: events from room to room and the day's tasks (office), the making of cards (making).

    One worker for the office is enough; as many may make cards as there are cores.
    """
    home = frame.home()
    _set_up(home)
    from tegata.server.starting import work_until_told  # noqa: PLC0415 - needs the settings

    work_until_told(frozenset({line} if line else {"office", "making"}))


@contextmanager
def workers(home: Home, makers: int) -> Iterator[None]:
    """A worker for the office and some that make cards, while the context lasts; one that dies is started again."""
    argv = [sys.executable, "-m", "tegata", "work", "--home", str(home.root), "--line"]
    over = threading.Event()
    lines = ["office", *["making"] * makers]
    keepers = [threading.Thread(target=_keep, args=([*argv, line], over)) for line in lines]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        over.set()
        for keeper in keepers:
            keeper.join()


def _keep(argv: list[str], over: threading.Event) -> None:
    while not over.is_set():
        process = subprocess.Popen(argv)
        while process.poll() is None and not over.wait(PATIENCE):
            pass
        process.terminate()
        process.wait(20)
        over.wait(PATIENCE)  # one that dies at once is not started in a whirl


def migrate(frame: Frame) -> None:
    """Make the tables of the offices, or bring them to this version. Safe to run again."""
    home = frame.found()
    _set_up(home)
    frame.say({"home": str(home.root)}, "migrate.done")


def _set_up(home: Home) -> None:
    from tegata.server import starting  # noqa: PLC0415 - an optional package: tegata[server]

    starting.set_up(home.root)
    starting.migrate()


def _serve(home: Home, port: int, tls: Tls) -> None:
    _ = home.responders  # what the workers would otherwise make at the same time
    os.environ["TEGATA_HOME"] = str(Path(home.root))
    listen("tegata.server.country:app", port, threads=4, tls=tls)
