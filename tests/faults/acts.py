"""What the people of the scripted day do, and what they see to be done. Needs the settings: for the desk's process only."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.faults import counter_acts
from tests.offices import act as act_with

from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.models import Delivery
from tegata.ground.offices import Office
from tegata.rules.ages import age_on
from tegata.rules.pins import PinKind
from tegata.server import starting
from tegata.server.duties import Duty
from tegata.server.sandbox import accounts, town
from tegata.server.sandbox.acts import act_of, settle
from tegata.server.sandbox.places import NEIGHBOUR, TOWN
from tegata.services.applications import api as applications
from tegata.services.applications.actions import reviewing
from tegata.services.applications.models import Application, TransferItem
from tegata.services.applications.permissions import Permission as Applications
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.documents import Document
from tegata.services.applications.rules.states import State
from tegata.services.applications.rules.tracing import MAIN_OFFICE
from tegata.services.cards.models import Card
from tegata.services.certificates import api as certificates
from tegata.services.production.models import Order, Shipment
from tegata.services.residents import actions as register
from tegata.services.residents import api as residents
from tegata.services.residents.models import Record
from tegata.services.residents.permissions import Permission as Residents
from tegata.services.residents.rules.events import Days
from tegata.synthetic.faces import draw_face

PINS = {PinKind.TEXT: "1111", PinKind.REGISTER: "2222", PinKind.AUTHENTICATION: "3333", PinKind.SIGNATURE: "ABC123"}


def town_hall(who: str = "clerk") -> Act:
    """A clerk of the town."""
    return act_with(*Applications, *Residents, who=who, town=TOWN, at=now())


def himself(resident: UUID) -> Act:
    """The applicant's own hand."""
    return Act(f"resident:{resident}", Office.PUBLIC, now(), "procedure")


def found(people_of: int) -> int:
    """Make the tables, the sandbox's staff and its residents. Returns how many live in the town."""
    starting.migrate()
    accounts.open_all()
    town.register(act_of(Duty.SEEDER), TOWN, town.inhabitants(TOWN, people_of))
    settle(now())
    return len(list(town.inhabitants(TOWN, people_of)))


def register_somebody(number: int) -> str:
    """Somebody moves to Japan into the town beside, the numbered one of a list, once."""
    who = list(town.inhabitants(NEIGHBOUR, number + 1))[-1]
    if not residents.records([town.resident_id(who)]):
        everywhere = act_with(*Residents, town=None, at=now())
        register.register_first_move_in(everywhere, town.newcomer(who), now().date(), another_person=True)
    return str(town.resident_id(who))


def look(limit: int = 40) -> dict[str, Any]:
    """What there is to be done, as the people of the day see it on their lists."""
    of_town = Application.objects.order_by("id")
    ready = of_town.filter(state=State.RECEIVED)
    lying = of_town.filter(place=MAIN_OFFICE, state__in=[State.RECEIVED, State.REVIEWED])
    listed = TransferItem.objects.filter(acknowledged_at=None).order_by("id")
    parcels = Shipment.objects.filter(sent_at=None).values_list("id", flat=True)
    return {
        "apply": _without_card()[:limit],
        "review": _ids(ready.values_list("resident_id", "id")[:limit]),
        "cancel": _ids(of_town.filter(state__in=["received", "reviewed", "accepted"]).values_list("resident_id", "id")),
        "pass on": [one.receipt for one in lying[:limit]],
        "acknowledge": [(str(one.list_id), one.receipt) for one in listed[:limit]],
        "pack": sorted(set(Order.objects.filter(state="checked").values_list("town", flat=True))),
        "send": [str(parcel) for parcel in parcels],
        "held": _cards("handed over"),
        **counter_acts.look(),
        "pending": pending(),
    }


def _without_card() -> list[str]:
    busy = set(Application.objects.filter(state__in=applications_open()).values_list("resident_id", flat=True))
    with_card = Card.objects.exclude(state__in=["invalid", "destroyed"]).values_list("resident_id", flat=True)
    everybody = Record.objects.filter(state="resident", town=TOWN).order_by("id").values_list("id", flat=True)
    return [str(one) for one in everybody if one not in busy | set(with_card)]


def applications_open() -> list[str]:
    return ["received", "photo problem", "reviewed", "accepted", "making"]


def _ids(rows: Any) -> list[tuple[str, str]]:
    return [(str(resident), str(thing)) for resident, thing in rows]


def _cards(state: str) -> list[tuple[str, str]]:
    rows = Card.objects.filter(state=state, town=TOWN).order_by("id")
    return _ids(rows.values_list("resident_id", "id"))


def pending() -> dict[str, int]:
    """What the processes still have to do by themselves."""
    waiting = certificates.queue()
    return {
        "deliveries": Delivery.objects.count(),
        "to accept": len(applications_to_accept()),
        "orders": Order.objects.filter(state__in=["waiting", "making"]).count(),
        "certificate orders": waiting.orders,
        "certificate ends": waiting.endings,
    }


def applications_to_accept() -> list[UUID]:
    return list(Application.objects.filter(state=State.REVIEWED, place="centre").values_list("id", flat=True))


