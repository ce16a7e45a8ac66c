"""What a card asks for while it lives: carried on after a move, the note field, an extended stay. For the counter."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act, NotAllowed
from tegata.ground.ids import new_id
from tegata.rules.expiry import CardExpired, NoteFieldFull, extended_card_expiry
from tegata.rules.note_field import NOTE_LINES
from tegata.services.cards.actions.steps import keep, locked, reach, step
from tegata.services.cards.models import CarriedOn, EntrustedTown
from tegata.services.cards.permissions import Permission
from tegata.services.cards.rules import Verb
from tegata.services.residents import api as residents


@transaction.atomic
def carried_on(act: Act, resident_id: UUID, card_id: UUID, shown: int | None = None) -> None:
    """The card is entered at the municipality that keeps the record now (継続利用), which stops the clock of Order 14(3).

    Raises NotAllowed for any other town, CardFallen when a clock has run out, CardRefused.
    """
    row = locked(resident_id, card_id)
    town = residents.record(resident_id).town
    if act.town != town:
        raise NotAllowed("cards:card:carry-on", town)
    step(act, row, Verb.CARRY_ON, shown=shown)
    CarriedOn(resident_id=resident_id, id=new_id(act.at), card_id=card_id, town=town, day=act.today).save(
        force_insert=True
    )
    row.town = town
    keep(row)


@transaction.atomic
def note_written(act: Act, resident_id: UUID, card_id: UUID, *, lines: int, shown: int | None = None) -> None:
    """Face and chip now say what the record says; `lines` of the note field are written on altogether.

    Raises NoteFieldFull (a new card has to be made, free of charge), CardFallen, CardRefused, NotAllowed.
    """
    if lines > NOTE_LINES:
        raise NoteFieldFull(f"the note field holds {NOTE_LINES} lines; the card has to be made anew")
    row = locked(resident_id, card_id)
    reach(act, row, Verb.WRITE_NOTE)
    step(act, row, Verb.WRITE_NOTE, shown=shown)
    row.note_lines = lines
    row.shows_version, row.changed_on = residents.record(resident_id).version, None
    keep(row)


@transaction.atomic
def extend(act: Act, resident_id: UUID, card_id: UUID, *, lines: int, shown: int | None = None) -> date:
    """The holder asks that the card follow an extended stay. Returns its new last day, for chip and note field.

    Raises CardExpired, StayOver, NoteFieldFull of rules.expiry; CardFallen, CardRefused, NotAllowed.
    """
    row = locked(resident_id, card_id)
    reach(act, row, Verb.EXTEND)
    person = residents.record(resident_id)
    if row.expires is None or row.longest is None or person.stay_ends is None:
        raise CardExpired("only a card that ends with a stay can follow it")
    new_end = extended_card_expiry(
        expires=row.expires,
        longest=row.longest,
        stay_ends=person.stay_ends,
        asked=act.today,
        note_field_has_room=lines <= NOTE_LINES,
    )
    step(act, row, Verb.EXTEND, shown=shown)
    row.expires, row.stay_ends, row.note_lines = new_end, person.stay_ends, lines
    keep(row)
    return new_end


@transaction.atomic
def entrust(act: Act, town: str, since: date) -> None:
    """The municipality lets post offices renew certificates from a day on. Raises NotAllowed."""
    act.require(Permission.ENTRUST, town)
    EntrustedTown.objects.update_or_create(town=town, defaults={"since": since})
    audit.record(act, "cards entrust", thing=town)
