"""Addresses of the ground's own pages: the door of the offices, what every office has, the style page of a sandbox."""

from django.conf import settings
from django.urls import path

from tegata.ground.pages import accounts, approvals, door, queue, start, styleguide
from tegata.ground.pages.audit_log import views as audit_log

urlpatterns = [
    path("staff/sign-in", door.sign_in, name="sign_in"),
    path("staff/sign-out", door.sign_out, name="sign_out"),
    path("staff/", start.start, name="staff_home"),
    path("staff/approvals/", approvals.listing, name="approvals"),
    path("staff/approvals/<uuid:proposal_id>", approvals.one, name="approval"),
    path("staff/queue", queue.show, name="queue"),
    path("staff/audit/", audit_log.search, name="audit"),
    path("staff/audit/entries.csv", audit_log.export, name="audit_export"),
    path("staff/audit/check", audit_log.check, name="audit_check"),
    path("staff/accounts/", accounts.listing, name="accounts"),
    path("staff/accounts/new", accounts.employ, name="employ"),
    path("staff/accounts/<int:staff_id>", accounts.one, name="account"),
    path("staff/accounts/<int:staff_id>/dismiss", accounts.dismiss, name="dismiss"),
    path("language", door.set_language, name="set_language"),
]
if getattr(settings, "STYLE_PAGE", False):
    urlpatterns += [path("style", styleguide.show, name="style")]
