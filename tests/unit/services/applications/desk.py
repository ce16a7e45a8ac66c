"""What tests of applications share: synthetic applicants with faces of their own, and the people of the offices."""

from datetime import date
from functools import cache
from uuid import UUID

from tests.offices import act
from tests.unit.services.residents.newcomers import registered

from tegata.ground.act import Act
from tegata.ground.offices import Office
from tegata.rules.pins import PinKind
from tegata.services.applications import queries
from tegata.services.applications.actions import (
    beginning,
    ending,
    making,
    passing_on,
    photographing,
    printing,
    reviewing,
    sending,
)
from tegata.services.applications.actions.beginning import Begun, Entry
from tegata.services.applications.actions.sending import Sent
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules.applicants import Wishes
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.tracing import MAIN_OFFICE
from tegata.synthetic.faces import draw_face

__all__ = ["ending", "queries", "registered"]

TOWN = "132217"
WEB, COUNTER = Entry(Channel.WEB), Entry(Channel.COUNTER)
POSTED = Entry(Channel.COUNTER, wishes=Wishes(handover=Handover.POST))
PINS = {
    PinKind.TEXT: "1111",
    PinKind.REGISTER: "2222",
    PinKind.AUTHENTICATION: "3333",
    PinKind.SIGNATURE: "abc123",
}


@cache
def face(identity: int, picture: int = 0, related_to: int | None = None, age: float = 35) -> bytes:
    """A drawn photo, made once a run."""
    return draw_face(identity, picture, related_to=related_to, age=age)


def clerk(who: str = "clerk", town: str | None = TOWN) -> Act:
    """A member of staff of the town hall with all permissions of this room."""
    return act(*Permission, who=who, town=town)


def centre() -> Act:
    """A member of staff of the issuing centre."""
    return act(*Permission, who="centre", office=Office.ISSUING_CENTRE, town=None)


def himself(resident_id: UUID) -> Act:
    """The applicant's own hand."""
    one = act(office=Office.PUBLIC, town=None)
    return Act(f"resident:{resident_id}", one.office, one.at, one.purpose)


def form_of(resident_id: UUID) -> str:
    """A new form's application ID."""
    return printing.print_form(clerk(), resident_id).form_id


def digest_of(begun: Begun) -> str:
    """Of the photo that the page shows."""
    photo = queries.photo_row(begun.resident_id, begun.application_id)
    return photo.digest if photo else ""


def begun_online(resident_id: UUID, image: bytes | None = None, entry: Entry = WEB, birth: date | None = None) -> Begun:
    """Begun by ID and birth date, with a photo."""
    who = himself(resident_id)
    one = beginning.begin_online(who, form_of(resident_id), birth or date(1990, 5, 6), entry)
    return photographing.take_photo(who, one.resident_id, one.application_id, image) if image else one


def begun_at_counter(resident_id: UUID, image: bytes | None = None, entry: Entry = COUNTER) -> Begun:
    """Begun by a clerk, who takes the photo."""
    one = beginning.begin_at_office(clerk(), resident_id, entry)
    return photographing.take_photo(clerk(), one.resident_id, one.application_id, image) if image else one


def sent(begun: Begun, pins: dict[PinKind, str] | None = None) -> Sent:
    """Confirmed and sent by the applicant."""
    who = himself(begun.resident_id)
    return sending.confirm_and_send(who, begun.resident_id, begun.application_id, digest_of(begun), pins)


def applied(resident_id: UUID, image: bytes, entry: Entry = WEB) -> Sent:
    """Applied online."""
    return sent(begun_online(resident_id, image, entry))


def applied_at_counter(resident_id: UUID, image: bytes, entry: Entry = COUNTER) -> Sent:
    """Applied at the counter, card to be collected."""
    return sent(begun_at_counter(resident_id, image, entry))


def at_centre(one: Sent) -> None:
    """Passed on and acknowledged."""
    listed = passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [one.receipt])
    passing_on.acknowledge(centre(), listed, [one.receipt])


def accepted(one: Sent) -> None:
    """Reviewed and formally accepted."""
    reviewing.pass_review(clerk(), one.resident_id, one.application_id)
    reviewing.accept(act(office=Office.SYSTEM, town=None), one.resident_id, one.application_id)


def carded(resident_id: UUID, image: bytes) -> Sent:
    """With a card from an application with this photo."""
    one = applied(resident_id, image)
    accepted(one)
    making.mark_making(centre(), one.resident_id, one.application_id)
    making.mark_made(centre(), one.resident_id, one.application_id)
    return one


def state_of(one: Sent | Begun) -> str:
    """Where it stands now."""
    return queries.application(one.resident_id, one.application_id).state


def doubts(one: Sent | Begun) -> list[str]:
    """What is doubtful about its photo now."""
    found = queries.findings(one.resident_id, one.application_id, clerk().today)
    return [finding.doubt.value for finding in found]
