"""Starting the offices: settings, migrations, the worker's loop. What a command or a test calls before it uses a room."""

import gc
import os
import signal
import threading
from pathlib import Path

import django
from django.core.management import call_command

SETTINGS = "tegata.server.settings"
GARBAGE = 20_000
"""New objects between two collections in a worker: the ORM makes thousands for each act, and few of them in circles."""


def set_up(root: Path) -> None:
    """Load the settings for a home folder, once in a process."""
    os.environ["TEGATA_HOME"] = str(root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def migrate() -> None:
    """Bring the tables to this version. Safe to run again."""
    call_command("migrate", verbosity=0, interactive=False)


def work_until_told(lines: frozenset[str]) -> None:
    """A worker's loop until SIGTERM or SIGINT. What it is doing then, it finishes."""
    from tegata.ground.worker import work  # noqa: PLC0415 - needs the settings

    gc.collect()
    gc.freeze()  # what is loaded stays: the collector need not walk through it again and again
    gc.set_threshold(GARBAGE)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(stop.wait, lines)
