"""The first page of an installation that is no sandbox: where residents and where staff go on from here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.access import public_page


@public_page(title=_("Individual Number Card"))
def first_page(request: HttpRequest) -> HttpResponse:
    """Doors, and nothing of what is behind them."""
    return render(request, "ground/first_page.html")
