"""PINs of cards in use: unlocked or set anew with the holder there, or by phone and a store's terminal."""

from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from tests.offices import act, clock
from tests.unit.services.applications.desk import himself
from tests.unit.services.counter.desk import DESK, PINS, Stocked, held, identified, lay, officer, post_office

from tegata.cardspec import jpki
from tegata.ground import outbox
from tegata.ground.act import Act, NotAllowed
from tegata.ground.models import Event
from tegata.ground.offices import Office
from tegata.reader import InProcess, JpkiSession
from tegata.reader.errors import PinBlocked, WrongPin
from tegata.rules.pins import PinKind
from tegata.server.home import Home
from tegata.services.counter.actions import holder, pins, proofing
from tegata.services.counter.rules.desk import DeskRefused, Errand, NotEntrusted
from tegata.services.production import api as production
from tegata.services.residents import api as residents

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]

AUTH, SIGN = (PinKind.AUTHENTICATION,), (PinKind.SIGNATURE,)
STORE = "store-7"


def verify(country: Home, one: Stocked, fid: int, value: str) -> None:
    with country.open_card(str(one.card_id)) as card:
        JpkiSession(InProcess(card)).verify(fid, value, allow_last_try=True)


def block(country: Home, one: Stocked) -> None:
    for _ in range(3):
        with suppress(WrongPin, PinBlocked):
            verify(country, one, jpki.AUTHENTICATION_PIN, "0000")
    with pytest.raises(PinBlocked):
        verify(country, one, jpki.AUTHENTICATION_PIN, PINS[PinKind.AUTHENTICATION])


def terminal() -> Act:
    return Act("system:store", Office.PUBLIC, clock(), "own card")


def test_a_blocked_pin_is_unlocked_or_set_anew_by_an_identified_holder(country: Home) -> None:
    one = held()
    block(country, one)
    with pytest.raises(proofing.NotIdentified):
        pins.unlock(officer(), DESK, one.serial, AUTH, uuid4())
    pins.unlock(officer(), DESK, one.serial, AUTH, identified(one, Errand.UNLOCK))
    verify(country, one, jpki.AUTHENTICATION_PIN, PINS[PinKind.AUTHENTICATION])
    _, _, code = pins.ask_reset(officer(), DESK, one.serial, AUTH, identified(one))
    assert holder.screen(code, clock()).kinds == AUTH
    holder.set_pins(code, {PinKind.AUTHENTICATION: "5555"}, clock())
    verify(country, one, jpki.AUTHENTICATION_PIN, "5555")
    assert Event.objects.filter(kind="counter.PinsReset").count() == 2
    assert [letter.kind for letter in residents.letters(one.resident_id)].count("PINs set") == 3


def test_an_identification_serves_for_an_hour_and_one_person(country: Home) -> None:
    one, two = held(1), held(2)
    of_one = identified(one)
    with pytest.raises(proofing.NotIdentified):
        pins.ask_reset(officer(), DESK, two.serial, AUTH, of_one)
    clock.forward(hours=1, seconds=1)
    with pytest.raises(proofing.NotIdentified):
        pins.ask_reset(officer(), DESK, one.serial, AUTH, of_one)


def test_a_post_office_needs_the_towns_trust_and_a_stopped_card_gets_nothing(country: Home) -> None:
    one = held()
    with pytest.raises(NotEntrusted):
        pins.ask_reset(post_office(), DESK, one.serial, AUTH, identified(one))
    from tegata.services.cards import api as cards  # noqa: PLC0415

    cards.suspend(officer(), one.resident_id, one.card_id)
    with pytest.raises(production.ChangeRefused, match="suspended"):
        pins.ask_reset(officer(), DESK, one.serial, AUTH, identified(one))


def test_a_store_sets_the_password_asked_for_by_phone(country: Home) -> None:
    one = held()
    lay(one, STORE)
    with pytest.raises(DeskRefused, match="phone"):
        pins.set_at_store(terminal(), STORE, PINS[PinKind.AUTHENTICATION], "fresh1")
    with pytest.raises(NotAllowed):
        pins.request_by_phone(himself(uuid4()), one.card_id)
    pins.request_by_phone(himself(one.resident_id), one.card_id)
    with pytest.raises(WrongPin):
        pins.set_at_store(terminal(), STORE, "0000", "fresh1")
    pins.set_at_store(terminal(), STORE, PINS[PinKind.AUTHENTICATION], "fresh1")
    verify(country, one, jpki.SIGNATURE_PASSWORD, "FRESH1")
    with pytest.raises(DeskRefused, match="phone"):
        pins.set_at_store(terminal(), STORE, PINS[PinKind.AUTHENTICATION], "fresh2")
    pins.request_by_phone(himself(one.resident_id), one.card_id)
    clock.forward(hours=24)
    with pytest.raises(DeskRefused, match="24 hours"):
        pins.set_at_store(terminal(), STORE, PINS[PinKind.AUTHENTICATION], "fresh3")


def test_nothing_that_was_typed_is_kept(country: Home) -> None:
    one = held()
    outbox.deliver(clock(), 1000)
    _, _, code = pins.ask_reset(officer(), DESK, one.serial, SIGN, identified(one))
    holder.set_pins(code, {PinKind.SIGNATURE: "qx7kz9w"}, clock())
    from django.apps import apps  # noqa: PLC0415

    for model in apps.get_models():
        for row in model._default_manager.all().values():
            text = " ".join(
                value.hex() if isinstance(value, bytes | memoryview) else str(value) for value in row.values()
            )
            for secret in ("QX7KZ9W", "qx7kz9w", b"QX7KZ9W".hex(), code):
                assert secret not in text, model.__name__


def test_permission_is_needed() -> None:
    one = held()
    bare = act("counter:desk:see", who="bare")
    some: UUID = identified(one)
    with pytest.raises(NotAllowed):
        pins.unlock(bare, DESK, one.serial, AUTH, some)
