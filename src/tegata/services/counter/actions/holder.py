"""The holder's own screen: PINs go from it straight into the chip. They are kept nowhere, and no clerk sees them.

A one-time code opens it for minutes; it is shown to the holder as a QR code, and only its digest is kept.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tegata.cardspec.applications import PIN_REFERENCES
from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.offices import Office
from tegata.reader import Connection, DeskSession
from tegata.reader.sessions import Session
from tegata.rules.pins import PinKind, check_pin, normalise
from tegata.services.cards import api as cards
from tegata.services.counter.actions import chip
from tegata.services.counter.actions.handing import locked, step
from tegata.services.counter.events import PinsReset
from tegata.services.counter.models import Handover, HolderCode, HolderTask
from tegata.services.counter.rules.desk import DeskRefused, Errand, new_code, plain_code
from tegata.services.counter.rules.handover import HOLDER_SCREEN_LASTS, Verb, pins_to_set
from tegata.services.production import api as production
from tegata.services.residents import api as residents


class CodeNotGood(DeskRefused):
    """No screen is open under this code: never was, is done, or ran out."""

    def __init__(self) -> None:
        super().__init__("this code is not good any more; ask at the desk for a new one")


@dataclass(frozen=True, slots=True)
class Screen:
    """What the holder is asked for."""

    task_id: UUID
    resident_id: UUID
    kinds: tuple[PinKind, ...]
    until: datetime


def open_for_handover(act: Act, resident_id: UUID, handover_id: UUID, shown: int) -> str:
    """Let the holder set the first PINs. Returns the code; asked again, the older code ends.

    Raises HandoverRefused, ChangeRefused, NotThisCardOnDesk, ChangedMeanwhile.
    """
    row = Handover.objects.get(resident_id=resident_id, id=handover_id)
    card = cards.card(resident_id, row.card_id)
    with chip.card_on(row.desk, card) as connection:
        kinds = pins_to_set(signature=chip.presence(connection).signature)
    with transaction.atomic():
        row = locked(act, resident_id, handover_id, shown)
        step(act, row, Verb.ASK_PINS)
        order = production.order_pins(act, resident_id, card.card_id, production.Occasion.HANDOVER, kinds)
        row.task, code = open_task(act, card, row.desk, Errand.HANDOVER, kinds, order, row.identification)
        row.save()
    return code


def open_task(
    act: Act,
    card: cards.CardView,
    desk: str,
    errand: Errand,
    kinds: tuple[PinKind, ...],
    order: UUID,
    identification: UUID | None,
) -> tuple[UUID, str]:
    """Open a screen for a card's holder, in the caller's transaction. Returns the task and its code."""
    task = HolderTask(
        resident_id=card.resident_id,
        id=new_id(act.at),
        card_id=card.card_id,
        town=card.town,
        desk=desk,
        errand=errand.value,
        kinds=",".join(kind.name for kind in kinds),
        order=order,
        identification=identification,
        opened_at=act.at,
        opened_by=act.actor,
        until=act.at + HOLDER_SCREEN_LASTS,
    )
    task.save(force_insert=True)
    older = HolderTask.objects.filter(resident_id=card.resident_id, card_id=card.card_id, done_at=None)
    HolderCode.objects.filter(task_id__in=list(older.values_list("id", flat=True))).delete()
    code = new_code(secrets.randbelow)
    HolderCode(digest=_digest(code), resident_id=card.resident_id, task_id=task.id).save(force_insert=True)
    audit.record(act, "counter holder screen opened", subject=card.resident_id, thing=task.id)
    return task.id, code


def screen(code: str, at: datetime) -> Screen:
    """What a code opens. Raises CodeNotGood."""
    entry = HolderCode.objects.filter(digest=_digest(code)).first()
    task = entry and HolderTask.objects.filter(resident_id=entry.resident_id, id=entry.task_id).first()
    if not task or task.done_at is not None or at >= task.until:
        raise CodeNotGood
    kinds = tuple(PinKind[name] for name in task.kinds.split(","))
    return Screen(task.id, task.resident_id, kinds, task.until)


def set_pins(code: str, typed: Mapping[PinKind, str], at: datetime) -> None:
    """The holder's act: each PIN goes into the chip and is verified on it once. Nothing of them is kept.

    Raises CodeNotGood, PinFormatError before anything is sent, NotThisCardOnDesk, ReaderError.
    """
    opened = screen(code, at)
    values = {kind: normalise(kind, typed.get(kind, "")) for kind in opened.kinds}
    for kind, value in values.items():
        check_pin(kind, value)
    act = Act(f"resident:{opened.resident_id}", Office.PUBLIC, at, "own card")
    task = HolderTask.objects.get(resident_id=opened.resident_id, id=opened.task_id)
    card = cards.card(task.resident_id, task.card_id)
    with chip.card_on(task.desk, card) as connection:
        _into_the_chip(chip.desk_session(act, connection, task.order), connection, values)
    production.change_done(act, task.order)
    _done(act, task, card)


def _into_the_chip(session: DeskSession, connection: Connection, values: Mapping[PinKind, str]) -> None:
    for kind, value in values.items():
        session.set_pin(kind, value)
    for kind, value in values.items():
        for application, fid in PIN_REFERENCES[kind]:
            one = Session(connection)
            one.application = application
            one.verify(fid, value)


@transaction.atomic
def _done(act: Act, task: HolderTask, card: cards.CardView) -> None:
    HolderCode.objects.filter(task_id=task.id).delete()
    HolderTask.objects.filter(resident_id=task.resident_id, id=task.id).update(done_at=act.at)
    audit.record(act, "counter PINs set by holder", subject=task.resident_id, thing=task.card_id)
    residents.tell(act, task.resident_id, "PINs set", {"card": str(task.card_id)})
    if task.errand == Errand.HANDOVER:
        row = Handover.objects.select_for_update().get(resident_id=task.resident_id, task=task.id)
        step(act, row, Verb.SET_PINS)
        row.save()
    else:
        outbox.announce(act.at, PinsReset(task.resident_id, task.card_id, card.town, task.errand, act.today))


def _digest(code: str) -> str:
    return hashlib.sha256(plain_code(code).encode()).hexdigest()
