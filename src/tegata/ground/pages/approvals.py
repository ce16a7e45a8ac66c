"""Two-person acts that wait: what was proposed, by whom; a second person approves it or refuses, never the first."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tegata.ground import two_person
from tegata.ground.models import Proposal
from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, signed_in_page
from tegata.ground.pages.keyset import keyset
from tegata.ground.templatetags.ground import moment


@signed_in_page(title=_("Approvals"))
def listing(request: StaffRequest) -> HttpResponse:
    """Everything open that the actor made or may approve, the oldest first."""
    shown = keyset(two_person.waiting(request.act), ("proposed_at", "id"), after=request.GET.get("after", ""))
    table = parts.Table(
        _("Open proposals"),
        [parts.Column(each) for each in (_("What is to be done"), _("Proposed"), _("Proposed by"), _("State"))],
        [_row(request, proposal) for proposal in shown.rows],
        next=f"?after={shown.after}" if shown.after else "",
        first="?" if "after" in request.GET else "",
        empty=_("Nothing waits for a second person."),
    )
    return render(request, "ground/approvals.html", {"table": table})


@signed_in_page(title=_("Approval"))
def one(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    """Show one proposal; POST `approve` or `withdraw` decides. Refusals of the act become pages."""
    if request.method == "POST":
        return _decided(request, proposal_id)
    proposal = two_person.waiting(request.act).filter(id=proposal_id).first()
    if proposal is None:
        raise Http404
    context = {
        "title": two_person.in_words(proposal.verb),
        "facts": [
            parts.Item(_("What is to be done"), two_person.in_words(proposal.verb)),
            parts.Item(_("On"), proposal.thing),
            parts.Item(_("Proposed"), moment(proposal.proposed_at)),
            parts.Item(_("Proposed by"), proposal.proposed_by),
            parts.Item(_("State"), _state(request, proposal)),
        ],
        "own": proposal.proposed_by == request.act.actor,
        "approved": bool(proposal.approved_by),
    }
    return render(request, "ground/approval.html", context)


def _decided(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    if request.POST.get("decision") == "approve":
        two_person.approve(request.act, proposal_id)
    elif request.POST.get("decision") == "withdraw":
        two_person.withdraw(request.act, proposal_id)
    return redirect("approvals")


def _row(request: StaffRequest, proposal: Proposal) -> list[object]:
    link = parts.Link(
        two_person.in_words(proposal.verb),
        reverse("approval", args=[proposal.id]),
        gettext("of %(moment)s") % {"moment": moment(proposal.proposed_at)},
    )
    return [link, moment(proposal.proposed_at), proposal.proposed_by, _state(request, proposal)]


def _state(request: StaffRequest, proposal: Proposal) -> parts.Tag:
    if proposal.approved_by:
        return parts.Tag(_("Approved: can be done now"), "success")
    if proposal.proposed_by == request.act.actor:
        return parts.Tag(_("Waits for another person"), "info")
    return parts.Tag(_("Waits for you"), "warning")
