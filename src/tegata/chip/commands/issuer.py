"""The issuer's commands: EXTERNAL AUTHENTICATE and UNLOCK KEY, in our own form (`cardspec.issuer_commands`)."""

from dataclasses import replace
from hmac import compare_digest

from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.cardspec.issuer_commands import (
    CHALLENGE_SIZE,
    CODE_SIZE,
    ISSUER_TRIES,
    REPLACEABLE,
    RESETTABLE,
    authentication_code,
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
    """`00 82 00 00 10 code` over the last challenge and the current application; a challenge serves once."""
    require(command.p1 == command.p2 == 0, SW.WRONG_P1_P2)
    tries = hardware.contents.tries(CARD_MANAGER_AID, 0)
    if not command.data:
        return Outcome(Response(sw=counter(tries)))
    require(len(command.data) == CODE_SIZE, SW.WRONG_LENGTH)
    require(tries > 0, SW.REFERENCE_BLOCKED)
    require(len(status.challenge) == CHALLENGE_SIZE, SW.CONDITIONS_NOT_SATISFIED)
    return _authenticate(hardware, command.data, status, tries - 1)


def _authenticate(hardware: Hardware, code: bytes, status: Status, left: int) -> Outcome:
    after = replace(status, challenge=b"", issuer_authenticated=False)

    def compare() -> Outcome:
        key = hardware.contents.issuer_key()
        if key is None or not compare_digest(code, authentication_code(key, status.challenge, status.aid)):
            return Outcome(Response(sw=counter(left)), after)
        return Outcome(status=replace(after, issuer_authenticated=True), writes={_TRIES: bytes((ISSUER_TRIES,))})

    return Outcome(writes={_TRIES: bytes((left,))}, then=compare)


def unlock_key(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`80 54 00 (80|sfi) [Lc new]`: full counter and, if data come, a new value, together. One authentication each."""
    require(command.p1 == 0, SW.WRONG_P1_P2)
    target = addressing.referenced(status, command.p2)
    secret = target.item
    if not isinstance(secret, Secret):
        raise Refused(SW.COMMAND_INCOMPATIBLE_WITH_FILE)
    require(status.issuer_authenticated, SW.SECURITY_STATUS_NOT_SATISFIED)
    after = replace(status.without_verified(secret.fid), issuer_authenticated=False)
    if command.data:
        require(secret.role in REPLACEABLE, SW.CONDITIONS_NOT_SATISFIED)
        return Outcome(status=after, writes=new_reference(target, secret, command.data))
    aid = target.application.aid
    holds_value = hardware.contents.reference(aid, secret.fid) is not None
    require(secret.role in RESETTABLE and holds_value, SW.CONDITIONS_NOT_SATISFIED)
    return Outcome(status=after, writes={ObjectId(aid, Kind.TRIES, secret.fid): bytes((secret.tries,))})
