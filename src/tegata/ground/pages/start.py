"""The first page of staff: what I may do, what waits for a second person, whether the work of the office goes on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tegata.ground import backlog, two_person
from tegata.ground.models import Proposal
from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, signed_in_page
from tegata.ground.permissions import Permission
from tegata.ground.templatetags.ground import moment

SHOWN = 10


@signed_in_page(title=_("Start"))
def start(request: StaffRequest) -> HttpResponse:
    """Five queries."""
    act = request.act
    proposals = list(two_person.waiting(act).order_by("proposed_at")[:SHOWN])
    context = {
        "proposals": [_line(each) for each in proposals if each.proposed_by != act.actor and not each.approved_by],
        "own": sum(proposal.proposed_by == act.actor for proposal in proposals),
        "queue": backlog.overview(act.at) if Permission.SEE_QUEUE in act.permissions else None,
    }
    return render(request, "ground/start.html", context)


def _line(proposal: Proposal) -> SafeString:
    link = parts.Link(two_person.in_words(proposal.verb), reverse("approval", args=[proposal.id]))
    return format_html("{} ({}, {})", str(link), proposal.proposed_by, moment(proposal.proposed_at))
