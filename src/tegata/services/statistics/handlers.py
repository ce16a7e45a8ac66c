"""What the statistics do when another room announces something: count it.

The year of birth is asked of the resident record when an event arrives, and nothing else of it is kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.services.applications.events import ApplicationReceived
from tegata.services.cards.events import CardHandedOver, CardInvalidated, CardMade
from tegata.services.certificates.events import CertificateEnded, CertificateIssued
from tegata.services.residents import api as residents
from tegata.services.residents.events import LifeEventRecorded, ResidentRegistered
from tegata.services.statistics import actions
from tegata.services.statistics.rules import Measure, Reason, Standing, after_entry


def registered_together(act: Act, events: Sequence[ResidentRegistered]) -> None:
    """The same for many: who is counted for the first time at once, the others one by one."""
    records = residents.records([event.resident_id for event in events])
    first = {
        event.resident_id: (Standing(event.town, records[event.resident_id].birth.year, 1, lives=True), event.day)
        for event in events
    }
    counted = actions.state_first(first)
    for event in events:
        if event.resident_id not in counted:
            registered(act, event)


@handles(ResidentRegistered, "statistics.registered", together=registered_together)
def registered(_act: Act, event: ResidentRegistered) -> None:
    """Count a new resident where and when the record began."""
    first = Standing(event.town, _born(event.resident_id), version=1, lives=True)
    _enter(event.resident_id, first, event.day)


@handles(LifeEventRecorded, "statistics.life_event")
def life_event(_act: Act, event: LifeEventRecorded) -> None:
    """Move the resident, and the cards they hold, to where they live now; take away who died or left.

    It counts from the day of the notice, as the register does.
    """
    record = residents.record(event.resident_id)
    if record.version != event.version:
        record = next(each for each in residents.history(event.resident_id) if each.version == event.version)
    lives = record.state is residents.RecordState.RESIDENT
    now = Standing(record.town, record.birth.year, record.version, lives)
    _enter(event.resident_id, now, event.notice_day)


def _enter(resident_id: UUID, entered: Standing, day: date) -> None:
    first = replace(entered, version=0, lives=False)
    actions.restate(resident_id, first, day, lambda before: after_entry(before, entered))


@handles(ApplicationReceived, "statistics.application")
def application(_act: Act, event: ApplicationReceived) -> None:
    """Count an application by the way it came."""
    actions.count(Measure.APPLICATIONS, event.town, _born(event.resident_id), event.day, event.channel)


@handles(CardMade, "statistics.made")
def made(_act: Act, event: CardMade) -> None:
    """Count a card that was made."""
    actions.count(Measure.MADE, event.town, _born(event.resident_id), event.day)


@handles(CardHandedOver, "statistics.handed_over")
def handed_over(_act: Act, event: CardHandedOver) -> None:
    """Count a card as issued, for good, and as held, until it ends."""
    born = _born(event.resident_id)
    actions.count(Measure.ISSUED, event.town, born, event.day)
    first = Standing(event.town, born)
    actions.restate(event.resident_id, first, event.day, lambda before: replace(before, held=before.held + 1))


@handles(CardInvalidated, "statistics.invalidated")
def invalidated(_act: Act, event: CardInvalidated) -> None:
    """Count a cancellation by its reason; a card that was never handed over was only discarded."""
    born = _born(event.resident_id)
    if not event.was_held:
        actions.count(Measure.DISCARDED, event.town, born, event.day)
        return
    reason = Reason(event.why) if event.why in list(Reason) else Reason.OTHER
    actions.count(Measure.CANCELLED, event.town, born, event.day, reason)
    first = Standing(event.town, born)
    actions.restate(event.resident_id, first, event.day, lambda before: replace(before, held=before.held - 1))


@handles(CertificateIssued, "statistics.certificate_issued")
def certificate_issued(act: Act, event: CertificateIssued) -> None:
    """Count a certificate by its kind."""
    record = residents.record(event.resident_id)
    actions.count(Measure.CERTIFICATES_ISSUED, record.town, record.birth.year, act.today, event.kind)


@handles(CertificateEnded, "statistics.certificate_ended")
def certificate_ended(_act: Act, event: CertificateEnded) -> None:
    """Count the end of a certificate by kind and reason."""
    record = residents.record(event.resident_id)
    detail = f"{event.kind} {event.reason}"
    actions.count(Measure.CERTIFICATES_ENDED, record.town, record.birth.year, event.day, detail)


def _born(resident_id: UUID) -> int:
    return residents.record(resident_id).birth.year
