"""VERIFY (ISO/IEC 7816-4 §11.6.6) and its query.

The try counter goes down in memory before the reference is compared: a cut of the power never gives a try back.
"""

from tegata.cardspec.model import Key, Secret
from tegata.chip import addressing, references
from tegata.chip.conditions import Refused, require
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.chip.store import Kind, ObjectId
from tegata.wire.apdu import Command, Response
from tegata.wire.status import SW, counter


def verify(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """Without data a query: 63Cx always, even when verified or blocked. With data: 9000, 63Cx, or 6984 if blocked."""
    require(command.p1 == 0, SW.WRONG_P1_P2)
    target = addressing.referenced(status, command.p2)
    if isinstance(target.item, Key) and not command.data:
        raise Refused(SW.NO_RETRY_LIMIT)
    if not isinstance(target.item, Secret):
        raise Refused(SW.COMMAND_INCOMPATIBLE_WITH_FILE)
    aid = target.application.aid
    tries = hardware.contents.tries(aid, target.fid)
    if not command.data:
        return Outcome(Response(sw=counter(tries)))
    require(len(command.data) <= references.LONGEST, SW.WRONG_LENGTH)
    require(tries > 0, SW.REFERENCE_BLOCKED)
    return _present(hardware, command.data, status, ObjectId(aid, Kind.TRIES, target.fid), target.item)


def _present(hardware: Hardware, presented: bytes, status: Status, tries_id: ObjectId, secret: Secret) -> Outcome:
    left = hardware.contents.tries(tries_id.owner, secret.fid) - 1

    def compare() -> Outcome:
        kept = hardware.contents.reference(tries_id.owner, secret.fid)
        if kept is None or not references.matches(kept, presented):
            return Outcome(Response(sw=counter(left)), status.without_verified(secret.fid))
        return Outcome(status=status.with_verified(secret.fid), writes={tries_id: bytes((secret.tries,))})

    return Outcome(writes={tries_id: bytes((left,))}, then=compare)
