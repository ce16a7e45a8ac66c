"""Command and response APDUs (ISO/IEC 7816-3 §12.1, ISO/IEC 7816-4 §5): short and extended length, all four cases."""

from dataclasses import dataclass

from tegata.wire.status import SW

SHORT_LC, SHORT_NE = 255, 256
EXTENDED_LC, EXTENDED_NE = 65_535, 65_536


class MalformedApdu(ValueError):
    """The bytes are no APDU. A card answers 6700 (wrong length)."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command APDU. `ne` is the number of bytes expected at most (None: no Le field, cases 1 and 3)."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    ne: int | None = None
    extended: bool = False

    def __post_init__(self) -> None:
        for name in ("cla", "ins", "p1", "p2"):
            if not 0 <= getattr(self, name) <= 0xFF:
                raise MalformedApdu(f"{name} is one byte, not {getattr(self, name)}")
        if self.ne is not None and not 1 <= self.ne <= (EXTENDED_NE if self.extended else SHORT_NE):
            raise MalformedApdu(f"Ne {self.ne} does not fit the Le field of this form")
        if len(self.data) > (EXTENDED_LC if self.extended else SHORT_LC):
            raise MalformedApdu(f"{len(self.data)} data bytes do not fit the Lc field of this form")

    @classmethod
    def parse(cls, raw: bytes) -> "Command":
        """Read one command. Raises MalformedApdu when the length fields and the length disagree."""
        if len(raw) < 4:
            raise MalformedApdu("an APDU has at least the four bytes CLA INS P1 P2")
        data, ne, extended = _body(raw[4:])
        return cls(raw[0], raw[1], raw[2], raw[3], data, ne, extended)

    def __bytes__(self) -> bytes:
        head = bytes((self.cla, self.ins, self.p1, self.p2))
        if self.extended:
            return head + self._extended_body()
        lc = bytes((len(self.data),)) if self.data else b""
        le = b"" if self.ne is None else bytes((self.ne & 0xFF,))
        return head + lc + self.data + le

    def _extended_body(self) -> bytes:
        lc = b"\0" + len(self.data).to_bytes(2) if self.data else b""
        if self.ne is None:
            return lc + self.data
        le = (self.ne & 0xFFFF).to_bytes(2)
        return lc + self.data + (le if self.data else b"\0" + le)

    @property
    def channel(self) -> int:
        """Logical channel of a first-interindustry class byte (ISO/IEC 7816-4 table 2)."""
        return self.cla & 0x03


def _body(body: bytes) -> tuple[bytes, int | None, bool]:
    """Data, Ne and form of what follows the header (ISO/IEC 7816-3 §12.1.3, the decoding conventions)."""
    if not body:
        return b"", None, False
    if len(body) == 1:
        return b"", body[0] or SHORT_NE, False
    if body[0]:
        return (*_data_and_le(body, header=1, lc=body[0], le_size=1), False)
    if len(body) == 3:
        return b"", int.from_bytes(body[1:3]) or EXTENDED_NE, True
    lc = int.from_bytes(body[1:3])
    if len(body) < 3 or lc == 0:
        raise MalformedApdu("an extended Lc field has three bytes and is not zero")
    return (*_data_and_le(body, header=3, lc=lc, le_size=2), True)


def _data_and_le(body: bytes, *, header: int, lc: int, le_size: int) -> tuple[bytes, int | None]:
    end = header + lc
    if len(body) == end:
        return body[header:end], None
    if len(body) == end + le_size:
        return body[header:end], int.from_bytes(body[end:]) or 1 << 8 * le_size
    raise MalformedApdu(f"Lc announces {lc} data bytes, {len(body) - header} follow")


@dataclass(frozen=True, slots=True)
class Response:
    """A response APDU: data and status word."""

    data: bytes = b""
    sw: int = SW.SUCCESS

    @classmethod
    def parse(cls, raw: bytes) -> "Response":
        """Read one response. Raises MalformedApdu when there are fewer than two bytes."""
        if len(raw) < 2:
            raise MalformedApdu("a response has at least its two status bytes")
        return cls(raw[:-2], int.from_bytes(raw[-2:]))

    def __bytes__(self) -> bytes:
        return self.data + self.sw.to_bytes(2)
