"""What a holder does alone: read what to do, and stop the own card on the web."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import ResidentRequest, public_page, resident_page
from tegata.services.hotline import actions
from tegata.services.hotline.rules import PHONE
from tegata.services.hotline.views import texts


@public_page(title=_("Lost your card?"))
def lost(request: HttpRequest) -> HttpResponse:
    """The telephone, the web, the police, and what comes after."""
    return render(request, "hotline/lost.html", {"phone": PHONE, "tel": PHONE.replace("-", "")})


@resident_page(title=_("Stop my card"))
def report(request: ResidentRequest) -> HttpResponse:
    """Two steps: what will happen, and the stop."""
    notice = None
    done = False
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        try:
            actions.report_by_holder(request.act, request.resident)
        except actions.NothingToStop:
            notice = parts.Notice("warning", texts.NOTHING_TO_STOP)
        else:
            done = True
            notice = parts.Notice("success", texts.OWN_ADVICE, _("Your card is stopped"))
    return render(request, "hotline/report.html", {"done": done, "notice": notice})
