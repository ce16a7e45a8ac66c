"""The door of the room: what other rooms may ask and do. Who may is decided in the room that asks, where no Act is taken."""

from uuid import UUID

from tegata.ground.act import Act
from tegata.services.residents import queries
from tegata.services.residents.actions import (
    Entered,
    PerhapsRegistered,
    bulk_register,
    change_household,
    change_name,
    correct,
    death,
    extend_stay,
    letter_printed,
    letters_read,
    move_abroad,
    move_in,
    move_out,
    move_within,
    register,
    register_birth,
    register_first_move_in,
    return_from_abroad,
    tell,
    withdraw_move_out,
)
from tegata.services.residents.permissions import Permission
from tegata.services.residents.queries import (
    Page,
    SentLetter,
    UnknownResident,
    by_resident_code,
    day_of_event_moves,
    history,
    household,
    letters,
    letters_to_print,
    record,
    records,
)
from tegata.services.residents.rules.events import Days, EventRefused
from tegata.services.residents.rules.glyphs import Unprintable
from tegata.services.residents.rules.record import (
    HEAD,
    Household,
    Newcomer,
    RecordState,
    ResidentRecord,
    keeping_town,
)

__all__ = [
    "HEAD",
    "Days",
    "Entered",
    "EventRefused",
    "Household",
    "Newcomer",
    "Page",
    "PerhapsRegistered",
    "Permission",
    "RecordState",
    "ResidentRecord",
    "SentLetter",
    "UnknownResident",
    "Unprintable",
    "bulk_register",
    "by_resident_code",
    "change_household",
    "change_name",
    "correct",
    "day_of_event_moves",
    "death",
    "extend_stay",
    "history",
    "household",
    "keeping_town",
    "letter_printed",
    "letters",
    "letters_read",
    "letters_to_print",
    "move_abroad",
    "move_in",
    "move_out",
    "move_within",
    "record",
    "records",
    "register",
    "register_birth",
    "register_first_move_in",
    "return_from_abroad",
    "search",
    "tell",
    "withdraw_move_out",
]


def search(act: Act, town: str | None, text: str, after: UUID | None = None, limit: int = 20) -> Page:
    """Search one's own town, or (town None) the nation with the permission for it. Raises NotAllowed."""
    act.require(Permission.SEARCH_NATIONWIDE if town is None else Permission.READ, town)
    return queries.search(town, text, after, limit)
