"""`python -m tests.faults --kills 100`: one scripted day with kills, checked; DATABASE_URL or SQLite in the home folder."""

import argparse
import json
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.day import Day
from tests.faults.fleet import ROOT, World

FACES = ROOT / ".run" / "faces"


def killed(folder: Path, database: str, *, kills: int, residents: int, rush: int, seed: int) -> dict[str, Any]:
    """One day. Returns everything that is to be told of it."""
    home = folder / "home"
    began = time.monotonic()
    day = Day(World(home, database or f"sqlite:///{home}/offices.sqlite3"), seed, str(FACES))
    try:
        day.begin(residents)
        day.rush(rush)
        day.run(kills, most_seconds=5400)
        left = day.drain()
        return {
            "seed": seed,
            "database": "PostgreSQL" if database.startswith("postgres") else "SQLite",
            "seconds": round(time.monotonic() - began),
            "hours of the day": round(day.world.ahead / 3600, 1),
            "kills": {role: process.kills for role, process in day.fleet.items()},
            "done": dict(day.log.done),
            "refused": dict(day.log.refused),
            "unanswered": dict(day.log.unanswered),
            "faults": day.log.faults,
            "left": left,
            **day.check(),
        }
    finally:
        day.end()


def main() -> None:
    """Run one day, print it as JSON, end with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--residents", type=int, default=100)
    parser.add_argument("--rush", type=int, default=60)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="tegata-faults-"))
    sys.stderr.write(f"seed {chosen.seed}, {folder}\n")
    told = killed(
        folder,
        os.environ.get("DATABASE_URL", ""),
        kills=chosen.kills,
        residents=chosen.residents,
        rush=chosen.rush,
        seed=chosen.seed,
    )
    sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    sys.exit(bool(told["faults"] or any(told["findings"].values())))


if __name__ == "__main__":
    main()
