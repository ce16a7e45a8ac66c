"""Paging by key: every row once, whatever the order, and no count."""

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tegata.ground.models import Staff
from tegata.ground.pages.keyset import keyset

pytestmark = pytest.mark.django_db


def make(names: list[str]) -> None:
    Staff.objects.all().delete()
    Staff.objects.bulk_create(Staff(login=f"s{i}", display_name=name, office="town") for i, name in enumerate(names))


def walk(order: tuple[str, ...], size: int) -> list[str]:
    logins, after = [], ""
    while True:
        part = keyset(Staff.objects.all(), order, after=after, size=size)
        assert len(part.rows) <= size
        logins += [row.login for row in part.rows]
        after = part.after
        if not after:
            return logins


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.sampled_from("abc"), max_size=9),
    order=st.sampled_from(
        [("id",), ("-id",), ("display_name", "id"), ("-display_name", "id"), ("display_name", "-id")]
    ),
    size=st.integers(1, 4),
)
def test_walking_through_the_pages_is_the_whole_list_in_order(
    names: list[str], order: tuple[str, ...], size: int
) -> None:
    make(names)
    assert walk(order, size) == [row.login for row in Staff.objects.order_by(*order)]


def test_the_token_is_an_id_and_holds_no_name() -> None:
    make(["鈴木", "佐藤"])
    token = keyset(Staff.objects.all(), ("display_name", "id"), size=1).after
    assert token == str(Staff.objects.order_by("display_name").values_list("id", flat=True)[0])


def test_a_row_that_left_the_list_still_says_where_it_stood() -> None:
    make(["a", "b", "c"])
    after = keyset(Staff.objects.filter(is_active=True), ("display_name", "id"), size=1).after
    Staff.objects.filter(pk=after).update(is_active=False)
    rows = keyset(Staff.objects.filter(is_active=True), ("display_name", "id"), after=after).rows
    assert [row.display_name for row in rows] == ["b", "c"]


def test_no_page_counts(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    make(list("abcdefgh"))
    with django_assert_max_num_queries(3) as seen:
        keyset(Staff.objects.all(), ("display_name", "id"), after=str(Staff.objects.values_list("id")[3][0]), size=2)
    assert not any("COUNT" in query["sql"] for query in seen.captured_queries)


@pytest.mark.parametrize("token", ["x", "999999", "'; --"])
def test_a_token_that_names_no_row_is_no_page(token: str) -> None:
    with pytest.raises(Http404):
        keyset(Staff.objects.all(), ("id",), after=token)
