"""C3: from a certificate's serial number to the one before, the one after, the newest and the one of the other kind, for those
entitled to ask (JPKI Act art. 18, 52); every answer is in the log.
"""

import json
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.http import HttpResponse
from django.test import Client
from tests.journeys.rounds import in_use, register, settle, status_of
from tests.offices import START, act, clock
from tests.unit.services.certificates.asking import asked
from tests.unit.services.residents.newcomers import ELSEWHERE_IN_KIYOSE, registered
from tests.unit.services.validation.callers import admit, new_key, token

from tegata.ground.act import Act, NotAllowed
from tegata.ground.models import AuditEntry
from tegata.ground.offices import Office
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.server.duties import POSTS, Duty
from tegata.server.home import Home
from tegata.services.certificates import api as certificates
from tegata.services.residents import actions as events
from tegata.services.residents.api import Days
from tegata.services.validation.api import May
from tegata.services.validation.models import QueryLog

pytestmark = [pytest.mark.django_db(transaction=True)]
SIGN, AUTH = Kind.SIGNATURE, Kind.AUTHENTICATION


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def authority() -> Act:
    """An officer of the certification authorities."""
    return act(*POSTS[Duty.AUTHORITY].permissions, office=Office.AUTHORITY, town=None)


def test_old_and_new_and_both_kinds_find_each_other(country: Home) -> None:
    who = registered()
    settle()
    card = in_use(who)
    old, other = (certificates.current(who, card.card_id, kind) for kind in (SIGN, AUTH))
    assert old is not None
    assert other is not None
    assert certificates.links(authority(), SIGN, old.serial) == certificates.Links(None, None, old.serial, other.serial)
    clock.forward(hours=1)
    events.move_within(register(), who, Days(register().today, register().today), ELSEWHERE_IN_KIYOSE)
    settle()
    asked(card, SIGN, SoftwareKey.generate().public_key)
    certificates.installed(register(), who, card.card_id)
    settle()
    new = certificates.current(who, card.card_id, SIGN)
    assert new is not None
    assert certificates.links(authority(), SIGN, old.serial) == certificates.Links(
        None, new.serial, new.serial, other.serial
    )
    assert certificates.links(authority(), SIGN, new.serial).predecessor == old.serial
    assert certificates.links(authority(), AUTH, other.serial).other_kind == new.serial
    assert [status_of(country, SIGN, serial) for serial in (old.serial, new.serial)] == ["superseded", "good"]
    assert AuditEntry.objects.filter(verb="certificates links", outcome="done").count() == 4


def test_two_people_are_never_linked(country: Home) -> None:
    people = [registered(), registered("見本　太郎", "ミホン タロウ")]
    settle()
    serials = [
        {one.serial for one in certificates.certificates_of(who, card.card_id)}
        for who in people
        for card in [in_use(who)]
    ]
    for mine, others in (serials, serials[::-1]):
        for kind in Kind:
            for serial in mine:
                try:
                    found = certificates.links(authority(), kind, serial)
                except certificates.UnknownCertificate:
                    continue  # of the other kind
                assert found.other_kind not in others
                assert found.newest not in others


def test_who_is_not_entitled_and_what_does_not_exist_is_told(country: Home) -> None:
    card = in_use()
    one = certificates.current(card.resident_id, card.card_id, SIGN)
    assert one is not None
    for duty in (Duty.CLERK, Duty.CHIEF, Duty.HOTLINE):
        with pytest.raises(NotAllowed, match="certificates:link:read"):
            certificates.links(act(*POSTS[duty].permissions), SIGN, one.serial)
    with pytest.raises(certificates.UnknownCertificate, match="no certificate of this serial number"):
        certificates.links(authority(), SIGN, 0xDEAD)
    assert not AuditEntry.objects.filter(verb="certificates links").exists()


def test_over_http_for_the_entitled_only(country: Home) -> None:
    who = registered()
    settle()
    card = in_use(who)
    sign, auth = (certificates.current(who, card.card_id, kind) for kind in (SIGN, AUTH))
    assert sign is not None
    assert auth is not None
    key = new_key()
    entitled, other = admit(key, may=(May.LINKS,)), admit(new := new_key(), may=(May.WATCH, May.OCSP))

    def ask(caller: UUID, by: EllipticCurvePrivateKey, path: str) -> HttpResponse:
        bearer = token(by, caller, "GET", path, at=clock())
        answer: HttpResponse = Client().get(path, headers={"authorization": f"Bearer {bearer}"})
        return answer

    path = f"/validation/v1/links/sign/{sign.serial:08X}"
    assert json.loads(ask(entitled, key, path).content) == {
        "kind": "sign",
        "serial": f"{sign.serial:08X}",
        "predecessor": None,
        "successor": None,
        "newest": f"{sign.serial:08X}",
        "other_kind": f"{auth.serial:08X}",
    }
    assert ask(other, new, path).status_code == 403
    assert ask(entitled, new, path).status_code == 401
    assert AuditEntry.objects.get(verb="certificates links").actor == f"caller:{entitled}"
    assert [(row.caller, row.result) for row in QueryLog.objects.filter(service="links")] == [(entitled, "told")]
