"""Rows that need the offices: a PostgreSQL and a home of their own, thrown away afterwards, in a process of their own.

Django takes one database for the life of a process, so each module measures in a child that prints its rows.
"""

import json
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tegata.cli.bench.harness import Row
from tegata.server.home import Home, clock

OPTIONS = "-c listen_addresses= -c fsync=off -c shared_buffers=512MB -c max_wal_size=8GB -c max_connections=60"


class NoPostgreSQL(RuntimeError):
    """PostgreSQL is not installed here."""

    def __init__(self) -> None:
        super().__init__("PostgreSQL is not installed; make setup as root brings it")


def rows_of(module: str) -> Iterator[Row]:
    """The rows that `measure()` of a module yields in a child; none, and a word on standard error, without PostgreSQL."""
    try:
        with _postgresql() as url, TemporaryDirectory(prefix="tegata-bench-") as folder:
            home = Home.found(Path(folder) / "home", clock, None)
            environment = os.environ | {"DATABASE_URL": url, "TEGATA_HOME": str(home.root)}
            argv = [sys.executable, "-m", __name__, module]
            with subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True) as child:
                for line in child.stdout or ():
                    yield Row(**json.loads(line))
            if child.returncode:
                raise RuntimeError(f"the rows of {module} could not be measured")
    except NoPostgreSQL as missing:
        click.echo(f"bench: {module} is left out: {missing}", err=True)


@contextmanager
def _postgresql() -> Iterator[str]:
    """A cluster in a temporary folder, reached by a socket in it. Yields its address. Raises NoPostgreSQL."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not versions:
        raise NoPostgreSQL
    programs = versions[-1]
    with TemporaryDirectory(prefix="tegata-postgres-", ignore_cleanup_errors=True) as name:
        folder, data = Path(name), Path(name) / "data"
        owner: list[str] = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
            owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]

        def run(program: str, *arguments: str) -> None:
            subprocess.run([*owner, programs / program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)

        run("initdb", "-D", str(data), "-U", "tegata", "--auth", "trust", "-E", "UTF8", "--locale", "C.UTF-8")
        run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-o", f"{OPTIONS} -k {folder}", "start")
        try:
            run("createdb", "-h", str(folder), "-U", "tegata", "tegata")
            yield f"postgresql://tegata@/tegata?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _child(module: str) -> None:
    from tegata.server import starting  # noqa: PLC0415 - an optional package: tegata[server]

    starting.set_up(Path(os.environ["TEGATA_HOME"]))
    starting.migrate()
    for row in import_module(f"tegata.cli.bench.{module}").measure():
        print(json.dumps(asdict(row)), flush=True)


if __name__ == "__main__":
    _child(sys.argv[1])
