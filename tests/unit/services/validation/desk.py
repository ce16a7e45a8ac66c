"""An authority with a responder, its journal in a folder, callers and a clock that stands: what tests of answers share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp as pyca
from tests.unit.pki import authorities
from tests.unit.pki.authorities import NOW, request
from tests.unit.services.validation.callers import new_key, public_bytes

from tegata.pki import ocsp_request
from tegata.pki.keys import SoftwareKey
from tegata.pki.live_status import LiveStatus, index_of
from tegata.pki.names import Kind
from tegata.pki.ocsp import Cadence, Responder
from tegata.pki.ocsp_request import build, build_signed
from tegata.server.ca_store import SqliteStore
from tegata.services.validation.responder import OcspResponder
from tegata.services.validation.responder.asking import CallerBook
from tegata.services.validation.responder.journal import JournalReader, JournalWriter
from tegata.services.validation.rules import CallerKind, CallerView, May, Question

AUTHORITY, HOLDER = SoftwareKey.generate(elliptic=True), SoftwareKey.generate(elliptic=True)
ADDRESS = "192.0.2.7"
BANK = UUID(int=7)


class Counted(SoftwareKey):
    """A responder's key that counts what it signs."""

    signed = 0

    def sign(self, data: bytes) -> bytes:
        self.signed += 1
        return super().sign(data)


class Desk:
    """A moment that only a test moves, certificates in a row, and a bank that may ask."""

    def __init__(self, folder: Path, *, registered: bool = False, cadence: Cadence | None = None) -> None:
        self.now = NOW
        self.seconds = 0.0
        self.authority = authorities.found(Kind.SIGNATURE, AUTHORITY, folder)
        self.authority.certify_all([request(HOLDER)] * 4, NOW)
        self.serials = self.authority.store.serials()
        self.key = Counted(ec.generate_private_key(ec.SECP256R1()))
        certificate = self.authority.certify_responder(self.key.public_key, NOW + timedelta(days=90), NOW)
        self.live = LiveStatus(self.authority.store, index_of(self.authority.store, folder / "none"), self.watch)
        self.responder = Responder(
            self.authority.issuer, self.key, certificate, self.live.status_at, self.live.version, cadence
        )
        self.bank_key = new_key()
        self.bank = CallerView(
            BANK, "銀行", CallerKind.VERIFIER, frozenset(May), frozenset({"account"}), 3, (public_bytes(self.bank_key),)
        )
        self.folder = folder / "journal"
        self.journal = JournalWriter(self.folder)
        book = CallerBook(lambda: [self.bank], self.watch)
        self.service = OcspResponder(
            lambda: [self.responder], lambda: self.now, self.journal, book, registered=registered
        )

    def watch(self) -> float:
        return self.seconds

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        self.seconds += timedelta(**span).total_seconds()
        return self.now

    def change_bank(self, **changed: object) -> None:
        self.bank = replace(self.bank, **changed)  # type: ignore[arg-type]
        self.seconds += 1.1

    def question(self, *serials: int, nonce: bytes | None = None) -> bytes:
        ids = [ocsp_request.cert_id(self.authority.issuer, serial) for serial in serials or self.serials[:1]]
        return build(ids, nonce)

    def signed(self, name: str = f"urn:uuid:{BANK}", key: ec.EllipticCurvePrivateKey | None = None) -> bytes:
        ids = [ocsp_request.cert_id(self.authority.issuer, self.serials[0])]
        return build_signed(ids, SoftwareKey(key or self.bank_key), name)

    def ask(self, request: bytes, address: str = ADDRESS) -> pyca.OCSPResponse:
        return pyca.load_der_ocsp_response(self.service.answer(request, address, self.now).response)

    def status(self, request: bytes, address: str = ADDRESS) -> str:
        return self.ask(request, address).response_status.name

    def noted(self) -> Sequence[Question]:
        """All that is in the journal, as the worker reads it."""
        reader = JournalReader(self.folder)
        with reader.segments() as segments:
            found = [reader.questions(one.name, 0, 10_000, finished=one.finished) for one in segments]
        return [one for rows in found for one in rows if one is not None]

    def close(self) -> None:
        self.journal.close()
        assert isinstance(self.authority.store, SqliteStore)
        self.authority.store.close()
