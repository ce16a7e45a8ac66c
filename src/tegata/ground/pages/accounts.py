"""Accounts of the own office: who is employed, who may do what. Nobody changes their own; managing staff takes two."""

from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tegata.ground import duties, sign_in, staff, two_person
from tegata.ground.models import Proposal, Staff
from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.pages.account_forms import EmployForm, GrantForm
from tegata.ground.pages.keyset import keyset
from tegata.ground.permissions import Permission
from tegata.ground.templatetags.ground import moment


@page(permission=Permission.MANAGE_STAFF, title=_("Staff accounts"))
def listing(request: StaffRequest) -> HttpResponse:
    """Accounts of the manager's office and town, by login."""
    shown = keyset(staff.managed(request.act), ("login",), after=request.GET.get("after", ""))
    table = parts.Table(
        _("Accounts"),
        [parts.Column(each) for each in (_("Login"), _("Name"), _("Duty"), _("Last sign-in"), _("State"))],
        [
            [parts.Link(each.login, str(each.pk)), each.display_name, each.duty, moment(each.last_login), _state(each)]
            for each in shown.rows
        ],
        next=f"?after={shown.after}" if shown.after else "",
        first="?" if "after" in request.GET else "",
        empty=_("Nobody is employed here yet."),
    )
    return render(request, "ground/accounts.html", {"table": table})


@page(permission=Permission.MANAGE_STAFF, title=_("Employ somebody"))
def employ(request: StaffRequest) -> HttpResponse:
    """Open an account with the permissions of a duty."""
    form = EmployForm(request.POST or None, office=request.act.office)
    if request.method == "POST" and form.is_valid() and _employed(request, form):
        return redirect("accounts")
    return render(request, "ground/employ.html", {"form": form})


@page(permission=Permission.MANAGE_STAFF, title=_("Staff account"))
def one(request: StaffRequest, staff_id: int) -> HttpResponse:
    """One account. POST `decision` changes it: grant, revoke, propose, unlock."""
    member = _member(request, staff_id)
    form = GrantForm(request.POST if "grant" in request.POST else None, office=request.act.office)
    if request.method == "POST" and _decided(request, member, form):
        return redirect("account", staff_id)
    held = sorted(member.grants.values_list("permission", flat=True))
    context = {
        "title": member.display_name,
        "member": member,
        "own": request.act.actor == f"staff:{member.login}",
        "facts": [
            parts.Item(_("Login"), member.login),
            parts.Item(_("Duty"), member.duty),
            parts.Item(_("Last sign-in"), moment(member.last_login)),
            parts.Item(_("State"), _state(member)),
        ],
        "held": held,
        "form": form,
        "locked": sign_in.locked(member.login, request.act.at),
        "management": Permission.MANAGE_STAFF in held,
        "proposal": _proposal(request, member),
    }
    return render(request, "ground/account.html", context)


@page(permission=Permission.MANAGE_STAFF, title=_("Dismiss"))
def dismiss(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Close an account, after it was said what that means."""
    member = _member(request, staff_id)
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        staff.dismiss(request.act, member.login)
        return redirect("accounts")
    confirmation = parts.Confirmation(
        _("Dismiss %(name)s") % {"name": member.display_name},
        [
            _("The account is closed at once: no sign-in, no permission."),
            _("What was done with it stays in the audit log."),
        ],
        _("Close the account"),
        f"/staff/accounts/{staff_id}",
    )
    return render(request, "ground/confirm.html", {"confirmation": confirmation})


def _employed(request: StaffRequest, form: EmployForm) -> bool:
    data = form.cleaned_data
    permissions = duties.posts(request.act.office)[data["duty"]].permissions - {Permission.MANAGE_STAFF}
    try:
        with transaction.atomic():
            staff.employ(
                request.act,
                login=data["login"],
                display_name=data["display_name"],
                office=request.act.office,
                password=data["password"],
                town=request.act.town or "",
                duty=data["duty"],
                permissions=permissions,
            )
    except IntegrityError:
        form.add_error("login", _("This login is taken. Choose another one."))
        return False
    return True


def _decided(request: StaffRequest, member: Staff, form: GrantForm) -> bool:
    act, login = request.act, member.login
    if "grant" in request.POST:
        if not form.is_valid():
            return False
        try:
            staff.grant(act, login, form.cleaned_data["permission"])
        except duties.NotTogether as error:
            form.add_error("permission", _("Not together with %(others)s: no one person may have both.") % vars(error))
            return False
    elif "revoke" in request.POST:
        staff.revoke(act, login, request.POST["revoke"])
    elif "unlock" in request.POST:
        sign_in.unlock(act, login)
    elif "propose" in request.POST:
        staff.propose_management(act, login)
    elif "redeem" in request.POST and (proposal := _proposal(request, member)):
        staff.grant(act, login, Permission.MANAGE_STAFF, proposal=proposal.id)
    return True


def _member(request: StaffRequest, staff_id: int) -> Staff:
    member = staff.managed(request.act).filter(pk=staff_id).first()
    if member is None:
        raise Http404
    return member


def _proposal(request: StaffRequest, member: Staff) -> Proposal | None:
    """The open proposal that this person shall manage staff, if there is one."""
    wanted = {"verb": staff.GRANT_MANAGEMENT, "thing": f"staff:{member.login}"}
    return two_person.waiting(request.act).filter(**wanted).order_by("-proposed_at").first()


def _state(member: Staff) -> parts.Tag:
    return parts.Tag(_("Employed"), "success") if member.is_active else parts.Tag(_("Closed"))
