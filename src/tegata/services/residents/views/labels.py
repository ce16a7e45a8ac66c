"""Words of the register's pages: states, events, the items of a record."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.access import Title
from tegata.ground.pages.parts import Meaning, Tag
from tegata.rules.life_events import LifeEvent
from tegata.services.residents.rules.record import RecordState

STATES: dict[RecordState, tuple[Title, Meaning]] = {
    RecordState.RESIDENT: (_("resident"), "success"),
    RecordState.LEAVING: (_("leaving"), "warning"),
    RecordState.ABROAD: (_("abroad"), "info"),
    RecordState.DEAD: (_("dead"), "neutral"),
    RecordState.ERASED: (_("erased"), "neutral"),
}
_EVENTS: dict[LifeEvent, Title] = {
    LifeEvent.BIRTH: _("Birth"),
    LifeEvent.DEATH: _("Death"),
    LifeEvent.MOVE_IN: _("Move in"),
    LifeEvent.MOVE_OUT: _("Move out"),
    LifeEvent.MOVE_WITHIN: _("Move within the town"),
    LifeEvent.MOVE_ABROAD: _("Move abroad"),
    LifeEvent.MOVE_ABROAD_KEEPING_CARD: _("Move abroad, keeping the card"),
    LifeEvent.RETURN_FROM_ABROAD: _("Return from abroad"),
    LifeEvent.HOUSEHOLD_CHANGE: _("Change of household"),
    LifeEvent.NAME_CHANGE: _("Change of name"),
    LifeEvent.FORMER_NAME: _("Former name"),
    LifeEvent.ALIAS: _("Alias"),
    LifeEvent.CORRECTION: _("Correction"),
    LifeEvent.ERASURE: _("Erasure ex officio"),
    LifeEvent.RESIDENT_CODE_CHANGE: _("Change of the resident record code"),
    LifeEvent.NUMBER_CHANGE: _("Change of the Individual Number"),
    LifeEvent.NATIONALITY_ACQUIRED: _("Nationality acquired"),
    LifeEvent.NATIONALITY_LOST: _("Nationality lost"),
    LifeEvent.BECAME_FOREIGN_RESIDENT: _("Became a foreign resident"),
    LifeEvent.STAY_EXTENDED: _("Stay extended"),
    LifeEvent.STAY_ENDED: _("Stay ended"),
}
CONSEQUENCES: dict[LifeEvent, Title] = {
    LifeEvent.DEATH: _("Card and certificates end. Nothing can be entered for this person any more."),
    LifeEvent.ERASURE: _("The record is erased; card and certificates end."),
    LifeEvent.STAY_ENDED: _("The record is erased; card and certificates end."),
    LifeEvent.RESIDENT_CODE_CHANGE: _("The old code is never given again. Card and certificates end."),
}
"""What is asked twice, because cards and certificates end with it."""

LETTERS: dict[str, Title] = {
    "number notice": _("Notice of the Individual Number"),
    "application received": _("An application for a card arrived"),
    "photo needed": _("Another photo is needed"),
    "card ready": _("The card is ready"),
    "card expiring": _("The card expires soon"),
    "certificates expiring": _("The certificates expire soon"),
    "card stopped": _("The card was stopped"),
    "card stolen before handover": _("The card was stolen before handover"),
    "card ordered back": _("The card has to be given back"),
    "card lost by the office": _("The office lost the card"),
    "PINs set": _("PINs were set"),
}
"""What letters are about; an unknown kind is shown by its own word."""

ITEMS: dict[str, Title] = {
    "name": _("Name"),
    "kana": _("Reading in katakana"),
    "roman": _("Roman letters"),
    "former_name": _("Former name"),
    "alias": _("Alias"),
    "birth": _("Date of birth"),
    "sex": _("Sex"),
    "postcode": _("Postcode"),
    "address": _("Address"),
    "since": _("Resident since"),
    "residence": _("Status"),
    "nationality": _("Nationality"),
    "stay_ends": _("End of the period of stay"),
    "relationship": _("Relationship to the head"),
    "planned_departure": _("Planned departure"),
    "destination": _("Where to"),
    "resident_code": _("Resident record code"),
    "state": _("State"),
}


def event_label(event: LifeEvent) -> Title:
    """The event in the reader's language: the law's word in Japanese."""
    return event.ja if get_language() == "ja" else _EVENTS[event]


def state_tag(state: RecordState) -> Tag:
    """A state as a tag."""
    return Tag(*STATES[state])
