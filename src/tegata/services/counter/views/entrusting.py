"""The town entrusts the renewal of certificates to its post offices (郵便局への事務委託, Act 120 of 2001)."""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import wareki
from tegata.services.cards import api as cards
from tegata.services.counter.views.showing import Page, Section, sent, tried
from tegata.services.counter.views.today import trail


class SinceForm(forms.Form):
    """From which day on."""

    since = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))


@page(permission=cards.Permission.ENTRUST, title=gettext_lazy("Renewal at post offices"))
def post_offices(request: StaffRequest) -> HttpResponse:
    """Since when, and a form for the day."""
    act = request.act
    town, form = act.town or "", sent(request, SinceForm)

    def do() -> None:
        since: date = form.cleaned_data["since"]
        cards.entrust(act, town, since)

    if request.method == "POST" and tried(form, do):
        return redirect("counter:post_offices")
    since = cards.entrusted_since(town)
    shown = Page(trail=trail(), items=[parts.Item(_("Entrusted since"), wareki(since) if since else "–")])
    text = _(
        "From this day on the post offices of the town renew certificates, unlock PINs and let holders set new ones."
        " The council has to have decided it."
    )
    shown.sections.append(Section(text=text, form=form, button=_("Entrust it")))
    return shown.show(request)
