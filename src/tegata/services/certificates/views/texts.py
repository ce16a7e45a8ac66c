"""Words for what the pages show: states, kinds, reasons, letters, refusals."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.pki.names import Kind
from tegata.pki.revocation import State as Status
from tegata.rules.invalidity import Ground
from tegata.services.cards.api import State
from tegata.services.certificates.rules import OrderState

Words = tuple[Promise, parts.Meaning]

STATES: dict[State, Words] = {
    State.ORDERED: (_("Ordered: it is being made"), "info"),
    State.MADE: (_("Made"), "info"),
    State.SHIPPED: (_("On its way"), "info"),
    State.IN_STOCK: (_("Ready to be fetched"), "info"),
    State.HANDED_OVER: (_("In use"), "success"),
    State.SUSPENDED: (_("Stopped"), "warning"),
    State.INVALID: (_("Invalid"), "neutral"),
    State.DESTROYED: (_("Destroyed"), "neutral"),
}
KINDS: dict[Kind, Promise] = {
    Kind.SIGNATURE: _("Signature certificate"),
    Kind.AUTHENTICATION: _("User authentication certificate"),
}
STATUSES: dict[Status, Words] = {
    Status.GOOD: (_("Valid"), "success"),
    Status.HELD: (_("On hold"), "warning"),
    Status.REVOKED: (_("Revoked"), "neutral"),
}
ORDERS: dict[OrderState, Promise] = {
    OrderState.ASKED: _("Asked"),
    OrderState.PREPARED: _("Prepared"),
    OrderState.ISSUED: _("Certificate issued"),
    OrderState.REFUSED: _("Refused by the authority"),
    OrderState.CANCELLED: _("Dropped"),
}
VERBS: dict[str, Promise] = {
    "order": _("Ordered"),
    "make": _("Made"),
    "ship": _("Sent to the town"),
    "arrive": _("Scanned in"),
    "hand over": _("Handed over"),
    "deliver": _("Delivered by post"),
    "suspend": _("Stopped"),
    "resume": _("In use again"),
    "carry on": _("Carried on after a move"),
    "write note": _("Note field written"),
    "extend": _("Extended with the stay"),
    "take back": _("Given back"),
    "order return": _("Ordered back"),
    "supersede": _("Replaced by a new card"),
    "fall": _("Fell invalid by law"),
    "discard": _("Discarded before handover"),
    "destroy": _("Destroyed"),
}
LETTERS: dict[str, Promise] = {
    "application received": _("An application for a card in your name arrived"),
    "card ready": _("Your card is ready to be fetched"),
    "card expiring": _("Your card will expire: please renew it"),
    "certificates expiring": _("The certificates of your card will expire: please renew them"),
    "card not carried on": _("You moved: have your card entered at the town hall, or it becomes invalid"),
    "number notice": _("Notice of your Individual Number"),
}
OTHER_LETTER = _("Message from the town hall")
NEXT: dict[str, Promise] = {
    "suspended": _(
        "Your card is stopped. If you have it again, bring it to the town hall; if not, apply for a new one."
    ),
    "rewrite": _("Your card does not show your present address or name. Bring it to the town hall."),
    "renewal": _("Your card is about to expire. Renewal is free of charge."),
    "note field full": _("The note field of your card is full. A new card is free of charge."),
    "certificates": _("A certificate is missing or about to expire. It is renewed free of charge at the town hall."),
    "fetch": _("Your card waits at the town hall. You will get a letter with the day."),
    "none": _("There is nothing to do."),
}
ROOMS: dict[str, Promise] = {
    "residents": _("Resident record"),
    "numbering": _("Individual Number"),
    "applications": _("Application"),
    "cards": _("Card"),
    "certificates": _("Certificates"),
    "production": _("Making of cards"),
    "counter": _("Counter"),
    "hotline": _("Hot line"),
    "verifiers": _("Latest attributes, by your consent"),
}
OFFICES: dict[str, Promise] = {
    "town": _("Town hall"),
    "post": _("Post office"),
    "centre": _("Issuing centre"),
    "authority": _("Certification authority"),
    "hotline": _("Hot line"),
    "audit": _("Audit"),
    "public": _("Yourself"),
    "system": _("Automatic"),
}
PURPOSES: dict[str, Promise] = {"procedure": _("Procedure"), "sign-in": _("Sign in"), "firm": _("A firm asked")}
AWAY = _("The certification authority cannot be reached. Please try again later; nothing was lost.")
REFUSED = _("This card does not sign you in. It may be stopped, ended or of another system. Ask at the town hall.")
LAST_TRY = _("Only one try is left. A wrong PIN now locks the card. If you are sure, type it once more.")
BLOCKED = _("The PIN is locked. The town hall unlocks it.")
NO_CARD = _("The card cannot be read. Put it on the reader and try again.")


def act_of(verb: str) -> str:
    """What an entry of the audit log was about, as its subject reads it."""
    room, _space, rest = verb.partition(" ")
    about = ROOMS.get(room, room)
    return f"{about}: {VERBS[rest]}" if room == "cards" and rest in VERBS else str(about)


def ground(found: Ground | None) -> str:
    """A ground of invalidity in the reader's language."""
    if found is None:
        return ""
    return found.ja if get_language() == "ja" else f"{found.name.replace('_', ' ').lower()} ({found.law})"


def wrong_pin(left: int) -> str:
    """The PIN was wrong."""
    return _("The PIN is wrong. Tries left: %(left)d.") % {"left": left}


def tag(words: Words) -> parts.Tag:
    """A state as the pages show it."""
    return parts.Tag(*words)
