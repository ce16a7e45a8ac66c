"""Files of the JPKI application that are not certificates: token information and which certificates are there."""

from dataclasses import dataclass
from typing import Self

from tegata.cardspec.codecs.reading import MalformedFile

LABEL_CARD = "JPKIAPICCTOKEN2"
LABEL_RESIDENT_REGISTER_CARD = "JPKIAPICCTOKEN"
LABEL_ANDROID = "JPKIAPGPSETOKEN"
LABEL_IPHONE = "JPKIAPIOSTOKEN"

# PKCS #11 v2.40 §3.2 flags: RNG, login required, user PIN initialised, token initialised.
TOKEN_FLAGS = 0x0000040D
UNKNOWN_MEMORY = 0xFFFFFFFF
CERTIFICATE_PRESENT = 0x8F


@dataclass(frozen=True, slots=True)
class TokenInformation:
    """EF 0006: a serialised CK_TOKEN_INFO (PKCS #11 v2.40 §3.2), 160 bytes."""

    serial: str
    label: str = LABEL_CARD
    manufacturer: str = "1".rjust(32, "0")
    model: str = "E16R01NJ"
    hardware: str = "03"
    firmware: str = "01"

    SIZE = 160

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile."""
        if len(raw) < cls.SIZE or not raw[:96].isascii():
            raise MalformedFile("token information: 160 bytes that start with ASCII texts")
        text = raw[: cls.SIZE].decode("ascii", "replace")
        return cls(
            serial=text[80:96].rstrip(),
            label=text[:32].rstrip(),
            manufacturer=text[32:64].rstrip(),
            model=text[64:80].rstrip(),
            hardware=text[140:142],
            firmware=text[142:144],
        )

    def __bytes__(self) -> bytes:
        texts = self.label.ljust(32) + self.manufacturer.ljust(32) + self.model.ljust(16) + self.serial.ljust(16)
        sessions = (1, 0, 1, 0)
        longest_and_shortest_pin = (16, 6)
        numbers = (TOKEN_FLAGS, *sessions, *longest_and_shortest_pin, *[UNKNOWN_MEMORY] * 4)
        versions = self.hardware + self.firmware + "9" * 16
        return texts.encode("ascii") + b"".join(n.to_bytes(4) for n in numbers) + versions.encode("ascii")


@dataclass(frozen=True, slots=True)
class CertificatePresence:
    """EF 0008: three bytes that say which certificates the card holds."""

    signature: bool
    authentication: bool

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile."""
        if len(raw) != 3:
            raise MalformedFile("certificate presence: three bytes")
        return cls(raw[0] == CERTIFICATE_PRESENT, raw[1] == CERTIFICATE_PRESENT)

    def __bytes__(self) -> bytes:
        return bytes((CERTIFICATE_PRESENT * self.signature, CERTIFICATE_PRESENT * self.authentication, 0))


def certificate_length(start: bytes) -> int:
    """Length of a DER certificate from its first four bytes `30 82 HH LL`. Raises MalformedFile."""
    if len(start) < 4 or start[:2] != b"\x30\x82":
        raise MalformedFile("certificate: does not start with 30 82")
    return 4 + int.from_bytes(start[2:4])
