"""Pages of the authority's office: firms, their keys, contracts and usage; what is decided about them, by one or by two."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, Title, page
from tegata.ground.templatetags.ground import moment
from tegata.rules.calendar import add_months
from tegata.services.verifiers import actions, queries
from tegata.services.verifiers.forms import ContractForm, FirmForm, KeyForm, QuotaForm
from tegata.services.verifiers.permissions import Permission
from tegata.services.verifiers.queries import ContractView, FirmView, KeyView
from tegata.services.verifiers.rules import FirmState, Role, Step, WrongFirm, steps
from tegata.services.verifiers.views import texts

DECIDE, DROP = "decide", "drop"
T = TypeVar("T")


@page(permission=Permission.SEE, title=gettext_lazy("Verifiers and operators"))
def firms(request: StaffRequest) -> HttpResponse:
    """All firms: few hundreds in the country."""
    rows = [
        [
            parts.Link(one.name, reverse("verifiers:firm", args=[one.firm_id])),
            one.firm_id,
            texts.ROLE[one.role],
            texts.STATES[one.state],
            _("waits for the second person") if one.proposed else "",
        ]
        for one in queries.firms()
    ]
    labels = (_("Name"), _("Id"), _("Role"), _("State"), "")
    table = parts.Table(_("Firms"), [parts.Column(label) for label in labels], rows, empty=_("No firm applied yet."))
    may_enter = Permission.ENTER in request.act.permissions
    return render(request, "verifiers/firms.html", {"table": table, "may_enter": may_enter})


@page(permission=Permission.ENTER, title=gettext_lazy("Enter an application"))
def new(request: StaffRequest) -> HttpResponse:
    """An application that came by paper."""
    form = FirmForm(request.POST or None)

    def entered() -> str:
        sent = form.cleaned_data
        return actions.apply(request.act, sent["firm_id"], Role(sent["role"]), sent["name"], sent["purpose"])

    if firm_id := _done(request, form, entered):
        return redirect("verifiers:firm", firm_id)
    return _form(request, form, reverse("verifiers:firms"))


@page(permission=Permission.SEE, title=gettext_lazy("Firm"))
def firm(request: StaffRequest, firm_id: str) -> HttpResponse:
    """One firm: where it stands, what can be decided, keys, contracts, this month's usage."""
    found = _firm(firm_id)
    mine = found.proposed_by == request.act.actor
    links = [] if found.proposed else [(texts.STEPS[step], step.value) for step in steps(found.state)]
    context = {
        "firm": found,
        "title": found.name,
        "items": _items(found),
        "links": links,
        "asks": found.role.asks,
        "contracts_open": found.role is not Role.VERIFIER,
        "notice": _notice(found, mine=mine),
        "mine": mine,
        "keys": _keys(found, queries.keys_of(firm_id)),
        "contracts": _contracts(found, queries.contracts_of(found)),
        "usage": _usage(request, found),
    }
    return render(request, "verifiers/firm.html", context)


@page(permission=Permission.ENTER, title=gettext_lazy("Enter a key"))
def key(request: StaffRequest, firm_id: str) -> HttpResponse:
    """A public key that the firm signs its requests with."""
    found, form = _firm(firm_id), KeyForm(request.POST or None)

    def entered() -> UUID:
        sent = form.cleaned_data["key"]
        return actions.add_key(request.act, found.firm_id, sent.public_key, sent.certificate)

    if _done(request, form, entered):
        return redirect("verifiers:firm", firm_id)
    return _form(request, form, reverse("verifiers:firm", args=[firm_id]))


@page(permission=Permission.ENTER, title=gettext_lazy("Retire a key"))
def retire(request: StaffRequest, firm_id: str, key_id: UUID) -> HttpResponse:
    """From now on nothing signed by it is answered."""
    found = _firm(firm_id)
    consequences = [_("Requests signed by this key are not answered any more.")]

    def retired() -> bool:
        actions.retire_key(request.act, found.firm_id, key_id)
        return True

    return _confirmed(request, found, _("Retire the key"), consequences, retired)


@page(permission=Permission.ENTER, title=gettext_lazy("Enter a contract"))
def contract(request: StaffRequest, firm_id: str) -> HttpResponse:
    """The other side: operators for a service provider, service providers for an operator."""
    found = _firm(firm_id)
    wanted = Role.OPERATOR if found.role is Role.PROVIDER else Role.PROVIDER
    closed = {FirmState.ENDED, FirmState.REFUSED}
    others = [one for one in queries.firms() if one.role is wanted and one.state not in closed]
    form = ContractForm(request.POST or None, firms=others)

    def entered() -> UUID:
        pair = (found.firm_id, form.cleaned_data["other"])
        return actions.contract(request.act, *(pair if found.role is Role.PROVIDER else pair[::-1]))

    if _done(request, form, entered):
        return redirect("verifiers:firm", firm_id)
    return _form(request, form, reverse("verifiers:firm", args=[firm_id]))


@page(permission=Permission.ENTER, title=gettext_lazy("End a contract"))
def end_contract(request: StaffRequest, firm_id: str, contract_id: UUID) -> HttpResponse:
    """From now on the operator does not ask for the service provider."""
    found = _firm(firm_id)
    consequences = [_("The operator's requests for this service provider are not answered any more.")]

    def ended() -> bool:
        actions.end_contract(request.act, contract_id)
        return True

    return _confirmed(request, found, _("End the contract"), consequences, ended)


@page(permission=Permission.ENTER, title=gettext_lazy("Change the quota"))
def quota(request: StaffRequest, firm_id: str) -> HttpResponse:
    """Requests a day."""
    found = _firm(firm_id)
    form = QuotaForm(request.POST or None, initial={"quota": found.quota})

    def changed() -> bool:
        actions.set_quota(request.act, firm_id, form.cleaned_data["quota"])
        return True

    if _done(request, form, changed):
        return redirect("verifiers:firm", firm_id)
    return _form(request, form, reverse("verifiers:firm", args=[firm_id]))


