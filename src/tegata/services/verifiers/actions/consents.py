"""Writes about consents: given and withdrawn, each by a text that the holder's signature certificate signed."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tegata.cardspec import jpki
from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.clock import day_in_japan
from tegata.ground.ids import new_id
from tegata.ground.ports import plugged
from tegata.pki.documents import DocumentError, cms
from tegata.pki.names import Kind
from tegata.pki.path import PathError
from tegata.reader import CardSigner, Connection, JpkiSession
from tegata.rules.consents import Base, ConsentRefused, Withdrawal, period, read_consent, read_withdrawal
from tegata.rules.consents import Consent as ConsentText
from tegata.services.certificates import api as certificates
from tegata.services.verifiers.actions.asking import Asker, count
from tegata.services.verifiers.events import ConsentGiven, ConsentWithdrawn
from tegata.services.verifiers.models import Consent, ConsentHolder
from tegata.services.verifiers.queries import ConsentView, FirmView, UnknownConsent, consent, consent_view, served
from tegata.services.verifiers.rules import LARGEST_DOCUMENT, Documents, Refusal, Refused, base_of

GIVE, WITHDRAW = "consents", "withdrawals"
T = TypeVar("T")


def give(asker: Asker, provider: str, document: bytes, received: datetime | None = None) -> ConsentView:
    """Take a consent for a service provider. The same text again is the same consent, withdrawn or not. Raises Refused."""
    asker.require()
    party = served(asker.firm, provider)
    content, certificate = _signed(document, asker.act.at)
    text = _read(read_consent, content)
    _require_parties(text, party, asker.firm)
    base = base_of(Base(settings.CONSENT_BASE), asker.act.at, received)
    with transaction.atomic():
        found = _keep(asker.act, certificate, text, document, base)
        count(asker, GIVE, "taken", provider)
    return found


def withdraw(asker: Asker, consent_id: UUID, document: bytes) -> ConsentView:
    """Take a consent back, passed on by the operator to whom it was given. Again changes nothing. Raises Refused."""
    asker.require()
    kept = own(asker, consent_id)
    with transaction.atomic():
        found = _withdrawn(asker.act, kept, document)
        count(asker, WITHDRAW, "taken", kept.provider)
    return found


@transaction.atomic
def withdraw_by_holder(act: Act, kept: ConsentView, document: bytes) -> ConsentView:
    """Take a consent back at the centre itself, whatever became of the firms. Raises Refused."""
    return _withdrawn(act, kept, document)


def withdraw_with_card(
    act: Act, kept: ConsentView, connection: Connection, password: str, *, allow_last_try: bool = False
) -> ConsentView:
    """Take a consent back at the centre itself, whatever became of the firms: the card signs the withdrawal.

    Raises Refused, and the reader's errors: WrongPin, PinBlocked, LastTryRefused, CardRemoved, NotAnIndividualNumberCard.
    """
    session = JpkiSession(connection)
    session.verify(jpki.SIGNATURE_PASSWORD, password, allow_last_try=allow_last_try)
    text = Withdrawal(secrets.token_urlsafe(16), str(kept.consent_id), kept.provider).text()
    return withdraw_by_holder(act, kept, cms.sign(text, CardSigner(session), act.at))


def own(asker: Asker, consent_id: UUID) -> ConsentView:
    """A consent that came through this operator; another's is as unknown as none. Raises Refused."""
    try:
        found = consent(consent_id)
    except UnknownConsent as error:
        raise Refused(Refusal.UNKNOWN_CONSENT) from error
    if found.operator != asker.firm.firm_id:
        raise Refused(Refusal.UNKNOWN_CONSENT)
    return found


def locked(kept: ConsentView) -> ConsentView:
    """The same consent as it is now, locked in the caller's transaction."""
    rows = Consent.objects.select_for_update()
    return consent_view(rows.get(resident_id=kept.resident_id, id=kept.consent_id))


def _require_parties(text: ConsentText, provider: FirmView, operator: FirmView) -> None:
    """The holder agreed to a firm by its name: a text that calls it otherwise than it is registered was not about it."""
    if (text.provider, text.operator) != (provider.firm_id, operator.firm_id):
        raise Refused(Refusal.OTHER_PARTIES, "the signed text names another service provider or operator")
    if (text.provider_name, text.operator_name) != (provider.name, operator.name):
        names = f"provider_name is {provider.name}, operator_name is {operator.name}"
        raise Refused(Refusal.OTHER_PARTIES, f"the text names them otherwise than they are registered: {names}")


def _keep(
    act: Act, certificate: certificates.CertificateView, text: ConsentText, document: bytes, base: datetime
) -> ConsentView:
    counts, resident_id = period(day_in_japan(base)), certificate.resident_id
    row, made = Consent.objects.get_or_create(
        resident_id=resident_id,
        text_digest=hashlib.sha256(text.text()).hexdigest(),
        defaults={
            "id": new_id(act.at),
            "provider": text.provider,
            "operator": text.operator,
            "text": text.text(),
            "document_digest": hashlib.sha256(document).hexdigest(),
            "serial": certificate.serial,
            "given_at": act.at,
            "begins": counts.begins,
            "ends": counts.ends,
        },
    )
    if made:
        ConsentHolder(consent_id=row.id, resident_id=resident_id).save(force_insert=True)
        audit.record(act, "verifiers consent", subject=resident_id, thing=row.id, facts={"firm": text.provider})
        outbox.announce(act.at, ConsentGiven(resident_id, row.id, text.provider, act.today))
    return consent_view(row)


def _withdrawn(act: Act, kept: ConsentView, document: bytes) -> ConsentView:
    content, certificate = _signed(document, act.at)
    text: Withdrawal = _read(read_withdrawal, content)
    if (text.consent, text.provider) != (str(kept.consent_id), kept.provider):
        raise Refused(Refusal.OTHER_PARTIES, "the signed text names another consent or service provider")
    if certificate.resident_id != kept.resident_id:
        raise Refused(Refusal.OTHER_HOLDER)
    row = Consent.objects.select_for_update().get(resident_id=kept.resident_id, id=kept.consent_id)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawal_digest = act.at, hashlib.sha256(document).hexdigest()
        row.save(update_fields=["withdrawn_at", "withdrawal_digest"])
        audit.record(act, "verifiers withdraw", subject=row.resident_id, thing=row.id, facts={"firm": row.provider})
        outbox.announce(act.at, ConsentWithdrawn(row.resident_id, row.id, row.provider, act.today))
    return consent_view(row)


def _signed(document: bytes, at: datetime) -> tuple[bytes, certificates.CertificateView]:
    """The text, and whose certificate signed it. Raises Refused."""
    documents: Documents = plugged("documents")
    if len(document) > LARGEST_DOCUMENT:
        raise Refused(Refusal.NO_DOCUMENT, f"a signed consent has at most {LARGEST_DOCUMENT} bytes")
    try:
        content, serial = documents.signed_text(document, at)
        return content, certificates.by_serial(Kind.SIGNATURE, serial)
    except DocumentError as error:
        raise Refused(Refusal.NO_DOCUMENT, str(error)) from error
    except PathError as error:
        raise Refused(Refusal.NOT_ACCEPTED, str(error), reason=error.code) from error
    except certificates.UnknownCertificate as error:
        raise Refused(Refusal.UNKNOWN_SERIAL) from error
    except certificates.AuthorityAway as error:
        raise Refused(Refusal.AWAY) from error


def _read(reader: Callable[[bytes], T], content: bytes) -> T:
    try:
        return reader(content)
    except ConsentRefused as error:
        raise Refused(Refusal.NO_CONSENT_TEXT, str(error)) from error
