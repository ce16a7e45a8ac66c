"""The issuer's commands for references: EXTERNAL AUTHENTICATE and UNLOCK KEY, in our own form (`cardspec.issuer_commands`)."""

from dataclasses import replace
from hmac import compare_digest

from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.cardspec.issuer_commands import (
    CHALLENGE_SIZE,
    CODE_SIZE,
    ISSUER_TRIES,
    REPLACEABLE,
    RESETTABLE,
    Purpose,
    Unlocking,
    authentication_code,
    context_of,
)
from tegata.cardspec.model import Secret
from tegata.chip import addressing
from tegata.chip.commands.change import new_reference
from tegata.chip.conditions import Refused, require
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.chip.store import Kind, ObjectId
from tegata.wire.apdu import Command, Response
from tegata.wire.status import SW, counter

_TRIES = ObjectId(CARD_MANAGER_AID, Kind.TRIES)


def external_authenticate(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`00 82 00 purpose 10 code` over the last challenge and the current application; a challenge serves once."""
    require(command.p1 == 0 and command.p2 in set(Purpose), SW.WRONG_P1_P2)
    if not command.data:
        return Outcome(Response(sw=counter(hardware.contents.tries(CARD_MANAGER_AID, 0))))
    purpose = Purpose(command.p2)
    granted = Outcome(status=replace(status.without_issuer(), issuer_for=purpose))
    return proved(hardware, command.data, status, context_of(purpose), granted)


def proved(hardware: Hardware, code: bytes, status: Status, context: bytes, granted: Outcome) -> Outcome:
    """`granted`, if the code is the issuer's over the open challenge and this context. The try is spent before."""
    require(len(code) == CODE_SIZE, SW.WRONG_LENGTH)
    left = hardware.contents.tries(CARD_MANAGER_AID, 0) - 1
    require(left >= 0, SW.REFERENCE_BLOCKED)
    require(len(status.challenge) == CHALLENGE_SIZE, SW.CONDITIONS_NOT_SATISFIED)

    def compare() -> Outcome:
        key = hardware.contents.issuer_key()
        message = status.challenge + context
        if key is None or not compare_digest(code, authentication_code(key, message, status.aid)):
            return Outcome(Response(sw=counter(left)), status.without_issuer())
        return replace(granted, writes={**granted.writes, _TRIES: bytes((ISSUER_TRIES,))})

    return Outcome(writes={_TRIES: bytes((left,))}, then=compare)


def unlock_key(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`80 54 what (80|sfi) [Lc new]`: counter and value of one reference, together. One authentication each."""
    require(command.p1 in set(Unlocking), SW.WRONG_P1_P2)
    target = addressing.referenced(status, command.p2)
    secret = target.item
    if not isinstance(secret, Secret):
        raise Refused(SW.COMMAND_INCOMPATIBLE_WITH_FILE)
    require(status.issuer_for is Purpose.CHANGE, SW.SECURITY_STATUS_NOT_SATISFIED)
    after = status.without_verified(secret.fid).without_issuer()
    aid = target.application.aid
    value, tries = (ObjectId(aid, kind, secret.fid) for kind in (Kind.REFERENCE, Kind.TRIES))
    if command.data or command.p1 == Unlocking.TAKE_AWAY:
        require(secret.role in REPLACEABLE, SW.CONDITIONS_NOT_SATISFIED)
    if command.p1 == Unlocking.TAKE_AWAY:
        require(not command.data, SW.WRONG_LENGTH)
        return Outcome(status=after, writes={value: b"", tries: b"\0"})
    if command.data:
        return Outcome(status=after, writes=new_reference(target, secret, command.data))
    holds_value = hardware.contents.reference(aid, secret.fid) is not None
    require(secret.role in RESETTABLE and holds_value, SW.CONDITIONS_NOT_SATISFIED)
    return Outcome(status=after, writes={tries: bytes((secret.tries,))})
