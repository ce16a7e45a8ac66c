"""The door of the room: firms, for those who fill a sandbox."""

from tegata.services.verifiers.actions import add_key, apply, contract, decide, propose
from tegata.services.verifiers.queries import (
    FirmView,
    UnknownFirm,
    firm,
)
from tegata.services.verifiers.rules import FirmState, Role, Step, WrongFirm

__all__ = [
    "FirmState",
    "FirmView",
    "Role",
    "Step",
    "UnknownFirm",
    "WrongFirm",
    "add_key",
    "apply",
    "contract",
    "decide",
    "firm",
    "propose",
]
