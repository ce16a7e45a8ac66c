"""The vendored files are those that scripts/vendor brought, with licence and version."""

import hashlib
from pathlib import Path

TEGATA = Path(__file__).parents[4] / "src/tegata"
VENDOR = TEGATA / "ground/static/ground/vendor"
OUTSIDE = (TEGATA / "terminals/agent/static/vendor", TEGATA / "parties/look/static/vendor")


def test_every_file_is_as_it_was_brought() -> None:
    recorded = dict(
        reversed(line.split("  ./", maxsplit=1)) for line in (VENDOR / "SHA256SUMS").read_text().splitlines()
    )
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert found == recorded


def test_every_package_has_its_licence_and_its_version() -> None:
    for folder in (path for path in VENDOR.iterdir() if path.is_dir()):
        assert "MIT" in (folder / "LICENSE").read_text(encoding="utf8")
        assert len((folder / "VERSION").read_text().split()) == 2


def test_those_outside_have_the_same_tokens() -> None:
    for copy in OUTSIDE:
        for path in (VENDOR / "design-tokens").iterdir():
            assert (copy / "design-tokens" / path.name).read_bytes() == path.read_bytes()