def apply(resident: str, face: list[int], way: str, faces: str) -> str:
    """Apply by a way: `web`, `counter`, or `post` (identified now, the card comes by post). Returns the application.

    `face`: who is on the photo, and which picture of them it is.
    """
    who = UUID(resident)
    already = applications.open_application(who)
    if already is not None:
        return str(already.application_id)
    by = applications.AppliedBy.SELF
    if age_on(residents.record(who).birth, now().date()) < 15:
        by = applications.AppliedBy.REPRESENTATIVE
    begun = _begun_on_the_web(who, by) if way == "web" else _begun_at_the_counter(who, by, way)
    hand = himself(who) if way == "web" else town_hall()
    begun = applications.take_photo(hand, who, begun.application_id, _photo(faces, *face))
    digest = applications_photo_digest(who, begun.application_id)
    pins = PINS if way == "post" else None
    sent = applications.confirm_and_send(himself(who), who, begun.application_id, digest, pins)
    return str(sent.application_id)


def _begun_on_the_web(who: UUID, by: applications.AppliedBy) -> applications.Begun:
    form = applications.print_form(town_hall(), who).form_id
    return applications.begin_online(
        himself(who), form, residents.record(who).birth, applications.Entry(Channel.WEB, by)
    )


def _begun_at_the_counter(who: UUID, by: applications.AppliedBy, way: str) -> applications.Begun:
    wishes = applications.Wishes(handover=Handover.POST if way == "post" else Handover.COLLECTION)
    begun = applications.begin_at_office(town_hall(), who, applications.Entry(Channel.COUNTER, by, wishes))
    if way == "post":
        applications.identify(town_hall(), who, begun.application_id, [Document.LICENCE])
    return begun


def applications_photo_digest(resident: UUID, application: UUID) -> str:
    from tegata.services.applications import queries  # noqa: PLC0415

    photo = queries.photo_row(resident, application)
    return photo.digest if photo else ""


def form_for(resident: str) -> dict[str, str]:
    """What somebody types who applies on the web: the ID on a new form, and about themself."""
    record = residents.record(UUID(resident))
    form_id = applications.print_form(town_hall(), record.resident_id).form_id
    by = "self" if age_on(record.birth, now().date()) >= 15 else "legal representative"
    return {"form_id": form_id, "birth": record.birth.isoformat(), "by": by}


def form_of(resident: str, application: str) -> dict[str, str]:
    """What an applicant types to see the own application."""
    view = applications.application(UUID(resident), UUID(application))
    return {"form_id": view.form_id, "birth": residents.record(view.resident_id).birth.isoformat()}


def application_of(resident: str) -> str:
    """The application that somebody sent last."""
    return str(applications.applications_of(UUID(resident))[0].application_id)


def photo(face: list[int], faces: str) -> str:
    """The file of a picture."""
    _photo(faces, *face)
    return str(_file(faces, *face))


def review(resident: str, application: str) -> str:
    """Pass an application; two look where the photo is doubtful."""
    ids = UUID(resident), UUID(application)
    try:
        reviewing.pass_review(town_hall("reviewer-1"), *ids)
    except reviewing.TwoHaveToLook:
        proposal = reviewing.propose_pass(town_hall("reviewer-1"), *ids)
        reviewing.approve_and_pass(town_hall("reviewer-2"), *ids, proposal)
    return str(applications.application(*ids).state)


def pass_on(receipts: list[str]) -> str:
    """What lies at the counter goes to the centre."""
    return str(applications.pass_on(town_hall(), TOWN, MAIN_OFFICE, receipts))


def acknowledge(transfer: str, receipts: list[str]) -> int:
    """What the centre got."""
    centre = act_with(*Applications, who="centre", office=Office.ISSUING_CENTRE, town=None, at=now())
    return applications.acknowledge(centre, UUID(transfer), receipts)


def die(resident: str) -> None:
    """A death is notified."""
    register.death(town_hall(), UUID(resident), Days(now().date(), now().date()))


def move(resident: str) -> None:
    """Somebody moves within the town: to another floor of the same house, each time."""
    record = residents.record(UUID(resident))
    there = f"{record.version}階" if record.place.building == "" else ""
    place = type(record.place)(**{**_fields(record.place), "building": there})
    register.move_within(town_hall(), UUID(resident), Days(now().date(), now().date()), place)


def _fields(place: Any) -> dict[str, Any]:
    return {name: getattr(place, name) for name in type(place).__slots__}


def state_of(resident: str, application: str) -> dict[str, str | int]:
    """Where an application stands, and how its resident lives now."""
    record = residents.record(UUID(resident))
    state = str(applications.application(UUID(resident), UUID(application)).state) if application else ""
    return {"state": state, "version": record.version, "building": record.place.building}


def who_is(resident: str) -> dict[str, str]:
    """What somebody knows of themself when they call."""
    record = residents.record(UUID(resident))
    return {"name": record.name, "birth": record.birth.isoformat()}


def _photo(faces: str, identity: int, picture: int) -> bytes:
    file = _file(faces, identity, picture)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".draft")
        draft.write_bytes(draw_face(identity, picture))
        draft.rename(file)
    return file.read_bytes()


def _file(faces: str, identity: int, picture: int) -> Path:
    return Path(faces) / f"{identity}-{picture}.jpg"


def check(acknowledged: list[list[str]]) -> dict[str, Any]:
    """Every invariant: see checker."""
    from tests.faults import checker  # noqa: PLC0415

    return checker.check(acknowledged)


VERBS: dict[str, Callable[..., Any]] = {
    "found": found,
    "look": look,
    "pending": pending,
    "register": register_somebody,
    "apply": apply,
    "review": review,
    "form for": form_for,
    "form of": form_of,
    "application of": application_of,
    "photo": photo,
    "pass on": pass_on,
    "acknowledge": acknowledge,
    **counter_acts.VERBS,
    "die": die,
    "move": move,
    "who is": who_is,
    "state of": state_of,
    "check": check,
}
