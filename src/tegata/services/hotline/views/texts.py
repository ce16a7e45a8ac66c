"""What the pages say of each state, question and decision."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.access import Title
from tegata.ground.pages.parts import Meaning, Tag
from tegata.ground.templatetags import ground
from tegata.services.hotline.forms import HAPPENED as CHOICES
from tegata.services.hotline.rules import Decision, Happened, Identified, Question, Shown

HAPPENED: dict[Happened, Title] = {Happened(value): label for value, label in CHOICES}

QUESTIONS: dict[Question, Title] = {
    Question.ADDRESS: _("What is the address?"),
    Question.KANA: _("How is the name read?"),
    Question.HEAD: _("What is the name of the head of the household?"),
    Question.HOUSEHOLD: _("How many people live in the household? (digits)"),
    Question.SINCE: _("Since which year has the holder lived in this town? (four digits)"),
}
WHO: dict[Identified, Tag] = {
    Identified.NOT_FOUND: Tag(_("nobody found"), "warning"),
    Identified.UNSURE: Tag(_("not sure yet"), "info"),
    Identified.SURE: Tag(_("sure"), "success"),
}
DECISIONS: dict[Decision, Title] = {
    Decision.STOP_THEFT: _("Stopped: a thief may have it."),
    Decision.STOP_LOSS: _("Stopped: the caller was identified."),
    Decision.STOP_STRANGERS_FIND: _("Stopped: it is in other hands."),
    Decision.NOT_FOUND: _(
        "No record, or more than one, has this name and birth date. Ask how the name is written and take the call again; "
        "if it stays so, the town hall can stop the card at its counter."
    ),
    Decision.ASK_MORE: _(
        "Not stopped yet: two questions have to be answered rightly, for anybody may know a name and a birthday. "
        "If the card was stolen, take the call again as a theft: that is stopped at once."
    ),
    Decision.ONLY_AT_THE_COUNTER: _(
        "No call lifts a stop, whoever calls. The holder goes to the town hall with the card and is identified there; "
        "the certificates are issued anew."
    ),
}
OPENING: dict[Happened, Title] = {
    Happened.STOLEN: _(
        "A theft is stopped at once. Stop the card first, ask afterwards, and have it reported to the police."
    ),
    Happened.LOST: _("Ask until two answers are right, then stop the card."),
    Happened.FOUND: _("Stop the card and ask the caller to hand it to the police."),
    Happened.FOUND_AGAIN: _("No call lifts a stop."),
}
STOPPED_ADVICE: Title = _(
    "Tell the caller: the card cannot be used from now on, its certificates are on hold. Report it to the police and keep the "
    "number. If it turns up, go to the town hall with it; if not, apply for a new one there. A letter goes to the holder."
)
OWN_ADVICE: Title = _(
    "Report the loss to the police and keep the number they give you. If the card turns up, go to the town hall with it; if "
    "not, apply for a new one there."
)
NOTHING_TO_STOP: Title = _("There is no card in anybody's hands to be stopped: it ended, or was not handed over yet.")

_MEANING: dict[Shown, Meaning] = {Shown.IN_USE: "success"}
SHOWN: dict[Shown, Title] = {
    Shown.IN_USE: _("In use"),
    Shown.STOPPED: _("Stopped: reported lost or stolen"),
    Shown.ENDED: _("Ended: no longer valid"),
    Shown.NOT_HANDED_OVER: _("Not handed over: nobody can have it lawfully"),
    Shown.UNKNOWN: _("Unknown: no card has this number"),
}
TO_DO: dict[Shown, Title] = {
    Shown.IN_USE: _(
        "This alone does not say that its bearer is its holder. Compare the face with the picture in the chip, and ask for the "
        "PIN."
    ),
    Shown.STOPPED: _(
        "Whoever shows it may have stolen or found it. Do not take it as proof; establish the identity by other means."
    ),
    Shown.ENDED: _("Do not take it as proof. Its holder may have a newer card."),
    Shown.NOT_HANDED_OVER: _("Do not take it as proof. It was taken before its holder got it: tell the hot line."),
    Shown.UNKNOWN: _("Read the number again. If it stays unknown, the card is forged."),
}


def meaning(shown: Shown) -> Meaning:
    """How an answer is coloured: everything but a card in use is an error."""
    return _MEANING.get(shown, "error")


def moment(at: datetime) -> str:
    """A moment as pages show it."""
    return ground.moment(at)