@page(permission=Permission.ACCREDIT, title=gettext_lazy("Decide about a firm"))
def step(request: StaffRequest, firm_id: str, step: str) -> HttpResponse:
    """Propose, decide as the second, drop, or suspend at once: asked with what follows."""
    found = _firm(firm_id)
    if step in (DECIDE, DROP):
        return redirect("verifiers:firm", firm_id) if found.proposed is None else _second(request, found, step)
    wanted = _step(step)
    consequences = [texts.FOLLOWS[wanted]]
    if wanted is not Step.SUSPEND:
        consequences.append(gettext_lazy("Another officer has to agree first."))

    def done() -> bool:
        if wanted is Step.SUSPEND:
            actions.suspend(request.act, firm_id)
        else:
            actions.propose(request.act, firm_id, wanted)
        return True

    return _confirmed(request, found, str(texts.STEPS[wanted]), consequences, done)


def _second(request: StaffRequest, found: FirmView, step: str) -> HttpResponse:
    """What one proposed: another carries it out, either drops it."""
    wanted = found.proposed or Step.END
    if step == DECIDE:
        consequences = [texts.PROPOSED[wanted], texts.FOLLOWS[wanted]]
    else:
        consequences = [texts.PROPOSED[wanted], gettext_lazy("Nothing changes.")]

    def done() -> bool:
        (actions.decide if step == DECIDE else actions.drop)(request.act, found.firm_id)
        return True

    button = _("Agree and carry it out") if step == DECIDE else _("Drop the proposal")
    return _confirmed(request, found, button, consequences, done)


def _firm(firm_id: str) -> FirmView:
    try:
        return queries.firm(firm_id)
    except queries.UnknownFirm as error:
        raise Http404 from error


def _step(word: str) -> Step:
    try:
        return Step(word)
    except ValueError as error:
        raise Http404 from error


def _done(request: StaffRequest, form: forms.Form, act: Callable[[], T]) -> T | None:
    """What the act returns; None where there is no act yet, or it was refused: then the form says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except WrongFirm as error:
        form.add_error(None, str(texts.FAULTS[error.fault]))
        return None


def _form(request: StaffRequest, form: forms.Form, back: str) -> HttpResponse:
    return render(request, "verifiers/form.html", {"form": form, "back": back})


def _confirmed(
    request: StaffRequest, found: FirmView, button: str, consequences: Sequence[Title], act: Callable[[], bool]
) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    if _done(request, form, act):
        return redirect("verifiers:firm", found.firm_id)
    context = {"form": form, "firm": found, "button": button, "consequences": consequences}
    return render(request, "verifiers/step.html", context)


def _notice(found: FirmView, *, mine: bool) -> parts.Notice | None:
    if found.proposed is None:
        return None
    then = _("Ask a colleague to open this page and to decide.") if mine else _("It waits for you, or another officer.")
    return parts.Notice("info", then, texts.PROPOSED[found.proposed])


def _items(found: FirmView) -> list[parts.Item]:
    return [
        parts.Item(_("State"), texts.STATES[found.state]),
        parts.Item(_("Id"), found.firm_id),
        parts.Item(_("Role"), texts.ROLE[found.role]),
        parts.Item(_("What certificates are checked for"), found.purpose),
        parts.Item(_("Applied"), moment(found.applied_at)),
        parts.Item(_("Last decision"), moment(found.changed_at)),
        parts.Item(_("Id in its tokens"), found.caller_id or "–"),
        parts.Item(_("Requests a day"), found.quota, change=reverse("verifiers:quota", args=[found.firm_id])),
    ]


def _keys(found: FirmView, keys: list[KeyView]) -> parts.Table:
    rows = [
        [
            f"{one.digest[:16]}…",
            _("Certificate") if one.has_certificate else _("Public key"),
            one.since,
            one.until
            or parts.Link(_("Retire"), reverse("verifiers:retire", args=[found.firm_id, one.key_id]), one.digest[:8]),
        ]
        for one in keys
    ]
    labels = (_("SHA-256"), _("Kind"), _("From"), _("Ends on"))
    return parts.Table(_("Keys"), [parts.Column(label) for label in labels], rows, empty=_("No key yet."))


def _contracts(found: FirmView, contracts: list[ContractView]) -> parts.Table:
    rows = [
        [
            one.provider_name,
            one.operator_name,
            one.since,
            one.until
            or parts.Link(
                _("End"), reverse("verifiers:end_contract", args=[found.firm_id, one.contract_id]), one.provider_name
            ),
        ]
        for one in contracts
    ]
    labels = (_("Service provider"), _("Platform operator"), _("From"), _("Ends on"))
    return parts.Table(_("Contracts"), [parts.Column(label) for label in labels], rows, empty=_("No contract yet."))


def _usage(request: StaffRequest, found: FirmView) -> parts.Table:
    first = request.act.today.replace(day=1)
    lines = queries.usage(found, first, add_months(first, 1) - timedelta(days=1))
    rows = [
        [texts.WHATS.get(one.what, one.what), one.provider, one.operator, one.outcome, one.number, one.yen]
        for one in lines
    ]
    columns = [
        parts.Column(_("What")),
        parts.Column(_("Service provider")),
        parts.Column(_("Platform operator")),
        parts.Column(_("Outcome")),
        parts.Column(_("Number"), number=True),
        parts.Column(_("Yen"), number=True),
    ]
    return parts.Table(_("Usage this month"), columns, rows, empty=_("Nothing was asked this month."))
