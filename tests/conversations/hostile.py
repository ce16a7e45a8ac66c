"""A card among enemies: every answer is checked for its status word and for secrets, the memory for what may not change.

Used by the normal suite with hypothesis and by `fuzz/fuzz_apdu.py` with atheris.
"""

from collections.abc import Iterator
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from tests.conversations import specimen

from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID
from tegata.cardspec.issuer_commands import ISSUER_TRIES
from tegata.cardspec.model import Secret
from tegata.chip import references
from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.loading import load
from tegata.chip.memory import RamMemory
from tegata.chip.store import Kind, ObjectId
from tegata.wire.apdu import Response
from tegata.wire.status import SW, tries_left

WORDS = frozenset(int(sw) for sw in SW)
WINDOW = 16

# Where mutations start: every command the card knows, in forms that succeed after one another.
COMMANDS = [
    bytes.fromhex(command)
    for command in (
        "00A4040C0AD392F000260100000001",
        "00A404000AD392F00026010000000100",
        "00A4040C0AD3921000310001010408",
        "00A4040C0AD3921000310001010402",
        "00A4040C0AD3921000310001010401",
        "00A4040C0AD3921000310001010100",
        "00A4040204D392100000",
        "00A4020C020018",
        "00A4020C02001B",
        "00A4020C020017",
        "00A4020C020011",
        "00A4020C020015",
        "00200080",
        "002000800431323334",
        "0020009806414243313233",
        "0020009B06414243313233",
        "0024018006584355313233",
        "803200800439383736",
        "00B0000000",
        "00B08A00000000",
        "00B08100000000",
        "00B2010C00",
        "00B2010400",
        "00CA004500",
        "00CA00F8000000",
        "00CA5F5100",
        "0084000010",
        "008200001000112233445566778899AABBCCDDEEFF",
        "80540098",
        "8054009B06414243313233",
        "008800990411223344" + "00",
        "802A0080033130" + "3100",
        "802A0297" + "20" + "11" * 32 + "00",
        "802A0000033130" + "3100",
        "80AE0000000100" + "5A" * 256,
        "08B0810005960300001100",
        "0CB0810000",
        "80FC0000",
        "00A4000000",
        "80540198",
        "00A4040C07A0000001510000",
        "805A0000" + "0D" + "0AD392F000260100000001" + "0017" + "00",
        "80580000" + "10" + "0AD392F000260100000001" + "000A" + "308201",
        "8056000010" + "00112233445566778899AABBCCDDEEFF",
        "80560100",
    )
]


class Violation(AssertionError):
    """The card did what it must never do."""


def secret_texts() -> Iterator[bytes]:
    """All that no answer may hold, except what is too short to tell from chance."""
    yield from (specimen.NUMBER_B, specimen.ISSUER_KEY)
    for value in (specimen.PIN, specimen.PASSWORD):
        yield references.encode(value)
    kept = specimen.keys()
    for key in (kept.authentication, kept.signature, kept.card, kept.session, kept.internal):
        yield from _private_numbers(key)


def _private_numbers(key: RSAPrivateKey) -> Iterator[bytes]:
    numbers = key.private_numbers()
    for number, size in ((numbers.d, 256), *((n, 128) for n in (numbers.p, numbers.q, numbers.dmp1, numbers.dmq1))):
        yield number.to_bytes(size)


@lru_cache(maxsize=1)
def windows() -> frozenset[bytes]:
    """Sixteen-byte pieces of the secrets, one after the other; shorter secrets whole."""
    pieces = (text[at : at + WINDOW] for text in secret_texts() for at in range(0, len(text), WINDOW))
    return frozenset(piece for piece in pieces if len(piece) == WINDOW) | {specimen.NUMBER_B}


def leaks(data: bytes) -> bool:
    """Whether an answer holds a piece of a secret, at any offset."""
    known = windows()
    return specimen.NUMBER_B in data or any(data[at : at + WINDOW] in known for at in range(len(data) - WINDOW + 1))


@lru_cache(maxsize=2)
def loaded(maker: str) -> bytes:
    """The memory of the specimen in this maker's chip."""
    memory = RamMemory()
    load(memory, specimen.image(), MAKERS[maker])
    return memory.read(0, memory.size)


class WatchedCard:
    """A fresh card; `respond` raises Violation when the answer or, at the end, the memory is not as it must be."""

    def __init__(self, maker: str, interface: Interface = Interface.CONTACT) -> None:
        self._maker = MAKERS[maker]
        self._memory = RamMemory()
        self._memory.write(0, loaded(maker))
        self.card = Card(self._memory, self._maker, interface=interface)

    def respond(self, command: bytes) -> Response:
        """Let the card answer, and judge the answer."""
        answer = Response.parse(self.card.respond(command))
        if answer.sw not in WORDS and tries_left(answer.sw) is None:
            raise Violation(f"{command.hex()}: the status word {answer.sw:04X} is not specified")
        if answer.data and answer.sw != SW.SUCCESS:
            raise Violation(f"{command.hex()}: data with {answer.sw:04X}")
        if leaks(answer.data):
            raise Violation(f"{command.hex()}: a secret in the answer")
        return answer

    def check_memory(self) -> None:
        """Files, keys and objects are what was loaded; counters are within their limits."""
        store = self._maker.mount(self._memory)
        if store is None:
            raise Violation("the memory is no card any more")
        for name, content in constant_objects(self._maker.name).items():
            if store.get(name) != content:
                raise Violation(f"{name} has changed")
        for name, most in counters():
            if (store.get(name) or b"\0")[0] > most:
                raise Violation(f"{name} is above {most}")


@lru_cache(maxsize=2)
def constant_objects(maker: str) -> dict[ObjectId, bytes | None]:
    """What no command may change: contents, keys, and that there are no others."""
    memory = RamMemory()
    memory.write(0, loaded(maker))
    store = MAKERS[maker].mount(memory)
    assert store is not None
    return {name: store.get(name) for name in _constant_names()}


def _constant_names() -> Iterator[ObjectId]:
    yield ObjectId(CARD_MANAGER_AID, Kind.ISSUER_KEY)
    for application in APPLICATIONS:
        for fid in range(0x20):
            for kind in (Kind.FILE, Kind.RECORDS, Kind.KEY):
                yield ObjectId(application.aid, kind, fid)


@lru_cache(maxsize=1)
def counters() -> tuple[tuple[ObjectId, int], ...]:
    """Every try counter and where it starts."""
    return tuple(_counters())


def _counters() -> Iterator[tuple[ObjectId, int]]:
    yield ObjectId(CARD_MANAGER_AID, Kind.TRIES), ISSUER_TRIES
    for application in APPLICATIONS:
        for item in application.by_fid.values():
            if isinstance(item, Secret):
                yield ObjectId(application.aid, Kind.TRIES, item.fid), item.tries
