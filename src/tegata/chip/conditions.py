"""Conditions of use: what is not expressly granted is refused, by raising. The rules are data of `cardspec`."""

from tegata.cardspec.access import Access
from tegata.chip.state import Status
from tegata.wire.status import SW


class Refused(Exception):
    """The command ends with this status word and without effect."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


def require_access(access: Access, status: Status) -> None:
    """Raises Refused 6982 unless the access is granted by what has been verified in the current application."""
    if not access.granted(status.verified):
        raise Refused(SW.SECURITY_STATUS_NOT_SATISFIED)


def require(condition: bool, sw: int) -> None:
    """Raises Refused unless the condition holds."""
    if not condition:
        raise Refused(sw)
