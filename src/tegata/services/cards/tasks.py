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
    while keys := due(act.today, PAGE):
        if not sum(do(act, *key) for key in keys):
            return
