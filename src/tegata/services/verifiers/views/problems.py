"""One page about every refusal: the `type` of the problem that a program gets is its address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import public_page
from tegata.services.verifiers.rules import Refusal
from tegata.services.verifiers.views import texts


@public_page(title=_("Why a request was refused"))
def problem(request: HttpRequest, word: str) -> HttpResponse:
    """What happened, what to do next."""
    refusal = next((one for one in Refusal if one.word == word), None)
    if refusal is None:
        raise Http404
    items = [parts.Item(_("Word"), refusal.word), parts.Item(_("HTTP status"), refusal.status)]
    return render(request, "verifiers/problem.html", {"items": items, "explained": texts.PROBLEMS[refusal]})
