"""What every test may ask for; and the Japanese texts compiled as they are now, not as they were at the last setup."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytest_plugins = ["tests.browser"]


def pytest_configure(config: pytest.Config) -> None:
    catalogues = (ROOT / "src" / "tegata").rglob("locale/*/LC_MESSAGES/django.po")
    stale = [path for path in catalogues if _changed(path) > _changed(path.with_suffix(".mo"))]
    if stale and not hasattr(config, "workerinput"):
        subprocess.run([ROOT / "scripts" / "messages", "compile"], check=True)


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0
