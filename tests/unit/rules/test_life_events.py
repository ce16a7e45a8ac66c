"""Life events: clocks of the notices, and effects that exist elsewhere under the names given here."""

from datetime import date

import pytest

from tegata.pki import revocation
from tegata.rules.invalidity import Ground
from tegata.rules.life_events import CertificateEvent, LifeEvent, NoticeTooEarly, is_late, last_day_of_notice

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("event", "last"),
    [
        (LifeEvent.MOVE_IN, date(2026, 3, 15)),  # Civil Code 140: the first day is not counted
        (LifeEvent.MOVE_WITHIN, date(2026, 3, 15)),
        (LifeEvent.BIRTH, date(2026, 3, 14)),  # Family Register Act 43: it is
        (LifeEvent.DEATH, date(2026, 3, 7)),
        (LifeEvent.MOVE_OUT, DAY),
        (LifeEvent.ERASURE, None),
        (LifeEvent.ALIAS, None),
    ],
)
def test_last_day_of_notice(event: LifeEvent, last: date | None) -> None:
    assert last_day_of_notice(event, DAY) == last


def test_late_is_after_the_last_day() -> None:
    assert not is_late(LifeEvent.MOVE_IN, DAY, date(2026, 3, 15))
    assert is_late(LifeEvent.MOVE_IN, DAY, date(2026, 3, 16))
    assert not is_late(LifeEvent.MOVE_OUT, DAY, date(2026, 2, 20))
    assert not is_late(LifeEvent.CORRECTION, DAY, date(2030, 1, 1))


def test_nobody_has_moved_in_before_moving() -> None:
    with pytest.raises(NoticeTooEarly, match="転入"):
        is_late(LifeEvent.MOVE_IN, DAY, date(2026, 2, 28))


@pytest.mark.parametrize("event", CertificateEvent)
def test_the_certification_authorities_know_the_name(event: CertificateEvent) -> None:
    assert event is CertificateEvent.NONE or event.value in revocation.LifeEvent.__members__


def test_a_card_that_falls_takes_its_certificates_along() -> None:
    for event in LifeEvent:
        if event.effect.ground:
            assert event.effect.certificates is not CertificateEvent.NONE
            assert not event.effect.rewrite


def test_every_ground_that_is_an_event_of_the_record_has_one() -> None:
    told = {event.effect.ground for event in LifeEvent} | {event.effect.clock for event in LifeEvent}
    about_the_card = {Ground.EXPIRED, Ground.RETURNED, Ground.RETURN_ORDERED}
    assert told - {None} == set(Ground) - about_the_card


def test_leaving_ends_the_record_here() -> None:
    assert LifeEvent.MOVE_OUT.ends_record
    assert not LifeEvent.NATIONALITY_ACQUIRED.ends_record


def test_the_word_a_record_keeps_leads_back() -> None:
    assert LifeEvent("move-in") is LifeEvent.MOVE_IN
    assert str(LifeEvent.DEATH) == "death"
    assert LifeEvent.DEATH.ja == "死亡"
