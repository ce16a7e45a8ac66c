"""What a card signs for a site: the site's challenge, bound to the site's own origin and to the act that was asked for.

A site that hands on another's challenge gets an answer that is good for itself alone; WebAuthn binds its client data so.
"""

import base64

FORM = "tegata-agent/1"
SHORTEST, LONGEST = 16, 64


def bound(origin: str, action: str, challenge: bytes) -> bytes:
    """The bytes to be signed. Both sides make them, neither takes them from the other. Raises ValueError."""
    if not SHORTEST <= len(challenge) <= LONGEST:
        raise ValueError(f"a challenge is {SHORTEST} to {LONGEST} random bytes")
    if "\n" in origin + action:
        raise ValueError("neither the origin nor the action has line breaks")
    return "\n".join((FORM, action, origin, base64.urlsafe_b64encode(challenge).decode(), "")).encode()
