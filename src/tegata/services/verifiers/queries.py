"""Reads: firms, who asks for whom, usage; a holder's consents and what was given by them. What comes out are values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from tegata.rules.consents import Attribute, Period, read_consent
from tegata.rules.consents import Consent as ConsentText
from tegata.services.verifiers.models import (
    Consent,
    ConsentHolder,
    Contract,
    Disclosure,
    Firm,
    Key,
    Usage,
)
from tegata.services.verifiers.rules import FirmState, Refusal, Refused, Role, Step


class UnknownFirm(LookupError):
    """There is no firm of this id."""


class UnknownConsent(LookupError):
    """There is no consent of this id, or it is another holder's."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """A public key of a firm by its SHA-256, and from when until when it was taken."""

    key_id: UUID
    digest: str
    has_certificate: bool
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class FirmView:
    """A firm as other rooms and pages see it."""

    firm_id: str
    role: Role
    name: str
    purpose: str
    state: FirmState
    quota: int
    applied_at: datetime
    changed_at: datetime
    caller_id: UUID | None
    proposed: Step | None
    proposed_by: str


@dataclass(frozen=True, slots=True)
class ContractView:
    """A service provider and the operator that asks for it."""

    contract_id: UUID
    provider: str
    provider_name: str
    operator: str
    operator_name: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class UsageLine:
    """How often something was asked in a time, how it ended, for how much."""

    operator: str
    provider: str
    what: str
    outcome: str
    number: int
    yen: int


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A consent. `text` is what the holder signed, item by item."""

    resident_id: UUID
    consent_id: UUID
    provider: str
    operator: str
    text: ConsentText
    serial: int
    given_at: datetime
    period: Period
    withdrawn_at: datetime | None

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """What the holder agreed to have given."""
        return self.text.attributes

    def state(self, at: datetime) -> str:
        """`withdrawn`, `not-begun`, `lapsed` or `counts`."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if at < self.period.begins:
            return "not-begun"
        return "counts" if self.period.has(at) else "lapsed"


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """What a firm asked by a consent, and which attributes it was given."""

    at: datetime
    provider: str
    operator: str
    answered: str
    attributes: tuple[str, ...]


def firm(firm_id: str) -> FirmView:
    """One firm. Raises UnknownFirm."""
    row = Firm.objects.filter(id=firm_id).first()
    if row is None:
        raise UnknownFirm
    return view_of(row)


def firms() -> list[FirmView]:
    """All firms by name."""
    return [view_of(row) for row in Firm.objects.order_by("name", "id")]


def names(firm_ids: set[str]) -> dict[str, str]:
    """Names by id. One query."""
    return dict(Firm.objects.filter(id__in=firm_ids).values_list("id", "name"))


def by_caller(caller_id: UUID) -> FirmView:
    """The firm that the status service knows by this id. Raises Refused."""
    row = Firm.objects.filter(caller_id=caller_id).first()
    if row is None:
        raise Refused(Refusal.NOT_AN_OPERATOR)
    return view_of(row)


def keys_of(firm_id: str) -> list[KeyView]:
    """A firm's keys, the newest first."""
    rows = Key.objects.filter(firm_id=firm_id).order_by("-since", "-id")
    return [KeyView(row.id, row.digest, row.certificate is not None, row.since, row.until) for row in rows]


def contracts_of(firm: FirmView) -> list[ContractView]:
    """An operator's service providers, or a service provider's operators; ended ones too, the newest first."""
    side = {"provider_id" if firm.role is Role.PROVIDER else "operator_id": firm.firm_id}
    rows = Contract.objects.filter(**side).select_related("provider", "operator").order_by("-since", "-id")
    return [
        ContractView(
            row.id, row.provider_id, row.provider.name, row.operator_id, row.operator.name, row.since, row.until
        )
        for row in rows
    ]


def served(asker: FirmView, provider_id: str) -> FirmView:
    """The firm for which the asker asks: itself if it is a verifier, else a service provider under contract. Raises Refused."""
    if asker.role is Role.VERIFIER and provider_id == asker.firm_id:
        return asker
    row = Contract.objects.filter(operator_id=asker.firm_id, provider_id=provider_id, until=None).first()
    if row is None:
        raise Refused(Refusal.NO_CONTRACT)
    found = firm(provider_id)
    if found.state is not FirmState.ACCREDITED:
        raise Refused(Refusal.SUSPENDED)
    return found


def asked_on(firm_id: str, day: date) -> int:
    """How many requests a firm made on a day."""
    total = Usage.objects.filter(operator=firm_id, day=day).aggregate(total=Sum("number"))["total"]
    return int(total or 0)


def usage(firm: FirmView, first: date, last: date) -> list[UsageLine]:
    """What was asked by a firm, or for it, on the days from first to last."""
    side = {"provider" if firm.role is Role.PROVIDER else "operator": firm.firm_id}
    rows = Usage.objects.filter(day__range=(first, last), **side)
    sums = rows.values("operator", "provider", "what", "outcome").annotate(total=Sum("number"), cost=Sum("yen"))
    return [
        UsageLine(row["operator"], row["provider"], row["what"], row["outcome"], row["total"], row["cost"])
        for row in sums.order_by("operator", "provider", "what", "outcome")
    ]


def consent(consent_id: UUID) -> ConsentView:
    """One consent. Raises UnknownConsent."""
    holder = ConsentHolder.objects.filter(consent_id=consent_id).first()
    if holder is None:
        raise UnknownConsent
    return own_consent(holder.resident_id, consent_id)


def own_consent(resident_id: UUID, consent_id: UUID) -> ConsentView:
    """One consent of a holder. Raises UnknownConsent."""
    row = Consent.objects.filter(resident_id=resident_id, id=consent_id).first()
    if row is None:
        raise UnknownConsent
    return consent_view(row)


def consents_of(resident_id: UUID, limit: int = 100) -> list[ConsentView]:
    """A holder's consents, the newest first."""
    rows = Consent.objects.filter(resident_id=resident_id).order_by("-given_at", "-id")
    return [consent_view(row) for row in rows[:limit]]


def disclosures(resident_id: UUID) -> QuerySet[Disclosure]:
    """What was given to whom about a holder; a page is cut from it."""
    return Disclosure.objects.filter(resident_id=resident_id)


def disclosure_view(row: Disclosure) -> DisclosureView:
    """A row as a value."""
    return DisclosureView(row.at, row.provider, row.operator, row.answered, tuple(row.attributes.split()))


def view_of(row: Firm) -> FirmView:
    """A row as a value."""
    return FirmView(
        row.id,
        Role(row.role),
        row.name,
        row.purpose,
        FirmState(row.state),
        row.quota,
        row.applied_at,
        row.changed_at,
        row.caller_id,
        Step(row.proposed) if row.proposed else None,
        row.proposed_by,
    )


def consent_view(row: Consent) -> ConsentView:
    """A row as a value."""
    return ConsentView(
        row.resident_id,
        row.id,
        row.provider,
        row.operator,
        read_consent(bytes(row.text)),
        row.serial,
        row.given_at,
        Period(row.begins, row.ends),
        row.withdrawn_at,
    )
