"""Decisions of the counter: what a scan is, what a count shows, who is identified, what a handover may not pass over."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.card_numbers import SerialNumber
from tegata.rules.expiry import NoteFieldFull
from tegata.rules.fees import CertificateOccasion
from tegata.rules.pins import PinKind
from tegata.services.counter.rules import desk, handover, proofing, rewriting, stock
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.handover import State, Verb
from tegata.services.counter.rules.proofing import DocumentKind, Item, Level, Method, Proof, Shown
from tegata.services.counter.rules.stock import Scan, Seen, Where

TODAY, NOW = date(2026, 4, 1), datetime(2026, 4, 1, 1, tzinfo=UTC)
ALL = frozenset(Item)
LICENCE = Shown(DocumentKind.LICENCE, date(2027, 1, 1))
BOOK, CARD = Shown(DocumentKind.PENSION), Shown(DocumentKind.INSURANCE, date(2027, 1, 1))
LETTER = Shown(DocumentKind.ENQUIRY)


def proof(*documents: Shown, items: frozenset[Item] = ALL, **more: object) -> Proof:
    return Proof(1, items, documents, **more)  # type: ignore[arg-type]


def proved(one: Proof, age: int = 40) -> proofing.Proved:
    return proofing.prove(one, age=age, today=TODAY)


@given(st.integers(0, 10**11 - 1))
def test_a_serial_is_read_as_people_and_scanners_write_it(running: int) -> None:
    serial = str(SerialNumber(1, 2026, running))
    wide = serial.translate({ord("0") + n: ord("０") + n for n in range(10)})
    for typed in (serial, f" {serial[:8]} {serial[8:]}\n", f"{serial[:4]}-{serial[4:]}", wide):
        assert stock.read_serial(typed) == serial


@pytest.mark.parametrize("typed", ["", "1", "1" * 15, "0126000000000019", "12345678901234567"])
def test_what_is_no_serial_is_refused(typed: str) -> None:
    with pytest.raises(stock.NotASerial):
        stock.read_serial(typed)


def test_only_a_scan_that_fits_moves_a_card() -> None:
    assert stock.next_place(Scan.UNPACK, None) is Where.SHELF
    for scan, now in (
        (Scan.UNPACK, Where.SHELF),
        (Scan.HAND_OVER, Where.SHELF),
        (Scan.SHRED, Where.SHELF),
        (Scan.PUT, None),
    ):
        with pytest.raises(stock.StockRefused):
            stock.next_place(scan, now)


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_a_count_finds_every_difference(lying: set[int], scanned: set[int], moved: set[int]) -> None:
    ids = [uuid4() for _ in range(31)]
    later = NOW + timedelta(minutes=1)
    items = [Seen(ids[one], later if one in moved else NOW - timedelta(days=1)) for one in lying]
    found = stock.of_count(items, {ids[one] for one in scanned}, NOW)
    assert found.missing == {ids[one] for one in lying - scanned - moved}
    assert found.extra == {ids[one] for one in scanned - lying}
    assert found.none is (not found.missing and not found.extra)


def test_a_count_is_due_on_weekdays() -> None:
    assert [stock.is_counting_day(date(2026, 4, day)) for day in range(1, 8)] == [
        True,
        True,
        True,
        False,
        False,
        True,
        True,
    ]


def test_photo_id_reaches_level_three() -> None:
    assert proved(proof(LICENCE)) == proofing.Proved(Method.PHOTO_ID, 1, Level.THREE, needs_second=False)


def test_without_photo_id_a_second_officer_agrees() -> None:
    found = proved(proof(LETTER, BOOK, CARD))
    assert (found.method, found.level, found.needs_second) == (Method.TWO_DOCUMENTS, Level.TWO, True)


@pytest.mark.parametrize(
    "documents",
    [
        (),
        (BOOK, CARD),
        (LETTER, BOOK),
        (Shown(DocumentKind.LICENCE, date(2026, 3, 31)),),
        (Shown(DocumentKind.LICENCE),),
    ],
)
def test_too_few_or_expired_documents_identify_nobody(documents: tuple[Shown, ...]) -> None:
    with pytest.raises(proofing.NotProved):
        proved(proof(*documents))


@pytest.mark.parametrize("item", [Item.IN_PERSON, Item.MASK_OFF, Item.REGISTER_MATCH, Item.LIKENESS])
def test_no_point_may_be_left_out(item: Item) -> None:
    with pytest.raises(proofing.NotProved, match=item.value):
        proved(proof(LICENCE, items=ALL - {item}))


def test_a_face_like_anothers_needs_two() -> None:
    assert proved(proof(LICENCE, alike=1)).needs_second
    with pytest.raises(proofing.NotProved, match="face"):
        proved(proof(LICENCE, items=ALL - {Item.NOT_A_DUPLICATE}, alike=1))


def test_children_and_wards_come_with_somebody_who_is_identified_too() -> None:
    for one, age in ((proof(LICENCE), 14), (proof(LICENCE, is_ward=True), 40)):
        with pytest.raises(proofing.NotProved, match="representative"):
            proved(one, age)
    assert proved(proof(LICENCE, representative=(LICENCE,)), 14).level is Level.THREE
    assert proved(proof(LICENCE), 15).level is Level.THREE


@given(st.lists(st.sampled_from(list(Verb)), max_size=12), st.booleans())
def test_no_order_of_steps_hands_a_card_over_without_the_others(verbs: list[Verb], face_only: bool) -> None:
    now, done = State.SCANNED, set[Verb]()
    for verb in verbs:
        try:
            now = handover.next_state(verb, now, face_only=face_only)
        except handover.HandoverRefused:
            continue
        done.add(verb)
        if now is State.DONE:
            wanted = {Verb.IDENTIFY, Verb.COMPARE} | (set() if face_only else {Verb.ASK_PINS, Verb.SET_PINS})
            assert wanted <= done
            assert not done & {Verb.STOP, Verb.PINS_OUT}


FULL = dict.fromkeys(PinKind, 3)


def test_a_chip_is_ready_with_every_pin_and_certificate() -> None:
    both = {"sign", "auth"}
    handover.require_chip_ready(FULL, found=both, due=both)
    handover.require_chip_ready({}, found=set(), due=set(), face_only=True)
    handover.require_chip_ready(FULL | {PinKind.SIGNATURE: 0}, found={"auth"}, due={"auth"})
    for kind in PinKind:
        for nothing in (0, None):
            with pytest.raises(handover.PinsNotSet, match=kind.value):
                handover.require_chip_ready(FULL | {kind: nothing}, found=both, due=both)
    with pytest.raises(handover.PinsNotSet, match="auth"):
        handover.require_chip_ready(FULL, found={"sign"}, due=both)


def test_codes_are_typed_as_people_type() -> None:
    code = desk.new_code(lambda below: below - 1)
    assert desk.plain_code(desk.in_groups(code).lower() + " ") == code


def test_a_store_may_for_a_day() -> None:
    assert desk.store_may_set(NOW, NOW)
    assert not desk.store_may_set(NOW, NOW + timedelta(hours=24))
    assert not desk.store_may_set(NOW, NOW - timedelta(seconds=1))


def test_a_post_office_does_what_was_entrusted() -> None:
    desk.require_office(desk.Errand.RENEWAL, "post", entrusted=True)
    desk.require_office(desk.Errand.MOVE, "town", entrusted=False)
    for errand, entrusted in ((desk.Errand.MOVE, True), (desk.Errand.RENEWAL, False)):
        with pytest.raises(desk.NotEntrusted):
            desk.require_office(errand, "post", entrusted=entrusted)


PAST, LATER = date(2026, 3, 31), date(2026, 4, 1)
_END = CertificateOccasion


@pytest.mark.parametrize(
    ("errand", "ended", "occasion"),
    [
        (Errand.MOVE, [("cessationOfOperation", LATER)], _END.ADDRESS_OR_NAME_CHANGED),
        (Errand.EXTENSION, [("", PAST)], _END.NEW_STAY),
        (Errand.RESUME, [("certificateHold", LATER)], _END.HOLD_LIFTED),
        (Errand.RENEWAL, [], _END.RENEWAL),
        (Errand.RENEWAL, [("", LATER), ("", LATER)], _END.RENEWAL),
        (Errand.RENEWAL, [("", LATER), ("", PAST)], _END.EXPIRED),
        (Errand.RENEWAL, [("superseded", LATER), ("", LATER)], _END.ADDRESS_OR_NAME_CHANGED),
        (Errand.RENEWAL, [("superseded", PAST), ("", PAST)], _END.EXPIRED),
        (Errand.RENEWAL, [("cessationOfOperation", LATER), ("", LATER)], _END.LOST_OR_ENDED_AT_WILL),
        (Errand.RENEWAL, [("keyCompromise", PAST)], _END.LOST_OR_ENDED_AT_WILL),
    ],
)
def test_what_became_of_the_certificates_decides_what_new_ones_cost(
    errand: Errand, ended: list[tuple[str, date]], occasion: CertificateOccasion
) -> None:
    assert rewriting.occasion_of(errand, ended, TODAY) is occasion


OLD = rewriting.Said("見本　花子", "東京都清瀬市中里", date(2036, 5, 6))


def test_the_note_field_gets_what_changed_once() -> None:
    moved = rewriting.Said("見本　花子", "東京都清瀬市元町", date(2036, 5, 6))
    notes = rewriting.new_notes((), OLD, moved, TODAY)
    assert notes == ("令和8年4月1日　住所　東京都清瀬市元町",)
    assert rewriting.new_notes(notes, OLD, moved, TODAY) == notes
    back = rewriting.new_notes(notes, OLD, OLD, TODAY)
    assert len(back) == 2, "moving back to the printed address is a new line"
    both = rewriting.Said("手形　花子", "東京都清瀬市元町", date(2040, 1, 1))
    assert len(rewriting.new_notes(notes, OLD, both, TODAY)) == 3


def test_a_full_note_field_ends_it() -> None:
    places = [rewriting.Said("見本　花子", f"東京都清瀬市{number}", OLD.expires) for number in range(5)]
    notes: tuple[str, ...] = ()
    for place in places[:4]:
        notes = rewriting.new_notes(notes, OLD, place, TODAY)
    with pytest.raises(NoteFieldFull):
        rewriting.new_notes(notes, OLD, places[4], TODAY)


def test_parcels_miss_what_nobody_scanned() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert stock.of_parcel([one, two], {two, UUID(int=3)}) == {one}
