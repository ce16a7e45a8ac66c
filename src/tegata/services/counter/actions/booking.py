"""The appointment book: times with so many places; who has one is told by letter."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.counter.models import Appointment, Slot
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand, SlotFull
from tegata.services.residents import api as residents


@transaction.atomic
def offer(act: Act, town: str, starts_at: datetime, places: int) -> None:
    """Offer a time, or change how many it takes. Raises NotAllowed."""
    act.require(Permission.BOOK, town)
    Slot.objects.update_or_create(town=town, starts_at=starts_at, defaults={"places": places})
    audit.record(act, "counter slot offered", facts={"at": starts_at.isoformat(), "places": places})


@transaction.atomic
def book(act: Act, resident_id: UUID, town: str, starts_at: datetime, errand: Errand) -> UUID:
    """Give somebody a time and tell them by letter. Raises SlotFull, NotAllowed."""
    act.require(Permission.BOOK, town)
    slot = Slot.objects.select_for_update().filter(town=town, starts_at=starts_at).first()
    if slot is None or slot.taken >= slot.places or starts_at <= act.at:
        raise SlotFull("this time is full or over; choose another one")
    Slot.objects.filter(town=town, starts_at=starts_at).update(taken=slot.taken + 1)
    row = Appointment(
        resident_id=resident_id,
        id=new_id(act.at),
        town=town,
        starts_at=starts_at,
        errand=errand.value,
        state="booked",
    )
    row.save(force_insert=True)
    residents.tell(act, resident_id, "appointment", {"town": town, "at": starts_at.isoformat(), "errand": errand.value})
    audit.record(act, "counter appointment", subject=resident_id, thing=row.id)
    return row.id


@transaction.atomic
def end(act: Act, resident_id: UUID, appointment_id: UUID, *, came: bool) -> None:
    """Who had the time came, or will not come: then the place is free again. Raises NotAllowed."""
    row = Appointment.objects.select_for_update().get(resident_id=resident_id, id=appointment_id)
    act.require(Permission.BOOK, row.town)
    if row.state != "booked":
        return
    row.state = "came" if came else "cancelled"
    row.save(update_fields=["state"])
    if not came:
        slot = Slot.objects.select_for_update().get(town=row.town, starts_at=row.starts_at)
        Slot.objects.filter(town=row.town, starts_at=row.starts_at).update(taken=slot.taken - 1)
    audit.record(act, f"counter appointment {row.state}", subject=resident_id, thing=row.id)
