"""No page asks the database more often because there is more in it, and none asks more than twelve times.

Pages without an object in their address are found in the addresses themselves (programs' addresses want a token: not here). A
room adds to FILLERS what fills its lists, and to EXAMPLES its pages of one object.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from tests.offices import act, clock

from tegata.ground import outbox, two_person
from tegata.ground.models import Delivery, Event, Grant, Staff
from tegata.ground.offices import Office
from tegata.ground.pages.access import Audience
from tegata.ground.permissions import all_permissions
from tegata.server.duties import Duty
from tegata.server.sandbox import town
from tegata.server.sandbox.acts import act_of
from tegata.server.sandbox.places import TOWN
from tegata.services.residents.api import bulk_register as register
from tegata.services.residents.models import Record

pytestmark = pytest.mark.django_db
MOST = 12
FEW, MANY = 3, 60
NOT_PAGES = {"set_language", "sign_out", "resident_sign_out"}


def staff_and_proposals(many: int) -> None:
    for number in range(Staff.objects.filter(login__startswith="s-").count(), many):
        member = Staff(login=f"s-{number}", display_name="職員", office=Office.TOWN_HALL, town=TOWN)
        member.save()
        Grant.objects.create(staff=member, permission="ground:queue:see")
        proposer = act(who=member.login, town=TOWN)
        two_person.propose(proposer, "tests shred", number, {}, permission="ground:queue:see")


def deliveries(many: int) -> None:
    for number in range(Delivery.objects.filter(handler__startswith="tests.").count(), many):
        event = Event.objects.create(kind="tests.Something", at=clock(), payload="{}")
        Delivery.objects.create(
            event=event, handler=f"tests.{number}", due=clock(), attempts=outbox.LOUD_AFTER, fault="OSError"
        )


def residents(many: int) -> None:
    there = set(Record.objects.values_list("resident_id", flat=True))
    new = [who for who in town.inhabitants(TOWN, many) if town.resident_id(who) not in there]
    register(act_of(Duty.SEEDER), map(town.newcomer, new))


def somebody() -> UUID:
    """A resident who is there from the first filling on."""
    return town.resident_id(next(town.inhabitants(TOWN, FEW)))


FILLERS: list[Callable[[int], None]] = [staff_and_proposals, deliveries, residents]
"""Each is called with 3, then with 60."""

EXAMPLES: list[Callable[[], str]] = [
    lambda: f"/staff/accounts/{Staff.objects.get(login='s-0').pk}",
    lambda: f"/staff/accounts/{Staff.objects.get(login='s-0').pk}/dismiss",
    lambda: f"/residents/{somebody()}",
    lambda: f"/residents/{somebody()}/history",
]
"""Addresses of pages with an object, asked for once the data is there."""


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, Audience]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        elif "<" not in here and pattern.name not in NOT_PAGES:
            audience = pattern.callback.access.audience  # type: ignore[attr-defined]
            if audience is not Audience.PROGRAM:
                yield here, audience


def signed_in(audience: Audience) -> Client:
    client = Client()
    if audience is Audience.STAFF:
        client.force_login(Staff.objects.get(login="everything"))
    if audience is Audience.RESIDENT:
        session = client.session
        resident = somebody()
        session["resident"] = str(resident)
        session.save()
    return client


def asked(client: Client, address: str) -> int:
    """How often the page asks, the second time it is opened; marks within a transaction are not questions."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code in {200, 302, 400, 404}, f"{address}: {answer.status_code}"
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def measured() -> dict[str, int]:
    counts = {}
    for address, audience in addresses(get_resolver().url_patterns):
        counts[address] = asked(signed_in(audience), address)
    for example in EXAMPLES:
        counts[example()] = asked(signed_in(Audience.STAFF), example())
    return counts


def test_more_rows_ask_no_more_questions() -> None:
    everything = Staff(login="everything", display_name="全部", office=Office.TOWN_HALL, town=TOWN)
    everything.save()
    Grant.objects.bulk_create(Grant(staff=everything, permission=name) for name in all_permissions())
    for fill in FILLERS:
        fill(FEW)
    few = measured()
    for fill in FILLERS:
        fill(MANY)
    many = measured()
    assert {address: count for address, count in many.items() if count > MOST} == {}
    assert {address: (few[address], many[address]) for address in few if few[address] < many[address]} == {}
    assert len(many) > 20
