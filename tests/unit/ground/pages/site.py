"""A site of a few pages, one for each way of being closed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tegata.ground.act import NotAllowed
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.ground.pages import errors
from tegata.ground.pages.access import ResidentRequest, StaffRequest, page, public_page, resident_page, signed_in_page
from tegata.ground.pages.resident_session import let_in
from tegata.ground.ports import NotPlugged
from tegata.ground.two_person import TwoPersonRefused

RESIDENT = UUID(int=7)
REFUSALS = {
    "not-allowed": NotAllowed("counter:card:hand-over"),
    "two-person": TwoPersonRefused("a second member of staff has to approve this first"),
    "changed": ChangedMeanwhile(),
    "not-plugged": NotPlugged("nothing is plugged in for desk"),
    "fault": RuntimeError("the number is 123456789018"),
}


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@page(permission="town:card:read", title="Cards", purpose="enquiry")
def cards(request: StaffRequest) -> HttpResponse:
    return HttpResponse(f"{request.act.actor} {request.act.town} {request.act.purpose}")


@signed_in_page(title="Start")
def start(request: StaffRequest) -> HttpResponse:
    return HttpResponse(request.act.actor)


@page(permission="town:card:read", title="Desk")
def desk(request: StaffRequest) -> HttpResponse:
    return render(request, "ground/base.html")


@resident_page(title="My card", sign_in="enter")
def mine(request: ResidentRequest) -> HttpResponse:
    return HttpResponse(f"{request.resident} {request.act.actor}")


@public_page(title="Enter")
def enter(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        let_in(request, RESIDENT)
    return HttpResponse("in")


@public_page(title="Photo", camera=True)
def photo(request: HttpRequest) -> HttpResponse:
    return HttpResponse("photo")


@public_page(title="Refused")
def refuse(request: HttpRequest, why: str) -> HttpResponse:
    raise REFUSALS[why]


urlpatterns = [
    path("undeclared", undeclared),
    path("cards", cards),
    path("start", start),
    path("desk", desk, name="desk"),
    path("mine", mine),
    path("enter", enter, name="enter"),
    path("photo", photo),
    path("refuse/<str:why>", refuse),
    path("", include("tegata.ground.pages.urls")),
]
handler400, handler403, handler404, handler500 = errors.bad_request, errors.forbidden, errors.not_found, errors.fault
