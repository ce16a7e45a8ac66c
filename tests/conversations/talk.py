"""How a test talks to a card: hex in, hex out."""

from tegata.cardspec.model import Application
from tegata.chip.card import Card
from tegata.wire.apdu import Response
from tegata.wire.status import SW


def send(card: Card, command: str, data: bytes = b"") -> str:
    """`send(card, "00200080 Lc", pin)`: Lc becomes the length and the data. Answers `data status` in hex."""
    response = Response.parse(card.respond(apdu(command, data)))
    return f"{response.data.hex()} {response.sw:04X}".strip()


def ask(card: Card, command: str, data: bytes = b"") -> bytes:
    """The data of an answer that must be 9000."""
    response = Response.parse(card.respond(apdu(command, data)))
    assert response.sw == SW.SUCCESS, f"{command}: {response.sw:04X}"
    return response.data


def apdu(command: str, data: bytes = b"") -> bytes:
    return bytes.fromhex(command.replace("Lc", f"{len(data):02X}{data.hex()}"))


def enter(card: Card, application: Application) -> None:
    """Select an application by its whole name."""
    assert send(card, "00A4040C Lc", application.aid) == "9000"


def select_file(card: Card, fid: int) -> None:
    assert send(card, f"00A4020C02{fid:04X}") == "9000"


def verify(card: Card, fid: int, value: bytes) -> str:
    """Select a reference and present this value."""
    select_file(card, fid)
    return send(card, "00200080 Lc", value)
