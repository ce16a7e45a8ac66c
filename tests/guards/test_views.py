"""Every route is declared for somebody, and every staff page names a permission or is for all staff on purpose."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tegata.ground.pages.access import Access, Audience

FOR_ALL_STAFF = {"sign_out", "staff_home", "approvals", "approval"}


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


ROUTES = list(routes(get_resolver().url_patterns))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.pattern))
def test_a_route_is_declared(route: URLPattern) -> None:
    access = getattr(route.callback, "access", None)
    assert isinstance(access, Access), "declare it: see docs/pages.md"
    assert access.title
    if access.audience is Audience.STAFF:
        assert access.permission or route.name in FOR_ALL_STAFF
        assert not access.permission or access.permission.count(":") == 2
