"""What may be done with lost cards, `room:object:verb`. Each has the office that holds it beside it."""

from enum import StrEnum


class Permission(StrEnum):
    """Held day and night."""

    TAKE_CALL = "hotline:call:take"  # hot line: find by name and birth date, ask, stop
    STOP_LIST = "hotline:list:stop"  # hot line, issuing centre, town hall: two people stop many cards
    CHECK = "hotline:card:check"  # whoever is shown a card as proof: police, town hall, post office
