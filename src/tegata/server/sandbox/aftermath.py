"""What happens to the cast's cards in their holders' hands: PINs locked, a loss, moves, staff who sign in with theirs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tegata.cardspec import jpki
from tegata.ground.models import Staff
from tegata.reader import InProcess, JpkiSession
from tegata.reader.errors import PinBlocked, WrongPin
from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.server.sandbox.acts import act_of, settle
from tegata.server.sandbox.cast import Player
from tegata.server.sandbox.places import NEIGHBOUR, TOWN
from tegata.server.sandbox.stories import card_of
from tegata.server.sandbox.town import new_address
from tegata.services.cards import api as cards
from tegata.services.residents import api as residents

MOVED_BEFORE = timedelta(days=80)


def after(home: Home, player: Player, now: datetime) -> None:
    """What the role says, where it has not happened yet."""
    if player.role.login:
        Staff.objects.filter(login=player.role.login).update(card_holder=player.resident_id)
    happens = _HAPPENS.get(player.role.word)
    if happens is not None:
        happens(home, player, now)


def _lock(home: Home, player: Player, fid: int, wrong: str) -> None:
    card = card_of(player)
    if card is None or not card.is_held:
        return
    with home.open_card(str(card.card_id)) as chip:
        session = JpkiSession(InProcess(chip))
        while session.tries_left(fid):
            try:
                session.verify(fid, wrong, allow_last_try=True)
            except (WrongPin, PinBlocked):
                continue


def _lock_pin(home: Home, player: Player, _now: datetime) -> None:
    _lock(home, player, jpki.AUTHENTICATION_PIN, "0000")


def _lock_password(home: Home, player: Player, _now: datetime) -> None:
    _lock(home, player, jpki.SIGNATURE_PASSWORD, "WRONG0")


def _lose(_home: Home, player: Player, now: datetime) -> None:
    card = card_of(player)
    if card is not None and card.state is cards.State.HANDED_OVER:
        cards.suspend(act_of(Duty.HOTLINE, now), card.resident_id, card.card_id)


def _leave(player: Player, at: datetime) -> None:
    record = residents.record(player.resident_id)
    if record.state is residents.RecordState.RESIDENT and record.town == NEIGHBOUR:
        act = act_of(Duty.CLERK, at, NEIGHBOUR)
        residents.move_out(act, player.resident_id, residents.Days(act.today, act.today), "東京都清瀬市")
        settle(at)


def _arrive(_home: Home, player: Player, now: datetime) -> None:
    at = now - MOVED_BEFORE
    _leave(player, at)
    if residents.record(player.resident_id).state is residents.RecordState.LEAVING:
        act = act_of(Duty.CLERK, at, TOWN)
        residents.move_in(act, player.resident_id, residents.Days(act.today, act.today), new_address(player.who))
        settle(at)


_HAPPENS: dict[str, Callable[[Home, Player, datetime], None]] = {
    "PIN locked": _lock_pin,
    "password locked": _lock_password,
    "lost": _lose,
    "moving": lambda _home, player, now: _leave(player, now - timedelta(days=1)),
    "not carried on": _arrive,
}
