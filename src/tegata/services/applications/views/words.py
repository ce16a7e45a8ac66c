"""How states and doubts are called, and the rules' refusals in the reader's language: said once in the rules, listed here."""

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.parts import Meaning, Tag
from tegata.services.applications.rules.likeness import Doubt
from tegata.services.applications.rules.states import NotNow, State
from tegata.services.applications.rules.tracing import CENTRE, MAIN_OFFICE, ON_THE_WAY

STATES: dict[State, tuple[object, Meaning]] = {
    State.BEGUN: (_("Not sent yet"), "neutral"),
    State.RECEIVED: (_("Received"), "info"),
    State.PHOTO_PROBLEM: (_("Another photo is needed"), "warning"),
    State.REVIEWED: (_("Reviewed"), "info"),
    State.ACCEPTED: (_("Accepted, the card is ordered"), "success"),
    State.MAKING: (_("The card is being made"), "success"),
    State.MADE: (_("The card was made"), "success"),
    State.CANCELLED: (_("Application cancelled"), "neutral"),
    State.REJECTED: (_("Application refused"), "error"),
    State.LAPSED: (_("Ended, because the resident record changed"), "neutral"),
}
PLACES = {CENTRE: _("Issuing centre"), ON_THE_WAY: _("On the way"), MAIN_OFFICE: _("Town hall")}
DOUBTS = {
    Doubt.COPY: _("This very picture is on another resident's application."),
    Doubt.STALE: _("This is the photo of an earlier card."),
    Doubt.SAME_FACE: _("The face is like that of another resident."),
    Doubt.NEARER_TO_HOUSEHOLD: _("The face is nearer to that of somebody else in the household."),
    Doubt.UNLIKE_EARLIER: _("The face is unlike that of the earlier card."),
    Doubt.NEVER_SEEN: _("No earlier photo, and nobody has seen the applicant: identify at handover."),
    Doubt.SENT_BY_ANOTHER: _("An agent sent the photo: the applicant has to confirm it."),
}
REFUSALS = (
    gettext_noop("there is a card already: choose renewal in its last three months, or why else another one is wanted"),
    gettext_noop("a card is renewed in its last three months; before, choose why else another one is wanted"),
    gettext_noop("there was no card yet: choose the first card"),
    gettext_noop("this reason does not fit what became of the last card; choose another one"),
    gettext_noop("the photo is not of the shape 35 by 45; cut it so that the face fills it"),
    gettext_noop("the photo has too many pixels; save it smaller"),
    gettext_noop("the photo is no whole JPEG or PNG picture; take or save it again"),
    gettext_noop("no face is seen on the photo; use one from the front, without hat, mask or hair over the face"),
    gettext_noop("more than one face is on the photo; use one that shows only the applicant"),
    gettext_noop("the face is too small; cut the photo so that the head is 32 to 36 of 45 mm high"),
    gettext_noop("the face is too large; leave room around the head, which is 32 to 36 of 45 mm high"),
    gettext_noop("the face is not in the middle; cut the photo around it or take it again"),
    gettext_noop("the face is too dark; take the photo again with more light from the front"),
    gettext_noop("the face is too bright; take the photo again with less light"),
    gettext_noop("the face is blurred; take the photo again, in focus and held still"),
    gettext_noop("the background is not plain; take the photo before a bare wall, without shadows"),
    gettext_noop("this way is the office's"),
    gettext_noop("the issuing centre enters forms that came by post, by the application ID on them"),
    gettext_noop("this way is the applicant's own"),
    gettext_noop("the card of a child under one has no photo; send the application without one"),
    gettext_noop("a face is doubtful: propose to pass it, and have another member of staff look and approve"),
    gettext_noop("the applicant is here: let them look at name and photo on their own screen, and send it there"),
    gettext_noop("there is no such application; check the number"),
    gettext_noop("a card applied for in this way is collected in person, for nobody has seen the applicant yet"),
    gettext_noop("choose each PIN that this card needs, and none for a card that is collected"),
    gettext_noop("without a resident record in Japan there is no card; apply after moving in"),
    gettext_noop("nationals abroad apply at an embassy or consulate, or with the town that keeps their annex"),
    gettext_noop("this way is for children under one; use another"),
    gettext_noop("an agent sends an application as a proxy, with the letter of authority, and in no other way"),
    gettext_noop("a legal representative applies for a child under 15, and comes with the child"),
    gettext_noop("the guardian applies, with the certificate of registered matters (登記事項証明書)"),
    gettext_noop("a guardian shows the certificate of registered matters (登記事項証明書) first"),
    gettext_noop(
        "the resident record was erased: it is made anew first, with the prison's place as the address "
        "where nobody else's is left; the prison's office gives notice to its town, and the application "
        "follows on the same visit"
    ),
    gettext_noop("there is no open resident record; move-in or entry in the record comes first, then the application"),
    gettext_noop("whoever has a resident record in Japan applies with the town that keeps it, not at an embassy"),
    gettext_noop("give the new town the notice of moving in first; then apply there"),
    gettext_noop("the period of stay is over; have the extension entered first, with the residence card"),
    gettext_noop("nobody stands here: whoever applies in this way is identified when the card is collected"),
    gettext_noop("one document with a photo is needed, or two others"),
    gettext_noop(
        "this very picture is on another resident's application; take the applicant's own photo, in their own page"
    ),
    gettext_noop("this is the photo of an earlier card, older than six months; take a new one"),
    gettext_noop("this application ID was tried too often; try again in an hour, or ask at the town hall"),
    gettext_noop("this application ID and birth date do not belong together; look at the form again"),
    gettext_noop(
        "this form can no longer be used: an application was made with it, or name or address changed "
        "since it was printed; get a new form at the town hall"
    ),
    gettext_noop("there is an open application already; wait for its card, or have it cancelled first"),
    gettext_noop("the applicant has to look at name and photo side by side first, and say that they are theirs"),
    gettext_noop("a card sent by post needs the applicant identified now: enter the documents that were shown"),
    gettext_noop("there is no photo yet; take or choose one first"),
    gettext_noop("the photo was changed since it was shown; look at it again"),
    gettext_noop("the resident record changed since this application; a new form and application are needed"),
)
"""What rules and photo checks say; a guard test compares."""


def refusal(error: Exception) -> str:
    """What to do next, in the reader's language."""
    if isinstance(error, NotNow):
        return gettext("This is not possible in the state the application is in. Look at it again.")
    text = str(error)
    if text in REFUSALS:
        return gettext(text)
    return text


def place(name: str) -> str:
    """Where an application lies: a branch by its own name."""
    return str(PLACES.get(name, name))


def state_tag(state: State) -> Tag:
    """A state in words."""
    label, meaning = STATES[state]
    return Tag(str(label), meaning)
