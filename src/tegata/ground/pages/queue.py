"""What waits: messages between the rooms, what the rooms count themselves, the day's tasks. Kinds of faults, no contents."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tegata.ground import backlog, schedule
from tegata.ground.pages import gauges, parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.permissions import Permission
from tegata.ground.templatetags.ground import moment


@page(permission=Permission.SEE_QUEUE, title=_("Work that waits"))
def show(request: StaffRequest) -> HttpResponse:
    """Seven queries and one for each gauge that a room registered."""
    act = request.act
    context = {
        "overview": backlog.overview(act.at),
        "gauges": [parts.Item(label, waiting) for label, waiting in gauges.read(act)],
        "handlers": _handlers(),
        "stuck": _stuck(),
        "tasks": schedule.open_today(act),
    }
    return render(request, "ground/queue_page.html", context)


def _handlers() -> parts.Table:
    columns = [
        parts.Column(_("Receiver")),
        parts.Column(_("Waiting"), number=True),
        parts.Column(_("Most attempts"), number=True),
        parts.Column(_("Next attempt")),
    ]
    rows = [[each.handler, each.waiting, each.attempts, moment(each.due)] for each in backlog.by_handler()]
    return parts.Table(_("By receiver"), columns, rows, empty=_("No message waits."))


def _stuck() -> parts.Table:
    columns = [
        parts.Column(_("Receiver")),
        parts.Column(_("Message")),
        parts.Column(_("Attempts"), number=True),
        parts.Column(_("Next attempt")),
        parts.Column(_("Kind of fault")),
    ]
    rows = [
        [each.handler, each.kind, each.attempts, moment(each.due), parts.Tag(each.fault, "error")]
        for each in backlog.stuck()
    ]
    return parts.Table(_("Failed several times, and tried again"), columns, rows, empty=_("Nothing is stuck."))
