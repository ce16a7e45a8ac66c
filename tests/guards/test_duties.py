"""Every permission of every room is in somebody's duty, and no hand has alone what needs two."""

from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from itertools import chain

import pytest
from django.conf import settings

from tegata.server.duties import APART, POSTS, TWO_PEOPLE, Duty
from tegata.server.sandbox.accounts import ACCOUNTS, Account


def permissions_of(room: str) -> type[StrEnum]:
    kind: type[StrEnum] = import_module(f"tegata.services.{room}.permissions").Permission
    return kind


ROOMS = [room for room in settings.ROOMS if find_spec(f"tegata.services.{room}.permissions")]
HELD = frozenset(chain.from_iterable(post.permissions for post in POSTS.values()))


def test_every_room_with_staff_is_looked_at() -> None:
    assert set(ROOMS) >= {"residents", "numbering", "applications", "cards", "certificates", "production", "hotline"}


@pytest.mark.parametrize("room", ROOMS)
def test_every_permission_is_in_a_duty(room: str) -> None:
    assert [permission for permission in permissions_of(room) if permission not in HELD] == []


@pytest.mark.parametrize("duty", Duty)
def test_no_duty_has_both_halves(duty: Duty) -> None:
    assert [set(halves) for halves in APART if halves <= POSTS[duty].permissions] == []


@pytest.mark.parametrize("halves", APART, ids=lambda halves: " and ".join(sorted(halves)))
def test_both_halves_are_somebody_s(halves: frozenset[str]) -> None:
    assert halves <= HELD


@pytest.mark.parametrize("permission", sorted(TWO_PEOPLE))
def test_where_two_have_to_agree_there_are_two(permission: str) -> None:
    having = [one for one in ACCOUNTS if permission in POSTS[one.duty].permissions]
    assert having
    alone = [one.login for one in having if not any(others_of(one, other) for other in having)]
    assert alone == []


def others_of(one: Account, other: Account) -> bool:
    """Whether the other may approve what one proposed: another person at the same office of the same town."""
    return other.login != one.login and (other.town, POSTS[other.duty].office) == (one.town, POSTS[one.duty].office)


def test_nobody_s_duty_is_to_fill_the_sandbox() -> None:
    assert Duty.SEEDER not in {one.duty for one in ACCOUNTS}
    assert {one.duty for one in ACCOUNTS} == set(Duty) - {Duty.SEEDER}
