"""A move in one act, renewals, extended stays, found cards – on real chips, also with an authority away and a desk that dies."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.offices import act, clock
from tests.unit.services.counter.desk import DESK, PINS, Stocked, held, identified, lay, officer, post_office
from tests.unit.services.residents.newcomers import ALL, ELSEWHERE_IN_KIYOSE

from tegata.cardspec import jpki
from tegata.ground import outbox
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.pki.path import UnverifiedCertificate
from tegata.reader import CommonSession, InProcess, JpkiSession
from tegata.rules.note_field import lines_of
from tegata.rules.pins import PinKind
from tegata.rules.residence import Residence
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.cards.actions import entrust
from tegata.services.cards.permissions import Permission as CardPermission
from tegata.services.certificates import api as certificates
from tegata.services.counter import queries
from tegata.services.counter.actions import chip, rewriting
from tegata.services.counter.rules.desk import DeskRefused, Errand, NotEntrusted, PrintUnreadable
from tegata.services.residents import api as residents
from tegata.services.residents.rules.events import Days

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]

Kind = certificates.Kind


class Gone(BaseException):
    """The power of the desk's computer."""


def moved(one: Stocked) -> None:
    """The holder gave notice of a move within the town."""
    today = clock().date()
    residents.move_within(act(*ALL), one.resident_id, Days(today, today), ELSEWHERE_IN_KIYOSE)
    outbox.deliver(clock(), 1000)
    outbox.deliver(clock(), 1000)


def begun(one: Stocked, errand: Errand = Errand.MOVE) -> Any:
    return rewriting.begin(officer(), DESK, one.serial, errand, identified(one, errand))[1]


def said(one: Stocked) -> str:
    return chip.read_with_number_b(DESK, one.card).attributes.address


def signature_on(country: Home, one: Stocked) -> int:
    with country.open_card(str(one.card_id)) as card:
        session = JpkiSession(InProcess(card))
        session.verify(jpki.SIGNATURE_PASSWORD, PINS[PinKind.SIGNATURE].upper())
        return UnverifiedCertificate.parse(session.certificate("sign")).serial


def signature_of(one: Stocked) -> certificates.CertificateView:
    found = certificates.current(one.resident_id, one.card_id, Kind.SIGNATURE)
    assert found is not None
    return found


def test_a_move_changes_chip_face_and_certificate_in_one_act(country: Home) -> None:
    one = held()
    before = signature_of(one).serial
    moved(one)
    assert [duty.card_id for duty in cards.open_duties("132217", clock().date())] == [one.card_id]
    identification = begun(one)
    assert rewriting.write_chip(officer(), one.resident_id, identification, (Kind.SIGNATURE,))
    with pytest.raises(DeskRefused, match="print"):
        rewriting.read_back(officer(), one.resident_id, identification, readable=True)
    rewriting.print_note(officer(), one.resident_id, identification)
    with pytest.raises(PrintUnreadable):
        rewriting.read_back(officer(), one.resident_id, identification, readable=False)
    assert cards.open_duties("132217", clock().date()), "what cannot be read is not done"
    notes = rewriting.print_note(officer(), one.resident_id, identification)
    assert len(notes) == 1, "printed again, it is one line"
    rewriting.read_back(officer(), one.resident_id, identification, readable=True)
    record = residents.record(one.resident_id)
    assert said(one) == record.address
    assert record.address in country.printed(str(one.card_id)).notes[0]
    assert signature_of(one).serial == signature_on(country, one) != before
    assert cards.open_duties("132217", clock().date()) == []
    assert certificates.reissues_owed("132217", clock().date()) == []
    assert one.card.note_lines == len(lines_of(notes)) == 2


