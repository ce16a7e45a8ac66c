"""How often somebody may have an answer signed on demand: a bucket of tokens for each caller, or each address of anybody."""

from collections import OrderedDict
from datetime import datetime

from tegata.services.validation.responder.asking import Asker

MOST_BUCKETS = 10_000
MINUTE = 60.0


class Limits:
    """A bucket holds what a minute allows and is full in the beginning. The one that was used the longest ago is forgotten."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, asker: Asker, address: str, now: datetime) -> bool:
        """Take one; False: none is left, and a minute's share comes back each minute."""
        key = str(asker.caller_id or address)
        seconds, rate = now.timestamp(), float(asker.nonce_rate)
        left, at = self._buckets.pop(key, (rate, seconds))
        left = min(rate, left + max(0.0, seconds - at) * rate / MINUTE)
        allowed = left >= 1
        self._buckets[key] = (left - allowed, seconds)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return allowed
