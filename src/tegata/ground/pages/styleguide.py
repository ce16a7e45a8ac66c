"""The living style page: every component once, with invented content. A sandbox shows it; an office does not."""

from datetime import UTC, date, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import public_page


class SpecimenForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("As in the resident record."))
    day = forms.DateField(label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.ChoiceField(
        label=_("Where do you want to collect the card?"),
        choices=[("hall", _("Town hall")), ("post", _("By post"))],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label=_("Reason"), choices=[("", "–"), ("lost", _("Lost")), ("stolen", _("Stolen"))])
    note = forms.CharField(label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label=_("I have checked the photo"))


@public_page(title=_("Style page"))
def show(request: HttpRequest) -> HttpResponse:
    """Show all components; a POST shows the form with its errors."""
    form = SpecimenForm(request.POST) if request.method == "POST" else SpecimenForm()
    return render(request, "ground/styleguide.html", {"form": form, "submit": _("Check"), **_components()})


def _components() -> dict[str, object]:
    return {
        "notices": [
            parts.Notice("info", _("The card is being made.")),
            parts.Notice("success", _("The application was received."), _("Application")),
            parts.Notice("warning", _("The card expires in two months.")),
            parts.Notice("error", _("The photo shows two faces. Take another one.")),
        ],
        "steps": parts.Steps([_("Identity"), _("Card"), _("PINs"), _("Handover")], 2),
        "table": _table(),
        "empty_table": parts.Table(_("Applications"), _columns(), [], empty=_("No application is waiting.")),
        "tags": [
            parts.Tag(_("Waiting"), "info"),
            parts.Tag(_("Valid"), "success"),
            parts.Tag(_("Expires soon"), "warning"),
            parts.Tag(_("Revoked"), "error"),
            parts.Tag(_("Closed")),
        ],
        "summary": [
            parts.Item(_("Name"), "手形 花子", "/style"),
            parts.Item(_("State"), parts.Tag(_("Valid"), "success")),
        ],
        "queue": parts.Queue(_("Cards of this batch"), 340, 1000),
        "day": date(1980, 2, 17),
        "moment": datetime(2026, 4, 1, 1, 0, tzinfo=UTC),
        "confirmation": parts.Confirmation(
            _("Revoke this card?"), [_("The card and its certificates end at once.")], _("Revoke the card"), "/style"
        ),
    }


def _columns() -> list[parts.Column]:
    return [
        parts.Column(_("Application"), href="/style?by=id", order="ascending"),
        parts.Column(_("Name"), href="/style?by=name"),
        parts.Column(_("State")),
        parts.Column(_("Fee"), number=True),
    ]


def _table() -> parts.Table:
    names = ["手形 花子", "手形 太郎", "関所 一"]
    rows = [
        [parts.Link(str(number), "/style", name), name, parts.Tag(_("Waiting"), "info"), "800"]
        for number, name in enumerate(names, 1)
    ]
    return parts.Table(_("Applications"), _columns(), rows, next="/style?after=3", first="/style")
