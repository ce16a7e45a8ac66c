"""One id for a person at one service provider: the same for both certificates, through renewals and moves, another elsewhere."""

import secrets
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.ids import new_id
from tegata.pki.names import Kind
from tegata.services.certificates import api as certificates
from tegata.services.verifiers.actions.asking import Asker, count
from tegata.services.verifiers.models import UserId
from tegata.services.verifiers.queries import served
from tegata.services.verifiers.rules import Refusal, Refused

FIND, FORGET = "user-ids", "user-ids forgotten"


def user_id(asker: Asker, tenant: str, kind: Kind, serial: int) -> str:
    """The id of a certificate's holder at a firm, made at the first question. Raises Refused."""
    resident_id = _holder(asker, tenant, kind, serial)
    with transaction.atomic():
        row, made = UserId.objects.get_or_create(
            resident_id=resident_id,
            tenant=tenant,
            until=None,
            defaults={"id": new_id(asker.act.at), "word": secrets.token_urlsafe(16), "since": asker.act.at},
        )
        count(asker, FIND, "made" if made else "found", tenant)
        audit.record(asker.act, "verifiers user id", subject=resident_id, facts={"firm": tenant})
    return row.word


def forget(asker: Asker, tenant: str, kind: Kind, serial: int) -> bool:
    """Delete the id of a certificate's holder at a firm; the next question makes another. Raises Refused."""
    resident_id = _holder(asker, tenant, kind, serial)
    with transaction.atomic():
        rows = UserId.objects.filter(resident_id=resident_id, tenant=tenant, until=None)
        done = bool(rows.update(until=asker.act.at))
        count(asker, FORGET, "done" if done else "none", tenant)
        audit.record(asker.act, "verifiers forget user id", subject=resident_id, facts={"firm": tenant})
    return done


def _holder(asker: Asker, tenant: str, kind: Kind, serial: int) -> UUID:
    asker.require()
    served(asker.firm, tenant)
    try:
        return certificates.by_serial(kind, serial).resident_id
    except certificates.UnknownCertificate as error:
        raise Refused(Refusal.UNKNOWN_SERIAL) from error
