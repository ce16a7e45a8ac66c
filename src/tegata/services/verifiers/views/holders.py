"""A holder's own pages: what was agreed to, what was given to whom and when, and taking a consent back with the card."""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import ResidentRequest, resident_page
from tegata.ground.pages.keyset import keyset
from tegata.ground.ports import plugged
from tegata.ground.templatetags.ground import moment
from tegata.reader import ReaderError
from tegata.reader.errors import LastTryRefused, PinBlocked, WrongPin
from tegata.rules.consents import ITEMS
from tegata.services.verifiers import actions, queries
from tegata.services.verifiers.forms import WithdrawForm
from tegata.services.verifiers.queries import ConsentView
from tegata.services.verifiers.rules import Refusal, Refused
from tegata.services.verifiers.views import texts

NO_CARD = gettext_lazy("The card cannot be read. Put it on the reader and try again.")
BLOCKED = gettext_lazy("The password is locked. The town hall unlocks it.")
LAST_TRY = gettext_lazy(
    "Only one try is left. A wrong password now locks the certificate. If you are sure, type it once more."
)
OTHER_CARD = gettext_lazy("This is another person's card. A consent is withdrawn with one's own.")
NOT_ACCEPTED = gettext_lazy(
    "The signature certificate of this card does not count now. The town hall renews it free of charge; then withdraw again."
)
AWAY = gettext_lazy("The certification authority cannot be reached. Please try again later; nothing was lost.")
REFUSED = {Refusal.OTHER_HOLDER: OTHER_CARD, Refusal.AWAY: AWAY}


@resident_page(title=gettext_lazy("Consents to the latest attributes"))
def consents(request: ResidentRequest) -> HttpResponse:
    """Every consent with its state; everything that was given by them."""
    own = queries.consents_of(request.resident)
    cut = keyset(queries.disclosures(request.resident), ("-at", "-id"), after=request.GET.get("after", ""))
    given = [queries.disclosure_view(row) for row in cut.rows]
    names = queries.names({one.provider for one in own} | {one.provider for one in given})
    shown = [
        {
            "consent": one,
            "items": _items(request, one),
            "open": one.withdrawn_at is None and one.state(request.act.at) != "lapsed",
        }
        for one in own
    ]
    rows = [
        [one.at, names.get(one.provider, one.provider), texts.ANSWERS[one.answered], _words(one.attributes)]
        for one in given
    ]
    labels = (_("When"), _("Firm"), _("What it learned"), _("What was given"))
    table = parts.Table(
        _("What was given"),
        [parts.Column(label) for label in labels],
        rows,
        next=f"?after={quote(cut.after)}" if cut.after else "",
        first="?" if "after" in request.GET else "",
        empty=_("Nothing was asked."),
    )
    return render(request, "verifiers/consents.html", {"consents": shown, "table": table})


@resident_page(title=gettext_lazy("Withdraw a consent"))
def withdraw(request: ResidentRequest, consent_id: UUID) -> HttpResponse:
    """The card on the reader signs the withdrawal, with the password typed by its holder."""
    try:
        kept = queries.own_consent(request.resident, consent_id)
    except queries.UnknownConsent as error:
        raise Http404 from error
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _signed(request, kept, form):
        return redirect("verifiers:consents")
    return render(request, "verifiers/withdraw.html", {"form": form, "items": _items(request, kept)})


def _signed(request: ResidentRequest, kept: ConsentView, form: WithdrawForm) -> bool:
    typed = form.cleaned_data
    try:
        with plugged("desk")(typed["reader"]) as connection:
            actions.withdraw_with_card(
                request.act, kept, connection, typed["password"], allow_last_try=typed["last_try"]
            )
    except (ReaderError, Refused) as error:
        if isinstance(error, LastTryRefused):
            form.data = {**form.data.dict(), "last_try": "on"}  # type: ignore[attr-defined]
        form.add_error("password" if isinstance(error, WrongPin | LastTryRefused) else None, _sentence(error))  # type: ignore[arg-type]
        return False
    return True


def _sentence(error: Exception) -> str | Promise:
    match error:
        case LastTryRefused():
            return LAST_TRY
        case PinBlocked():
            return BLOCKED
        case WrongPin():
            return _("The password is wrong. Tries left: %(left)d.") % {"left": error.tries_left}
        case Refused():
            return REFUSED.get(error.refusal, NOT_ACCEPTED)
        case _:
            return NO_CARD


def _items(request: ResidentRequest, one: ConsentView) -> list[parts.Item]:
    """What was signed, item by item, as it was signed; and how it stands."""
    signed = {item.word: getattr(one.text, item.word, "") for item in ITEMS}
    japanese = get_language() == "ja"
    hidden = ("what", "years", "provider", "operator", "attributes")
    return [
        parts.Item(_("State"), texts.CONSENT_STATES[one.state(request.act.at)]),
        parts.Item(_("What is given"), _words(one.attributes)),
        parts.Item(_("Given on"), moment(one.given_at)),
        parts.Item(_("Counts from"), moment(one.period.begins)),
        parts.Item(_("Counts until"), moment(one.period.ends)),
        *([parts.Item(_("Withdrawn on"), moment(one.withdrawn_at))] if one.withdrawn_at else []),
        *(
            parts.Item(item.ja if japanese else item.en, signed[item.word])
            for item in ITEMS
            if item.word not in hidden and signed[item.word]
        ),
    ]


def _words(attributes: tuple[str, ...]) -> str:
    return _(", ").join(str(texts.ATTRIBUTES[word]) for word in attributes) or "–"
