"""Authorities that can go away and crash, and the shortcuts of these tests."""

from pathlib import Path
from uuid import UUID

from tests.offices import act
from tests.unit.services.cards.living import centre, in_stock, town, worker
from tests.unit.services.residents.newcomers import registered

from tegata.ground import outbox, schedule
from tegata.pki.names import Kind
from tegata.server.plugs_authorities import HomeAuthorities
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView
from tegata.services.certificates import actions, api
from tegata.services.certificates.permissions import Permission
from tegata.services.residents import api as residents


class Crash(BaseException):
    """The process dies here. Nothing catches it, as nothing catches kill -9."""


class Away(HomeAuthorities):
    """The home's authorities; `away` moves their folder, `crash_at` dies before or after a call, for one kind or any."""

    def __init__(self, root: Path) -> None:
        super().__init__(lambda: root)
        self.root = root
        self.crash_at = ""
        self.crash_for: Kind | None = None

    def take_away(self) -> None:
        (self.root / "ca").rename(self.root / "gone")

    def bring_back(self) -> None:
        (self.root / "gone").rename(self.root / "ca")

    def _die(self, place: str, kind: object) -> None:
        if self.crash_at == place and self.crash_for in (None, kind):
            self.crash_at = ""
            raise Crash

    def __getattribute__(self, name: str):  # type: ignore[no-untyped-def]
        found = super().__getattribute__(name)
        if name not in {"prepare", "issue", "issued", "apply", "resume"}:
            return found

        def call(*args: object) -> object:
            self._die(f"before {name}", args[0])
            result = found(*args)
            self._die(f"after {name}", args[0])
            return result

        return call


def asked(card: CardView, kind: Kind, key: bytes) -> bytes:
    """A certificate for the card, as production asks for it."""
    assert card.expires is not None
    found = api.certify(centre(), card.resident_id, card.card_id, kind, key, card.expires)
    assert found is not None
    return found.certificate


def with_certificates(keys: list[bytes], who: UUID | None = None, first: int = 0) -> CardView:
    """A card handed over, with both certificates on it."""
    resident_id = who or registered()
    card_id = in_stock(resident_id)
    card = cards.card(resident_id, card_id)
    for number, kind in enumerate(Kind):
        asked(card, kind, keys[first + number])
    api.installed(centre(), resident_id, card_id)
    cards.handed_over(town(residents.record(resident_id).town), resident_id, card_id)
    return cards.card(resident_id, card_id)


def settle() -> None:
    """The worker's rounds until nothing is due."""
    while outbox.deliver(worker().at) + schedule.run_continual(worker()):
        pass


def states(card: CardView) -> dict[str, tuple[str, str]]:
    """Kind → state and reason of the newest certificates of a card, by our records."""
    found = {}
    for one in reversed(api.certificates_of(card.resident_id, card.card_id)):
        found[one.kind.value] = (one.state.value, one.reason)
    return found


def right() -> bool:
    """Whether our records and the authorities' agree."""
    found = actions.reconcile(act(Permission.RECONCILE, town=None))
    assert found.is_right, found
    return True
