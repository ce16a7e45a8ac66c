"""Reading photos, and whose faces they are like: of the town ever, of the nation on the same day, of the household."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from tegata import faces
from tegata.services.applications.models import Photo
from tegata.services.applications.queries.applications import row
from tegata.services.applications.rules.channels import Channel
from tegata.services.applications.rules.likeness import Alike, Finding, Seen, judge
from tegata.services.residents import api as residents


@dataclass(frozen=True, slots=True)
class OneFace:
    """A face on file: of whom, of which application, 128 half-precision numbers."""

    resident_id: UUID
    application_id: UUID
    descriptor: bytes


def photo(resident_id: UUID, application_id: UUID) -> bytes:
    """The picture, JPEG or PNG; empty for a child's card without one."""
    images = Photo.objects.filter(resident_id=resident_id, application_id=application_id)
    return bytes(images.values_list("image", flat=True).first() or b"")


def photo_row(resident_id: UUID, application_id: UUID) -> Photo | None:
    """The row of an application's photo, if it has one."""
    return Photo.objects.filter(resident_id=resident_id, application_id=application_id).first()


def faces_of_town(town: str) -> tuple[OneFace, ...]:
    """Every face of the town's made cards: whom a new face is compared with before a handover."""
    rows = Photo.objects.filter(town=town, made=True).values_list("resident_id", "application_id", "descriptor")
    return tuple(OneFace(resident, one, bytes(descriptor)) for resident, one, descriptor in rows.iterator())


@dataclass(frozen=True, slots=True)
class Compared:
    """What of a photo is compared: the face's numbers, the picture's hash."""

    descriptor: bytes
    picture_hash: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A photo and what it was compared with. `made`: of whom in the household there is a photo of a card, which."""

    digest: str
    findings: tuple[Finding, ...]
    record: residents.ResidentRecord
    household: tuple[residents.ResidentRecord, ...]
    made: dict[UUID, UUID]


def findings(resident_id: UUID, application_id: UUID, day: date) -> tuple[Finding, ...]:
    """Every doubt about an application's photo as things are now. Without a photo there is none."""
    return look(resident_id, application_id, Channel(row(resident_id, application_id).channel), day).findings


def look(resident_id: UUID, application_id: UUID, channel: Channel, day: date) -> Looked:
    """An application's photo beside those of the household. Six queries."""
    mine = photo_row(resident_id, application_id)
    record, members = _household(resident_id)
    last = _last_made([resident_id, *(one.resident_id for one in members)], application_id)
    made = {resident: of for resident, (of, _) in last.items()}
    if mine is None:
        return Looked("", (), record, members, made)
    compared = Compared(bytes(mine.descriptor), mine.picture_hash)
    found = judge(_seen(compared, record, application_id, last, day), channel, day)
    return Looked(mine.digest, found, record, members, made)


def findings_of(
    photo: Compared, resident_id: UUID, application_id: UUID, channel: Channel, day: date
) -> tuple[Finding, ...]:
    """Every doubt about a photo that is not kept yet."""
    record, members = _household(resident_id)
    last = _last_made([resident_id, *(one.resident_id for one in members)], application_id)
    return judge(_seen(photo, record, application_id, last, day), channel, day)


def _household(resident_id: UUID) -> tuple[residents.ResidentRecord, tuple[residents.ResidentRecord, ...]]:
    """The resident's record, and those of the others in the household; nobody else's of who lives abroad."""
    members = {one.resident_id: one for one in residents.household(resident_id).members}
    own = members.pop(resident_id, None)
    return (own, tuple(members.values())) if own else (residents.record(resident_id), ())


def _seen(
    photo: Compared,
    record: residents.ResidentRecord,
    application_id: UUID,
    last: dict[UUID, tuple[UUID, bytes]],
    day: date,
) -> Seen:
    threshold = faces.DRAWN if record.synthetic else faces.PHOTOGRAPHS
    apart = {resident: faces.distance(photo.descriptor, face) for resident, (_, face) in last.items()}
    own = apart.pop(record.resident_id, None)
    alike, own_copies = _alike(photo, record, application_id, day, threshold)
    return Seen(record.resident_id, alike, own, own_copies, tuple(apart.items()), threshold)


def _last_made(ids: list[UUID], application_id: UUID) -> dict[UUID, tuple[UUID, bytes]]:
    """By resident: the application of the last card, and its face."""
    rows = Photo.objects.filter(resident_id__in=ids, made=True).exclude(application_id=application_id)
    return {
        one.resident_id: (one.application_id, bytes(one.descriptor)) for one in rows.order_by("taken_at").defer("image")
    }


def _alike(
    photo: Compared, record: residents.ResidentRecord, application_id: UUID, day: date, threshold: float
) -> tuple[tuple[Alike, ...], tuple[date, ...]]:
    """Photos of the town ever and of the nation on this day: others' that are alike, and the days of own copies."""
    near = Photo.objects.filter(Q(town=record.town, sent=True) | Q(day=day)).exclude(
        resident_id=record.resident_id, application_id=application_id
    )
    rows = list(near.values_list("resident_id", "application_id", "descriptor", "picture_hash", "day"))
    found = faces.within(photo.descriptor, faces.matrix(bytes(one[2]) for one in rows), threshold) if rows else []
    alike = [
        (Alike(rows[at][0], rows[at][1], apart, faces.is_copy(photo.picture_hash, rows[at][3])), rows[at][4])
        for at, apart in found
    ]
    copies = tuple(taken for one, taken in alike if one.copy and one.resident_id == record.resident_id)
    return tuple(one for one, _ in alike), copies
