"""A PostgreSQL of a test's own, which it may stop, kill and start again. `scripts/with-postgres` is the same for a command."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))


class Postgres:
    """A server with one empty database, reached by a socket in its folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tegata-postgres-"))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", self._data, "-U", "tegata", "--auth", "trust", "-E", "UTF8", "--locale", "C.UTF-8")
        self.start()
        self._run("createdb", "-h", str(self.folder), "-U", "tegata", "tegata")

    @property
    def url(self) -> str:
        """For DATABASE_URL."""
        return f"postgresql://tegata@/tegata?host={self.folder}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses= -k {self.folder} -c max_connections=60"
        self._run("pg_ctl", "-D", self._data, "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it: `immediate` is a crash, `fast` throws everybody out in order."""
        self._run("pg_ctl", "-D", self._data, "-m", how, "-w", "stop")

    def remove(self) -> None:
        """Stop it and leave nothing."""
        subprocess.run(self._command("pg_ctl", "-D", self._data, "-m", "immediate", "stop"), check=False)
        shutil.rmtree(self.folder)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _command(self, program: str, *arguments: str) -> list[str]:
        as_postgres = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]
        return [*(as_postgres if os.getuid() == 0 else []), str(BINARIES[-1] / program), *arguments]

    def _run(self, program: str, *arguments: str) -> None:
        command = self._command(program, *arguments)
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
