"""Every permission is declared once, as room:object:verb, asked for somewhere, and granted by some duty."""

import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tegata.ground.permissions import all_permissions
from tegata.server.duties import POSTS

TO_COME = {"counter:desk:see"}
"""Declared for pages that are being written."""

HOUSE = Path(__file__).parents[2] / "src" / "tegata"
DECLARED = sorted(HOUSE.rglob("permissions.py"))
ELSEWHERE = "\n".join(
    path.read_text(encoding="utf8")
    for path in sorted(HOUSE.rglob("*.py"))
    if path.name not in {"permissions.py", "duties.py", "menu.py"}
)


def names(path: Path) -> list[tuple[str, str]]:
    return re.findall(r"^    ([A-Z_]+) = \(?\s*\"([^\"]+)\"", path.read_text(encoding="utf8"), re.MULTILINE)


def asked_for(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= asked_for(pattern.url_patterns)
        elif pattern.callback.access.permission:  # type: ignore[attr-defined]
            found.add(pattern.callback.access.permission)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("path", DECLARED, ids=lambda path: path.parent.name)
def test_a_permission_says_room_object_verb(path: Path) -> None:
    assert names(path)
    for name, value in names(path):
        assert re.fullmatch(rf"{path.parent.name}:[a-z-]+:[a-z-]+", value), name


@pytest.mark.parametrize("path", DECLARED, ids=lambda path: path.parent.name)
def test_a_permission_is_asked_for_somewhere(path: Path) -> None:
    room = "\n".join(each.read_text(encoding="utf8") for each in path.parent.rglob("*.py") if each != path)
    if path.parent.name == "ground":
        room = ELSEWHERE
    assert [name for name, value in names(path) if f"Permission.{name}" not in room and value not in TO_COME] == []


def test_a_page_asks_for_what_is_declared() -> None:
    assert asked_for(get_resolver().url_patterns) <= set(all_permissions())


def test_some_duty_has_each() -> None:
    granted = {str(permission) for post in POSTS.values() for permission in post.permissions}
    assert sorted(set(all_permissions()) - granted) == []
