"""What may follow what: good, held, revoked; and what life events do."""

from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.unit.pki.authorities import MINUTE, NOW, Keys, found, request

from tegata.pki import revocation
from tegata.pki.authority import Authority, NeverIssued, Policy
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.revocation import (
    EFFECTS,
    AlreadyRevoked,
    CertificateStatus,
    HoldIsNotLifted,
    LifeEvent,
    NotHeld,
    Reason,
    RevocationRefused,
    State,
)

FINAL = [item for item in Reason if item not in (Reason.CERTIFICATE_HOLD, Reason.REMOVE_FROM_CRL)]
R = Reason


class Life(RuleBasedStateMachine):
    """One certificate, changed at random; beside it what the standard and the practice statement say."""

    @initialize()
    def issue(self) -> None:
        self.now = NOW
        self.status = CertificateStatus(State.GOOD, NOW)

    def _follow(self, change: revocation.StatusChange) -> None:
        self.status = CertificateStatus(change.state, change.at, change.reason)

    @rule(minutes=st.integers(1, 10_000))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(reason=st.sampled_from(FINAL))
    def revoke(self, reason: Reason) -> None:
        before = self.status
        if before.state is State.REVOKED:
            with pytest.raises(AlreadyRevoked):
                revocation.revoke(before, reason, self.now)
            return
        self._follow(revocation.revoke(before, reason, self.now))
        since = before.since if before.state is State.HELD else self.now
        assert self.status == CertificateStatus(State.REVOKED, since, reason)

    @rule()
    def hold(self) -> None:
        if self.status.state is not State.GOOD:
            with pytest.raises(RevocationRefused):
                revocation.hold(self.status, self.now)
            return
        self._follow(revocation.hold(self.status, self.now))
        assert self.status == CertificateStatus(State.HELD, self.now, Reason.CERTIFICATE_HOLD)

    @rule(allowed=st.booleans())
    def resume(self, allowed: bool) -> None:
        if self.status.state is not State.HELD:
            with pytest.raises(NotHeld):
                revocation.resume(self.status, self.now, allowed=allowed)
        elif not allowed:
            with pytest.raises(HoldIsNotLifted):
                revocation.resume(self.status, self.now)
        else:
            self._follow(revocation.resume(self.status, self.now, allowed=True))
            assert self.status == CertificateStatus(State.GOOD, self.now)

    @precondition(lambda self: self.status.state is State.REVOKED)
    @rule()
    def nothing_follows(self) -> None:
        for act in (revocation.hold, revocation.resume):
            with pytest.raises(RevocationRefused):
                act(self.status, self.now)

    @invariant()
    def a_reason_stands_beside_every_end(self) -> None:
        if hasattr(self, "status"):
            assert (self.status.reason is None) is (self.status.state is State.GOOD)
            assert self.status.since <= self.now


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestLife = Life.TestCase


@pytest.mark.parametrize("reason", [Reason.CERTIFICATE_HOLD, Reason.REMOVE_FROM_CRL])
def test_a_hold_ends_nothing(reason: Reason) -> None:
    with pytest.raises(RevocationRefused, match=reason.standard_name):
        revocation.revoke(CertificateStatus(State.GOOD, NOW), reason, NOW)


def test_the_reasons_of_the_standard() -> None:
    assert {item.value: item.standard_name for item in Reason} == {
        0: "unspecified",
        1: "keyCompromise",
        2: "cACompromise",
        3: "affiliationChanged",
        4: "superseded",
        5: "cessationOfOperation",
        6: "certificateHold",
        8: "removeFromCRL",
        9: "privilegeWithdrawn",
        10: "aACompromise",
    }
    assert all(Reason.named(item.standard_name) is item for item in Reason)
    with pytest.raises(ValueError, match="affiliationChanged"):
        Reason.named("dead")


# The four reasons of the article 失効情報の利用: 1 affiliationChanged, 2 cessationOfOperation, 3 superseded, 4 certificateHold.
SEED = {
    LifeEvent.DEATH: (R.AFFILIATION_CHANGED, R.AFFILIATION_CHANGED),
    LifeEvent.MOVED_ABROAD: (R.AFFILIATION_CHANGED, R.AFFILIATION_CHANGED),
    LifeEvent.LOSS_REPORTED_AT_COUNTER: (R.CESSATION_OF_OPERATION, R.CESSATION_OF_OPERATION),
    LifeEvent.ATTRIBUTES_CHANGED: (R.SUPERSEDED, None),
    LifeEvent.RENEWAL: (R.SUPERSEDED, R.SUPERSEDED),
    LifeEvent.LOSS_REPORTED_BY_PHONE: (R.CERTIFICATE_HOLD, R.CERTIFICATE_HOLD),
}


@pytest.mark.parametrize("event", SEED)
def test_effects_are_those_of_the_article(event: LifeEvent) -> None:
    effect = EFFECTS[event]
    assert (effect.on(Kind.SIGNATURE), effect.on(Kind.AUTHENTICATION)) == SEED[event]
    assert effect.source.startswith("article")


def test_every_event_has_an_effect_and_a_source() -> None:
    assert list(EFFECTS) == list(LifeEvent)
    assert all(effect.source for effect in EFFECTS.values())


@pytest.mark.parametrize("event", LifeEvent)
def test_events_reach_the_records(authority: Authority, keys: Keys, event: LifeEvent) -> None:
    serial = UnverifiedCertificate.parse(authority.certify(request(keys.holder), NOW)).serial
    reason = authority.apply(event, serial, NOW + MINUTE)
    assert reason is EFFECTS[event].on(authority.kind)
    status = authority.status(serial)
    expected = (
        State.GOOD if reason is None else State.HELD if reason is Reason.CERTIFICATE_HOLD else State.REVOKED,
        NOW if reason is None else NOW + MINUTE,
        reason,
    )
    assert (status.state, status.since, status.reason) == expected


def test_a_hold_is_not_lifted_by_default_and_keeps_its_date(signing: Authority, issued: bytes) -> None:
    serial = UnverifiedCertificate.parse(issued).serial
    signing.hold(serial, NOW + MINUTE)
    with pytest.raises(HoldIsNotLifted):
        signing.resume(serial, NOW + 2 * MINUTE)
    signing.revoke(serial, Reason.CESSATION_OF_OPERATION, NOW + 3 * MINUTE)
    status = signing.status(serial)
    assert (status.state, status.since) == (State.REVOKED, NOW + MINUTE)
    with pytest.raises(AlreadyRevoked):
        signing.revoke(serial, Reason.SUPERSEDED, NOW + 4 * MINUTE)


def test_an_installation_may_lift_holds(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> None:
    lifting = found(Kind.SIGNATURE, keys.authority, tmp_path_factory.mktemp("lifting"), Policy(holds_are_lifted=True))
    serial = UnverifiedCertificate.parse(lifting.certify(request(keys.holder), NOW)).serial
    lifting.hold(serial, NOW + MINUTE)
    with pytest.raises(HoldIsNotLifted):
        lifting.resume(serial, NOW + 2 * MINUTE, allowed=False)
    lifting.resume(serial, NOW + 2 * MINUTE)
    assert lifting.status(serial).state is State.GOOD
    assert lifting.status(serial, NOW + MINUTE).state is State.HELD


def test_a_serial_never_issued_is_told_apart(signing: Authority) -> None:
    moment: datetime = NOW
    for act in (signing.status, lambda n: signing.hold(n, moment), lambda n: signing.revoke(n, R.SUPERSEDED, moment)):
        with pytest.raises(NeverIssued, match="7FFFFFFF"):
            act(0x7FFFFFFF)
