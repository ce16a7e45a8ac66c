"""The checker's page: somebody shows a card; may it be relied on? The answer says nothing of a person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.services.hotline import actions
from tegata.services.hotline.forms import CheckForm
from tegata.services.hotline.permissions import Permission
from tegata.services.hotline.views import texts


@page(permission=Permission.CHECK, title=_("Check a card"), purpose="check of a card that was shown")
def check(request: StaffRequest) -> HttpResponse:
    """Ask for a serial number, and answer."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    answer = None
    since = None
    if request.method == "POST" and form.is_valid():
        found = actions.check(request.act, form.cleaned_data["serial"])
        good = texts.meaning(found.shown) == "success"
        answer = parts.Notice("success" if good else "error", texts.TO_DO[found.shown], texts.SHOWN[found.shown])
        since = found.since
    return render(request, "hotline/check.html", {"form": form, "answer": answer, "since": since})
