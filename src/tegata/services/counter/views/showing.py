"""A page of the counter put together: notices, steps, a summary, and sections of a form or a table each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, Title
from tegata.services.counter.views import texts

T = TypeVar("T")


@dataclass(slots=True)
class Section:
    """One part of a page. `action`: where its form is sent, empty for the page itself; `name`: which of several forms."""

    heading: Title = ""
    text: Title = ""
    form: forms.Form | None = None
    action: str = ""
    button: Title = ""
    second: bool = False
    table: parts.Table | None = None
    links: Sequence[parts.Link] = ()
    svg: str = ""
    code: str = ""


@dataclass(slots=True)
class Page:
    """Everything that a page shows. `waiting`: for the holder; it looks again by itself."""

    sections: list[Section] = field(default_factory=list)
    notices: list[parts.Notice] = field(default_factory=list)
    items: Sequence[parts.Item] = ()
    steps: parts.Steps | None = None
    trail: tuple[tuple[Title, str], ...] = ()
    waiting: bool = False

    def show(self, request: HttpRequest, more: Mapping[str, Any] | None = None) -> HttpResponse:
        """The page; 422 when a form of it was refused."""
        wrong = next((one.form for one in self.sections if one.form is not None and one.form.errors), None)
        for number, one in enumerate(self.sections):
            if one.form is not None and number:
                one.form.auto_id = f"id{number}_%s"
        context = {"page": self, "form": wrong, **(more or {})}
        return render(request, "counter/page.html", context, status=422 if wrong else 200)


def sent(request: HttpRequest, kind: Callable[..., T], **named: Any) -> T:
    """A form of this kind, bound when it was sent."""
    if request.method == "POST":
        return kind(request.POST, request.FILES or None, **named)
    return kind(**named)


def tried(form: forms.Form, do: Callable[[], object], on: str | None = None) -> bool:
    """Do what a valid form asks for; a refusal goes onto the form in words. Returns whether it was done."""
    if not form.is_valid():
        return False
    try:
        do()
    except tuple(texts.REFUSALS) as refusal:
        form.add_error(on if on in form.fields else None, str(texts.of(refusal)))
        return False
    return True


def desk_of(request: StaffRequest) -> str:
    """The reader of whoever is signed in: each has a desk of their own."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in request.user.login)[:64]


def said(form: forms.Form, text: str | Promise) -> None:
    """Put a refusal onto a form."""
    form.add_error(None, str(text))
