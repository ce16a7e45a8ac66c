"""A record with its household and letters, and its history as differences between versions."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, Title, page
from tegata.ground.templatetags.ground import wareki
from tegata.rules.life_events import LifeEvent
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.services.residents import actions, queries
from tegata.services.residents.forms import EVENTS
from tegata.services.residents.forms.events import RESIDENCE_LABELS, SEX_LABELS
from tegata.services.residents.permissions import Permission
from tegata.services.residents.queries import SentLetter
from tegata.services.residents.rules import events as rules
from tegata.services.residents.rules.record import RecordState, ResidentRecord
from tegata.services.residents.views.labels import ITEMS, LETTERS, event_label, state_tag

SEXES = dict(SEX_LABELS)


@page(permission=Permission.READ, title=_("Resident record"))
def record(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """The record as it stands; that it was read is written down."""
    found = looked_at(request.act, resident_id)
    members = queries.household_members(found.household_id)
    headless = found.state is RecordState.RESIDENT and not any(one.is_head for one in members)
    context = {
        "record": found,
        "items": [parts.Item(ITEMS[name], value) for name, value in items_of(found).items() if value],
        "household": _household(members, resident_id),
        "notices": _notices(request, headless),
        "letters": letters_table(queries.letters(resident_id)),
        "events": _events(request.act, found),
        "links": _links(request.act, resident_id),
        "history": reverse("residents:history", args=[resident_id]),
    }
    return render(request, "residents/record.html", context)


@page(permission=Permission.READ, title=_("History of the record"))
def history(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """Every version, the newest first: which event made it, and what it changed."""
    looked_at(request.act, resident_id)
    versions = queries.history(resident_id)
    rows = [
        [str(now.version), event_label(now.event), wareki(now.event_day), wareki(now.notice_day), changes]
        for now, changes in zip(versions, _changes(versions), strict=True)
    ]
    columns = [_("Version"), _("Event"), _("Day of the event"), _("Day of the notice"), _("What changed")]
    table = parts.Table(_("Versions"), [parts.Column(label) for label in columns], rows)
    back = reverse("residents:record", args=[resident_id])
    return render(request, "residents/history.html", {"table": table, "back": back, "record": versions[0]})


def looked_at(act: Act, resident_id: UUID, *, arriving: bool = False) -> ResidentRecord:
    """The record, or the page that says that there is none. Raises NotAllowed."""
    try:
        return actions.look_at(act, resident_id, arriving=arriving)
    except queries.UnknownResident as fault:
        raise Http404 from fault


def items_of(one: ResidentRecord) -> dict[str, object]:
    """The items of a record as pages show them."""
    return {name: _shown(getattr(one, name)) for name in ITEMS}


def letters_table(letters: tuple[SentLetter, ...]) -> parts.Table:
    """Letters, for staff and for the resident's own page."""
    return parts.Table(
        _("Letters"),
        [parts.Column(_("Date")), parts.Column(_("About")), parts.Column(_("State"))],
        [[wareki(letter.made_at), LETTERS.get(letter.kind, letter.kind), _sent(letter)] for letter in letters],
        empty=_("No letter yet."),
    )


def _notices(request: StaffRequest, headless: bool) -> list[parts.Notice]:
    notices = []
    if request.GET.get("late"):
        late = _(
            "The notice came after its last day. It is taken all the same; a court may impose a fine. Tell the person."
        )
        notices.append(parts.Notice("warning", late, _("Entered, late")))
    if request.GET.get("entered"):
        notices.append(parts.Notice("success", _("It is in the record.")))
    if headless:
        text = _("The household has no head. Its members give notice within 14 days.")
        notices.append(parts.Notice("warning", text))
    return notices


def _sent(letter: SentLetter) -> parts.Tag:
    if letter.read_at:
        return parts.Tag(_("read"), "success")
    return parts.Tag(_("posted"), "info") if letter.printed_at else parts.Tag(_("waits to be printed"), "warning")


def _shown(value: object) -> object:
    match value:
        case RecordState():
            return state_tag(value)
        case Sex():
            return SEXES[value.value]
        case Residence():
            return RESIDENCE_LABELS[value]
        case date():
            return wareki(value)
        case _:
            return value


def _household(members: tuple[ResidentRecord, ...], resident_id: UUID) -> parts.Table:
    rows: list[list[object]] = []
    for one in members:
        link = parts.Link(one.name, reverse("residents:record", args=[one.resident_id]))
        rows.append([one.name if one.resident_id == resident_id else link, one.relationship, wareki(one.birth)])
    columns = [_("Name"), _("Relationship to the head"), _("Date of birth")]
    return parts.Table(_("Household"), [parts.Column(label) for label in columns], rows, empty=_("Nobody lives here."))


def _events(act: Act, found: ResidentRecord) -> list[parts.Link]:
    """What may be entered now, by this person of the staff."""
    here = act.town is None or act.town == found.town
    possible = [event for event in EVENTS if rules.is_possible(event, found)]
    offered = [event for event in possible if permission_of(event) in act.permissions]
    links = [
        parts.Link(event_label(event), reverse("residents:event", args=[found.resident_id, event.value]))
        for event in offered
        if here or event in rules.ARRIVALS
    ]
    return links + (_notices_of(found) if here and Permission.RECORD in act.permissions else [])


def _notices_of(found: ResidentRecord) -> list[parts.Link]:
    if found.state is RecordState.LEAVING:
        route, label = "residents:withdrawal", _("Withdraw the move-out notice")
    elif found.state is RecordState.RESIDENT and not found.is_head:
        route, label = "residents:head", _("New head of the household")
    else:
        return []
    return [parts.Link(label, reverse(route, args=[found.resident_id]))]


def _links(act: Act, resident_id: UUID) -> list[parts.Link]:
    """What other rooms know of this resident: settings.RESIDENT_LINKS, as far as this person may go there."""
    offered: tuple[tuple[str, Title, str], ...] = settings.RESIDENT_LINKS
    return [
        parts.Link(label, reverse(route, args=[resident_id]))
        for route, label, permission in offered
        if permission in act.permissions
    ]


def permission_of(event: LifeEvent) -> Permission:
    """Which permission an event takes."""
    if event in {LifeEvent.CORRECTION, LifeEvent.ERASURE}:
        return Permission.CORRECT
    return Permission.CHANGE_CODE if event is LifeEvent.RESIDENT_CODE_CHANGE else Permission.RECORD


def _changes(versions: tuple[ResidentRecord, ...]) -> list[SafeString]:
    befores = (*versions[1:], None)
    return [_difference(before, now) for now, before in zip(versions, befores, strict=True)]


def _difference(before: ResidentRecord | None, now: ResidentRecord) -> SafeString:
    """One line a changed item: what it was, what it is."""
    if before is None:
        return format_html("{}", _("first entry"))
    old, new = items_of(before), items_of(now)
    changed = [name for name in ITEMS if str(old[name]) != str(new[name])]
    return format_html_join(
        SafeString("<br>"), "{}: {}", [(ITEMS[name], _change(old[name], new[name])) for name in changed]
    )


def _change(old: object, new: object) -> SafeString:
    was = format_html("<del>{}</del>", old) if old else "–"
    return format_html("{} → {}", was, format_html("<ins>{}</ins>", new) if new else "–")