@pytest.mark.parametrize("where", ["commit", "installed", "print_notes"])
def test_a_desk_that_dies_goes_on_from_the_record(where: str, country: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    one = held()
    moved(one)
    rewriting_id = begun(one)
    target: Any = {
        "commit": rewriting.DeskSession,
        "installed": certificates,
        "print_notes": type(chip.plastic()),
    }[where]
    real: Callable[..., Any] = getattr(target, where)

    def die(*given: Any, **named: Any) -> None:
        real(*given, **named)
        raise Gone

    def work() -> None:
        rewriting.write_chip(officer(), one.resident_id, rewriting_id, (Kind.SIGNATURE,))
        rewriting.print_note(officer(), one.resident_id, rewriting_id)

    with monkeypatch.context() as patch:
        patch.setattr(target, where, die)
        with pytest.raises(Gone):
            work()
    assert [row.rewriting_id for row in queries.open_rewritings("132217")] == [rewriting_id]
    assert begun(one) == rewriting_id, "who begins anew goes on with what is open"
    if where != "print_notes":
        rewriting.write_chip(officer(), one.resident_id, rewriting_id, (Kind.SIGNATURE,))
    assert len(rewriting.print_note(officer(), one.resident_id, rewriting_id)) == 1
    rewriting.read_back(officer(), one.resident_id, rewriting_id, readable=True)
    assert signature_on(country, one) == signature_of(one).serial
    assert cards.open_duties("132217", clock().date()) == []


def test_a_move_goes_on_while_the_authorities_are_away(country: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    one = held()
    moved(one)

    def away(*_: Any, **__: Any) -> None:
        raise certificates.AuthorityAway

    rewriting_id = begun(one)
    with monkeypatch.context() as patch:
        patch.setattr(certificates, "certify", away)
        assert not rewriting.write_chip(officer(), one.resident_id, rewriting_id, (Kind.SIGNATURE,))
    rewriting.print_note(officer(), one.resident_id, rewriting_id)
    rewriting.read_back(officer(), one.resident_id, rewriting_id, readable=True)
    assert said(one) == residents.record(one.resident_id).address
    assert [owed.card_id for owed in certificates.reissues_owed("132217", clock().date())] == [one.card_id]
    later = begun(one, Errand.RENEWAL)
    assert rewriting.write_chip(officer(), one.resident_id, later, (Kind.SIGNATURE,))
    rewriting.finish(officer(), one.resident_id, later)
    assert signature_on(country, one) == signature_of(one).serial
    assert certificates.reissues_owed("132217", clock().date()) == []


def test_a_post_office_renews_for_towns_that_entrusted_it(country: Home) -> None:
    one = held()
    postmaster = post_office()
    with pytest.raises(NotEntrusted):
        rewriting.begin(postmaster, DESK, one.serial, Errand.RENEWAL, identified(one, Errand.RENEWAL))
    entrust(act(CardPermission.ENTRUST), "132217", clock().date())
    with pytest.raises(Exception, match="counter:card:rewrite"):
        rewriting.begin(postmaster, DESK, one.serial, Errand.MOVE, identified(one))
    before = {view.serial for view in certificates.certificates_of(one.resident_id, one.card_id)}
    identification = identified(one, Errand.RENEWAL, postmaster)
    _, rewriting_id = rewriting.begin(postmaster, DESK, one.serial, Errand.RENEWAL, identification)
    shown = queries.rewriting_of(one.resident_id, rewriting_id)
    assert shown is not None
    rewriting.write_chip(postmaster, one.resident_id, rewriting_id, tuple(Kind), shown.version)
    with pytest.raises(ChangedMeanwhile):
        rewriting.finish(officer("other"), one.resident_id, rewriting_id, shown.version)
    rewriting.finish(postmaster, one.resident_id, rewriting_id)
    on_card = [view for view in certificates.certificates_of(one.resident_id, one.card_id) if view.serial not in before]
    assert {view.kind for view in on_card if view.on_card} == set(Kind)
    assert signature_on(country, one) == signature_of(one).serial


def test_a_found_card_is_used_again_with_new_certificates(country: Home) -> None:
    one = held()
    cards.suspend(officer(), one.resident_id, one.card_id)
    outbox.deliver(clock(), 1000)
    rewriting_id = begun(one, Errand.RESUME)
    outbox.deliver(clock(), 1000)
    assert one.card.state is cards.State.HANDED_OVER
    rewriting.write_chip(officer(), one.resident_id, rewriting_id, tuple(Kind))
    rewriting.finish(officer(), one.resident_id, rewriting_id)
    assert certificates.missing(one.resident_id, one.card_id, clock().date()) == ()
    assert signature_on(country, one) == signature_of(one).serial


def test_somebody_elses_card_on_the_desk_is_not_rewritten() -> None:
    one, two = held(1), held(2)
    moved(one)
    rewriting_id = begun(one)
    lay(two)
    with pytest.raises(DeskRefused, match="not the one"):
        rewriting.write_chip(officer(), one.resident_id, rewriting_id, (Kind.SIGNATURE,))


def test_an_extended_stay_lengthens_the_card(country: Home) -> None:
    today = clock().date()
    stay = {
        "residence": Residence.MID_TO_LONG_TERM,
        "nationality": "ベトナム",
        "stay_ends": today + timedelta(days=200),
    }
    one = held(**stay)
    before = one.card.expires
    later = today + timedelta(days=900)
    residents.extend_stay(act(*ALL), one.resident_id, Days(today, today), Residence.MID_TO_LONG_TERM, later)
    outbox.deliver(clock(), 1000)
    rewriting_id = begun(one, Errand.EXTENSION)
    rewriting.write_chip(officer(), one.resident_id, rewriting_id, tuple(Kind))
    notes = rewriting.print_note(officer(), one.resident_id, rewriting_id)
    rewriting.read_back(officer(), one.resident_id, rewriting_id, readable=True)
    assert one.card.expires == later
    assert before is not None
    assert before < later
    assert "有効期限" in notes[-1]
    with country.open_card(str(one.card_id)) as card:
        assert CommonSession(InProcess(card)).record().expiry == later
    assert signature_of(one).expires == later
    assert said(one), "number B goes on containing the year that was printed"
