"""What every test may ask for; and the Japanese texts compiled as they are now, not as they were at the last setup."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.backends.sqlite3.base import DatabaseOperations

ROOT = Path(__file__).parents[1]
pytest_plugins = ["tests.browser", "tests.country"]


def pytest_configure(config: pytest.Config) -> None:
    catalogues = (ROOT / "src" / "tegata").rglob("locale/*/LC_MESSAGES/django.po")
    stale = [path for path in catalogues if _changed(path) > _changed(path.with_suffix(".mo"))]
    if stale and not hasattr(config, "workerinput"):
        subprocess.run([ROOT / "scripts" / "messages", "compile"], check=True)


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


@pytest.fixture(scope="session", autouse=True)
def append_only_tables_can_be_emptied_after_a_test() -> Iterator[None]:
    """SQLite empties tables by DELETE, which append-only tables refuse: their triggers step aside for that moment."""
    flush = DatabaseOperations.execute_sql_flush

    def without_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            drops = [f"DROP TRIGGER {name}" for name, _ in triggers]
        flush(self, [*drops, *sql_list, *(sql for _, sql in triggers)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", without_triggers)
        yield
