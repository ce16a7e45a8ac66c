"""Signing in with a real chip: PIN, challenge, path and status, and the card's own state here."""

from uuid import UUID

import pytest
from tests.conversations import personalised
from tests.offices import clock
from tests.unit.services.cards.living import holder, hotline, town
from tests.unit.services.certificates.asking import Away, settle
from tests.unit.services.certificates.chips import PIN, chip_of
from tests.unit.services.residents.newcomers import registered

from tegata.cardspec import jpki
from tegata.chip.card import Card
from tegata.ground.models import AuditEntry
from tegata.reader import InProcess, JpkiSession
from tegata.reader.errors import LastTryRefused, WrongPin
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView
from tegata.services.certificates import api
from tegata.services.certificates.api import AuthorityAway, SignInRefused

pytestmark = pytest.mark.django_db
NOBODY = UUID(int=0)


@pytest.fixture
def made(authorities: Away) -> tuple[CardView, Card]:
    card, chip = chip_of(registered())
    settle()
    return card, chip


def sign_in(chip: Card, pin: str = PIN) -> api.SignedIn:
    return api.authenticate(holder(NOBODY), InProcess(chip), pin)


def refused(chip: Card) -> str:
    with pytest.raises(SignInRefused) as found:
        sign_in(chip)
    return found.value.code


def test_the_holder_is_who_the_certificate_was_issued_to(made: tuple[CardView, Card]) -> None:
    card, chip = made
    assert sign_in(chip) == api.SignedIn(card.resident_id, card.card_id)
    assert AuditEntry.objects.filter(verb="certificates sign in", subject=card.resident_id).count() == 1


def test_a_wrong_pin_costs_a_try_and_the_last_one_is_left(made: tuple[CardView, Card]) -> None:
    _, chip = made
    for _ in range(2):
        with pytest.raises(WrongPin):
            sign_in(chip, "9999")
    with pytest.raises(LastTryRefused):
        sign_in(chip, "9999")
    assert not AuditEntry.objects.filter(verb="certificates sign in").exists()


def test_a_stopped_card_signs_nobody_in_even_before_the_authority_knows(
    made: tuple[CardView, Card], authorities: Away
) -> None:
    card, chip = made
    cards.suspend(hotline(), card.resident_id, card.card_id)
    assert refused(chip) == "card"
    settle()
    assert refused(chip) == "held"


def test_a_revoked_certificate_signs_nobody_in(made: tuple[CardView, Card]) -> None:
    card, chip = made
    cards.return_ordered(town(), card.resident_id, card.card_id)
    settle()
    assert refused(chip) == "revoked"


def test_an_expired_certificate_signs_nobody_in(made: tuple[CardView, Card]) -> None:
    _, chip = made
    clock.forward(days=5 * 366)
    assert refused(chip) == "expired"


def test_unknown_is_not_valid(made: tuple[CardView, Card], authorities: Away) -> None:
    _, chip = made
    authorities.take_away()
    with pytest.raises(AuthorityAway):
        sign_in(chip)
    authorities.bring_back()
    assert sign_in(chip)


def test_a_card_of_another_system_signs_nobody_in(authorities: Away) -> None:
    assert refused(personalised.plugged(personalised.hanako().image)) == "unknown-issuer"


def test_a_copy_without_the_key_signs_nobody_in(authorities: Away) -> None:
    """Everything readable copied on a chip of one's own: the key cannot be read."""
    _, chip = chip_of(registered())
    _, other = chip_of(registered("見本　次郎", "ミホン ジロウ"), running=2, key_set=1)

    certificate = JpkiSession(InProcess(chip)).certificate("auth")

    class Copy:
        """The other chip with this one's certificate in front."""

        def __init__(self) -> None:
            self.selected = b""

        def respond(self, command: bytes) -> bytes:
            if command[1] == 0xA4:
                self.selected = command[5:7]
            if command[1] == 0xB0 and self.selected == jpki.AUTHENTICATION_CERTIFICATE.to_bytes(2, "big"):
                offset, length = int.from_bytes(command[2:4], "big"), command[4] or 256
                return certificate.ljust(2048, b"\0")[offset : offset + length] + b"\x90\x00"
            return other.respond(command)

    with pytest.raises(SignInRefused) as found:
        api.authenticate(holder(NOBODY), InProcess(Copy()), PIN)
    assert found.value.code == "copied"
