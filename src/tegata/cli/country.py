"""`tegata run`, `work` and `migrate`: the whole country on one machine, or one part of it at a time."""

import os
import subprocess
import sys
from pathlib import Path

import click

from tegata.cli.frame import Frame, command
from tegata.server.home import Home


def add_to(main: click.Group) -> None:
    """Register the commands."""
    command(main, "run", example="tegata run --port 8000")(run)
    command(main, "work", example="DATABASE_URL=postgresql:///tegata tegata work")(work)
    command(main, "migrate", example="tegata migrate")(migrate)


@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on this machine.")
def run(frame: Frame, port: int) -> None:
    """Set everything up and serve it: town hall, issuing centre, authorities, hotline, and the worker behind them.

    The first time, a sandbox town is filled with test people; its page at / lists them and what to try.
    """
    home = frame.found()
    _set_up(home)
    from tegata.server.sandbox import seeding  # noqa: PLC0415 - needs the settings

    if not seeding.seeded():
        with frame.progress("run.seeding") as advance:
            seeding.seed(home, advance)
    url = f"http://127.0.0.1:{port}/"
    frame.say({"url": url}, "run.started", url=url)
    with subprocess.Popen([sys.executable, "-m", "tegata", "work", "--home", str(home.root)]) as worker:
        try:
            _serve(home, port)
        finally:
            worker.terminate()
            worker.wait(20)


def work(frame: Frame) -> None:
    """Run the worker until Ctrl-C: events from room to room, the day's tasks, the making of cards."""
    home = frame.home()
    _set_up(home)
    from tegata.server.starting import work_until_told  # noqa: PLC0415 - needs the settings

    work_until_told()


def migrate(frame: Frame) -> None:
    """Make the tables of the offices, or bring them to this version. Safe to run again."""
    home = frame.found()
    _set_up(home)
    frame.say({"home": str(home.root)}, "migrate.done")


def _set_up(home: Home) -> None:
    from tegata.server import starting  # noqa: PLC0415 - an optional package: tegata[server]

    starting.set_up(home.root)
    starting.migrate()


def _serve(home: Home, port: int) -> None:
    from granian import Granian  # noqa: PLC0415 - an optional package: tegata[server]
    from granian.constants import Interfaces  # noqa: PLC0415

    _ = home.responders  # what the workers would otherwise make at the same time
    os.environ["TEGATA_HOME"] = str(Path(home.root))
    server = Granian(
        "tegata.server.country:app",
        "127.0.0.1",
        port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_enabled=False,
    )
    server.serve()
