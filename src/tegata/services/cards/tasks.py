"""What the calendar does to cards every day: looked up by index, one card a transaction, safe to run twice."""

from collections.abc import Callable
from uuid import UUID

from tegata.ground.act import Act
from tegata.ground.schedule import daily
from tegata.services.cards import actions, queries

PAGE = 500


@daily("cards.fall")
def fall(act: Act) -> None:
    """Clocks that ran out, expiry, and cards in stock too long."""
    _each(queries.falling, actions.fall_due, act)


@daily("cards.notice")
def notice(act: Act) -> None:
    """Notices of expiry."""
    _each(queries.to_notice, actions.send_notice, act)


@daily("cards.warn")
def warn(act: Act) -> None:
    """Warnings before a card falls because nobody carried it on."""
    _each(queries.to_warn, actions.send_warning, act)


def _each(due: Callable[..., list[tuple[UUID, UUID]]], do: Callable[[Act, UUID, UUID], bool], act: Act) -> None:
    """Do all that is due. A card that cannot be done holds up no other; then the task fails, and is tried again."""
    faults: dict[UUID, Exception] = {}
    while keys := [key for key in due(act.today, PAGE + len(faults)) if key[1] not in faults]:
        done = 0
        for key in keys:
            try:
                done += do(act, *key)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next card's day has come too
                faults[key[1]] = fault
        if not done:
            break
    if faults:
        raise next(iter(faults.values()))
