"""The latest attributes (最新の利用者情報): asked any number of times while a consent counts; the holder sees each answer."""

from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.pki.names import Kind
from tegata.rules.verification_fees import Answer, yen
from tegata.services.certificates import api as certificates
from tegata.services.residents import api as residents
from tegata.services.verifiers.actions.asking import Asker, count
from tegata.services.verifiers.actions.consents import locked, own
from tegata.services.verifiers.models import Disclosure
from tegata.services.verifiers.queries import ConsentView, served
from tegata.services.verifiers.rules import Known, Next, Refusal, Refused, Said, answer, require_counts

FETCH = "attributes"


@transaction.atomic
def fetch(asker: Asker, consent_id: UUID, serial: int) -> Next:
    """What is new about the holder of the signature certificate `serial`, by a consent of the same person. Raises Refused.

    The consent is locked: what is given was given before it was withdrawn, or not at all.
    """
    asker.require()
    kept = locked(own(asker, consent_id))
    served(asker.firm, kept.provider)
    require_counts(kept.period, asker.act.at, withdrawn=kept.withdrawn_at is not None)
    try:
        asked = certificates.by_serial(Kind.SIGNATURE, serial)
    except certificates.UnknownCertificate as error:
        raise Refused(Refusal.UNKNOWN_SERIAL) from error
    if asked.resident_id != kept.resident_id:
        raise Refused(Refusal.OTHER_HOLDER)
    found = _answered(asker.act, kept, asked)
    _keep(asker, kept, serial, found)
    return found


def _answered(act: Act, kept: ConsentView, asked: certificates.CertificateView) -> Next:
    versions = residents.history(kept.resident_id)
    mine = certificates.all_of(kept.resident_id)
    newest = next((one for one in mine if one.kind is Kind.SIGNATURE and one.on_card), None)
    return answer(
        died=versions[0].state is residents.RecordState.DEAD,
        asked=_known(act, asked, versions),
        newest=_known(act, newest, versions) if newest else None,
        attributes=kept.attributes,
        today=act.today,
    )


def _known(act: Act, one: certificates.CertificateView, versions: tuple[residents.ResidentRecord, ...]) -> Known:
    """A certificate counts while it is good and the record, of which the authority may not have heard, says the same still."""
    then = next(version for version in versions if version.version == one.record_version)
    counts = one.is_good_on(act.today) and then.four_attributes == versions[0].four_attributes
    said = Said(*then.four_attributes, then.kana, then.former_name, then.planned_departure)
    return Known(one.serial, counts, said)


def _keep(asker: Asker, kept: ConsentView, serial: int, found: Next) -> None:
    fee = yen(Answer.ATTRIBUTES, asker.act.today) if found.hit else 0
    Disclosure(
        resident_id=kept.resident_id,
        id=new_id(asker.act.at),
        consent_id=kept.consent_id,
        provider=kept.provider,
        operator=kept.operator,
        at=asker.act.at,
        answered=found.answered.value,
        attributes=" ".join(found.given),
        asked_serial=serial,
        given_serial=found.serial,
        yen=fee,
    ).save(force_insert=True)
    count(asker, FETCH, found.answered.value, kept.provider, fee)
    facts: dict[str, str | int | bool] = {"firm": kept.provider, "answered": found.answered.value}
    audit.record(asker.act, "verifiers attributes", subject=kept.resident_id, thing=kept.consent_id, facts=facts)
