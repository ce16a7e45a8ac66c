"""The door of the room: what other rooms may ask and do. Who may is decided in the room that asks, where no Act is taken."""

from tegata.services.applications.actions.beginning import Begun, Entry, begin_at_office, begin_online, knock
from tegata.services.applications.actions.ending import Cancellation, cancel
from tegata.services.applications.actions.making import mark_made, mark_making
from tegata.services.applications.actions.passing_on import acknowledge, pass_on
from tegata.services.applications.actions.photographing import take_photo
from tegata.services.applications.actions.printing import PrintedForm, print_form
from tegata.services.applications.actions.reviewing import accept, identify, pass_review
from tegata.services.applications.actions.sending import Sent, confirm_and_send, send_entered
from tegata.services.applications.permissions import Permission
from tegata.services.applications.queries import (
    ApplicationView,
    OneFace,
    UnknownApplication,
    accepted,
    application,
    applications_of,
    faces_of_town,
    findings,
    open_application,
    photo,
)
from tegata.services.applications.rules.applicants import AppliedBy, MayNotApply, Reason, Wishes
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.documents import Document
from tegata.services.applications.rules.form_ids import grouped, parse_form_id
from tegata.services.applications.rules.sealing import CentreSeal, NotSealedForThis, seal, unseal
from tegata.services.applications.rules.states import NotNow, State
from tegata.services.applications.rules.tracing import FormNoLonger, OneOpenAlready, RecordChanged

__all__ = [
    "ApplicationView",
    "AppliedBy",
    "Begun",
    "Cancellation",
    "CentreSeal",
    "Channel",
    "Document",
    "Entry",
    "FormNoLonger",
    "Handover",
    "MayNotApply",
    "NotNow",
    "NotSealedForThis",
    "OneFace",
    "OneOpenAlready",
    "Permission",
    "PrintedForm",
    "Reason",
    "RecordChanged",
    "Sent",
    "State",
    "UnknownApplication",
    "Wishes",
    "accept",
    "accepted",
    "acknowledge",
    "application",
    "applications_of",
    "begin_at_office",
    "begin_online",
    "cancel",
    "confirm_and_send",
    "faces_of_town",
    "findings",
    "grouped",
    "identify",
    "knock",
    "mark_made",
    "mark_making",
    "open_application",
    "parse_form_id",
    "pass_on",
    "pass_review",
    "photo",
    "print_form",
    "seal",
    "send_entered",
    "take_photo",
    "unseal",
]
