"""The terminal's side of the text application's secure messaging, written from the fact sheet, not from the chip."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256

from tegata.cardspec.codecs.text import SessionPublicKey
from tegata.chip.card import Card
from tegata.wire.apdu import Command, Response

SEED = bytes(range(100, 132))


def sealed_seed(key_file: bytes, seed: bytes = SEED, message: bytes | None = None) -> bytes:
    """RSA-OAEP-SHA256 of `A0 22 80 20 seed` under the key of EF 0006."""
    public = SessionPublicKey.from_bytes(key_file).public_key
    key = RSAPublicNumbers(public.exponent, public.modulus).public_key()
    plain = b"\xa0\x22\x80\x20" + seed if message is None else message
    return key.encrypt(plain, OAEP(MGF1(SHA256()), SHA256(), None))


def delivery(sealed: bytes) -> bytes:
    """The command that delivers it, in extended form."""
    return bytes(Command(0x80, 0xAE, 0, 0, sealed, extended=True))


@dataclass
class SecureTerminal:
    """Protects commands; `counter` is that of the last one."""

    card: Card
    seed: bytes = SEED
    counter: int = 0

    def send(self, ins: int, p1: int, p2: int, data: bytes = b"", expected: int | None = None) -> Response:
        """Send one protected command and open its answer."""
        self.counter += 1
        body = b""
        if data:
            cryptogram = self._encrypt(data)
            body += bytes((0x86, 1 + len(cryptogram), 0x01)) + cryptogram
        if expected is not None:
            body += b"\x96\x03\x00" + (expected & 0xFFFF).to_bytes(2)
        raw = self.card.respond(bytes(Command(0x08, ins, p1, p2, body, 65536, extended=True)))
        answer = Response.parse(raw)
        return Response(self._open(answer.data), answer.sw) if answer.data else answer

    def _open(self, data: bytes) -> bytes:
        assert data[0] == 0x86
        length_size = 3 if data[1] == 0x82 else 1
        value = data[1 + length_size :]
        assert value[0] == 0x01
        decryptor = self._cipher().decryptor()
        padded = decryptor.update(value[1:]) + decryptor.finalize()
        return padded[: padded.rindex(b"\x80")]

    def _encrypt(self, plain: bytes) -> bytes:
        padded = plain + b"\x80" + bytes(-(len(plain) + 1) % 16)
        encryptor = self._cipher().encryptor()
        return encryptor.update(padded) + encryptor.finalize()

    def _cipher(self) -> Cipher[CBC]:
        key = self.seed[:16]
        first = Cipher(AES(key), CBC(bytes(16))).encryptor()
        return Cipher(AES(key), CBC(first.update(self.counter.to_bytes(16))))
