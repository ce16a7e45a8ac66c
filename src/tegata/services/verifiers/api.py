"""The door of the room: for those who fill a sandbox, and for whoever shows a holder what was agreed to and given."""

from tegata.services.verifiers.actions import add_key, apply, contract, decide, propose
from tegata.services.verifiers.queries import (
    ConsentView,
    DisclosureView,
    FirmView,
    UnknownFirm,
    consents_of,
    disclosures_of,
    firm,
)
from tegata.services.verifiers.rules import FirmState, Role, Step, WrongFirm

__all__ = [
    "ConsentView",
    "DisclosureView",
    "FirmState",
    "FirmView",
    "Role",
    "Step",
    "UnknownFirm",
    "WrongFirm",
    "add_key",
    "apply",
    "consents_of",
    "contract",
    "decide",
    "disclosures_of",
    "firm",
    "propose",
]
