"""Hands of the sandbox: which card lies on which reader, what is printed on it. In earnest people do this with their hands."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.access import public_page
from tegata.server import desks
from tegata.server.home import HomeError
from tegata.server.plugs_plastic import home
from tegata.server.sandbox import roll
from tegata.server.sandbox.forms import LayForm

SIDES = {"front": "front.png", "back": "back.png"}


@public_page(title=_("Cards on readers"))
def desk(request: HttpRequest) -> HttpResponse:
    """Lay a card on a reader, take it away, look at both sides."""
    cards, readers = roll.cards(), roll.readers()
    roles = {one.card: str(one.label) for one in roll.people()}
    labels = {name: f"{whose} – {roles[name]}" if name in roles else whose for name, whose in cards.items()}
    form = LayForm(request.POST or None, initial={"card": request.GET.get("card")}, cards=labels, readers=readers)
    if request.method == "POST" and form.is_valid():
        desks.lay(form.cleaned_data["desk"], form.cleaned_data["card"])
        return redirect(f"{request.path}?card={form.cleaned_data['card']}")
    chosen = request.GET.get("card", "")
    context = {
        "form": form,
        "lying": [(name, readers[name], labels.get(card, card)) for name, card in roll.lying().items()],
        "chosen": chosen if chosen in cards else "",
        "chosen_label": labels.get(chosen, ""),
    }
    return render(request, "sandbox/desk.html", context)


@public_page(title=_("Cards on readers"))
def take_away(request: HttpRequest) -> HttpResponse:
    """Take the card from a reader."""
    name = request.POST.get("desk", "")
    if name in roll.readers():
        desks.lay(name, None)
    return redirect("sandbox_desk")


@public_page(title=_("A side of a card"))
def side(_request: HttpRequest, name: str, which: str) -> HttpResponseBase:
    """The picture of a side."""
    try:
        faces = home().faces(name)
        return FileResponse(faces[SIDES[which]].open("rb"), content_type="image/png")
    except (HomeError, KeyError) as error:
        raise Http404 from error
