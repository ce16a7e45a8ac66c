"""The hidden form field in which a page sends what the agent handed out: JSON of names and Base64. Anybody can fill it."""

import base64
import json

from tegata.parties.proofing.refusals import Refused

LARGEST = 1_000_000


def read_card_field(field: str, *names: str) -> tuple[bytes, ...]:
    """The named values, in this order, and no others. Raises Refused."""
    if len(field) > LARGEST:
        raise Refused("unreadable-result")
    try:
        found = json.loads(field)
        if not isinstance(found, dict) or set(found) != set(names):
            raise ValueError("other names")
        return tuple(base64.b64decode(found[name], validate=True) for name in names)
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused("unreadable-result") from error
