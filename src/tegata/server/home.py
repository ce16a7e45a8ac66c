"""The home folder of a sandbox: two authorities, a card issuer, a time-stamping authority and the cards, plugged together.

Everything is made beside its place and renamed into it, so that a crash leaves the old or the new. Only its owner may read it.
"""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.file_memory import FileMemory
from tegata.chip.loading import load
from tegata.chip.personalisation import CardIssuer, Certified, Order, Person, PersonalisedCard, new_keys, personalise
from tegata.chip.printing import check_back, check_front
from tegata.pki import documents, ocsp, path
from tegata.pki.authority import Authority, Policy
from tegata.pki.documents.timestamp import TimeStampAuthority
from tegata.pki.issuing import Request
from tegata.pki.keys import SoftwareKey
from tegata.pki.keys.port import KeyUnavailable
from tegata.pki.names import Kind, Naming
from tegata.pki.profiles import Issuer
from tegata.rules.expiry import UnderFifteen, certificate_expiry, require_signature_age
from tegata.server import founding
from tegata.server.ca_store import SqliteStore
from tegata.server.print_job import FACES, PrintJob
from tegata.server.publication import Publication

Now = Callable[[], datetime]


class HomeError(Exception):
    """Something in the home folder is missing, taken or not in order. The text says what to do."""


class NoSuchCard(HomeError):
    """There is no card of this name."""


class NameTaken(HomeError):
    """There is a card of this name already."""


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What the home knows of a card without opening it; nothing of its holder."""

    name: str
    maker: str
    record: str
    serial: str
    expires: str
    certificates: dict[str, str]


class Home:
    """A home folder that exists. `found` makes one."""

    def __init__(self, root: Path, now: Now, passphrase: bytes | None = None, policy: Policy | None = None) -> None:
        if not (root / founding.MARK).exists():
            raise HomeError(f"there is no sandbox in {root}; make one with: tegata init")
        self.root = root
        self.now = now
        self._policy = policy or Policy()
        self._passphrase = passphrase
        self._responders: list[ocsp.Responder] = []
        self._looked_at: datetime | None = None

    @classmethod
    def found(cls, root: Path, now: Now, passphrase: bytes | None = None, policy: Policy | None = None) -> "Home":
        """Open the home, making it first if it is not there."""
        if not (root / founding.MARK).exists():
            if root.exists() and any(root.iterdir()):
                raise HomeError(f"{root} is not empty and is no sandbox; choose another folder")
            answers = SoftwareKey.for_answers if os.environ.get("TEGATA_OCSP_KEY") == "p256" else SoftwareKey.generate
            founding.found(root, now(), passphrase, answers)
        return cls(root, now, passphrase, policy)

    # Authorities

    @cached_property
    def authorities(self) -> dict[Kind, Authority]:
        """Both authorities, keys unsealed."""
        return {kind: self._authority(kind) for kind in Kind}

    def _authority(self, kind: Kind) -> Authority:
        folder = self.root / "ca" / kind.value
        key = SoftwareKey.from_pkcs8(self._keys[f"ca-{kind}"])
        certificate = (folder / "ca.cer").read_bytes()
        parsed = path.UnverifiedCertificate.parse(certificate)
        issuer = Issuer(kind, Naming(), key.public_key, key.algorithm, parsed.serial)
        store = SqliteStore(folder / "ca.sqlite3")
        return Authority(issuer, certificate, parsed.not_after, key, store, lambda: secrets.token_hex(16), self._policy)

    @cached_property
    def _keys(self) -> dict[str, bytes]:
        kept = self.root / founding.PASSPHRASE
        if self._passphrase is None and not kept.exists():
            raise KeyUnavailable("this sandbox has a passphrase of its own; set TEGATA_CA_PASSPHRASE to it")
        return founding.unseal(self.root, self._passphrase or kept.read_bytes())

    def responder_key(self, kind: Kind) -> tuple[SoftwareKey, bytes]:
        """Key and certificate of the delegated OCSP responder; the certificate is renewed when it is about to end."""
        authority = self.authorities[kind]
        key = SoftwareKey.from_pkcs8(self._keys[f"ocsp-{kind}"])
        file = self.root / "ca" / kind.value / "ocsp.cer"
        if not file.exists() or not _serves(file.read_bytes(), self.now()):
            renewed = authority.certify_responder(key.public_key, self.now() + timedelta(days=90), self.now())
            founding.write(file, renewed)
        return key, file.read_bytes()

    def responder(self, kind: Kind) -> ocsp.Responder:
        """A responder that asks the store itself: for a few questions in this process."""
        issuer, store = self.authorities[kind].issuer, self.authorities[kind].store
        return ocsp.Responder(issuer, *self.responder_key(kind), store.status, store.version)

    @property
    def responders(self) -> list[ocsp.Responder]:
        """Both responders. Looked at anew each day: a process may run longer than their certificates."""
        now = self.now()
        if self._looked_at is None or not self._looked_at <= now < self._looked_at + timedelta(days=1):
            self._responders, self._looked_at = [self.responder(kind) for kind in Kind], now
        return self._responders

    @cached_property
    def publication(self) -> Publication:
        """The lists that both authorities publish in this home."""
        return Publication(self.root, self.authorities)

    def ask_status(self, request: bytes) -> bytes:
        """The responders in this process: OCSP request to OCSP response."""
        return ocsp.respond(self.responders, request, self.now()).response

    @cached_property
    def time_stamps(self) -> TimeStampAuthority:
        """The sandbox's own time-stamping authority."""
        key = founding.rsa_key(self._keys["tsa"])
        signer = documents.KeySigner(key, (self.root / "tsa.cer").read_bytes())
        return TimeStampAuthority(signer, lambda: secrets.randbits(63))

    def trust(self, status: path.StatusSource, *, authentication: bool = False) -> documents.Trust:
        """Whom this sandbox believes."""
        anchors = path.Anchors((self.root / "ca" / kind.value / "ca.cer").read_bytes() for kind in Kind)
        stamps = [(self.root / "tsa.cer").read_bytes()]
        purposes = (path.SIGNATURE, path.AUTHENTICATION) if authentication else (path.SIGNATURE,)
        return documents.Trust(anchors, status, stamps, purposes)

    @cached_property
    def issuer(self) -> CardIssuer:
        """Who vouches for the cards of this sandbox."""
        return CardIssuer.from_bytes(self._keys["issuer"])

    def certify(self, kind: Kind, public_key: bytes, person: Person, card_expires: date) -> Certified | None:
        """A certificate for a card; none for signatures under 15."""
        authority, now = self.authorities[kind], self.now()
        today = now.astimezone(founding.JST).date()
        if kind is Kind.SIGNATURE:
            try:
                require_signature_age(person.birth, today)
            except UnderFifteen:
                return None
        ends = certificate_expiry(birth=person.birth, issued=today, card_expires=card_expires)
        return Certified(authority.certify(Request(person.holder, public_key, ends), now), authority.certificate)

    def certify_all(
        self, public_keys: Mapping[Kind, bytes], person: Person, card_expires: date
    ) -> dict[Kind, Certified]:
        """The certificates of a new card, as personalising asks for them."""
        asked = {kind: self.certify(kind, key, person, card_expires) for kind, key in public_keys.items()}
        return {kind: found for kind, found in asked.items() if found is not None}

    # Cards

    def make_card(self, name: str, order: Order, maker: str) -> PersonalisedCard:
        """Make a card: chip, face, certificates. It appears whole or not at all.

        Raises NameTaken and what personalising raises.
        """
        if self._folder(name).exists():
            raise NameTaken(f"there is a card called {name} already; choose another name")
        check_front(order.person)  # before anything is certified, for that cannot be taken back
        check_back(order.person)
        made = personalise(order, self.issuer, new_keys(), self.certify_all, secrets.randbelow)
        self.keep_card(name, order, made, maker)
        return made

    def keep_card(self, name: str, order: Order, made: PersonalisedCard, maker: str) -> None:
        """Load a chip and keep it with what is printed on it, whole or not at all, in place of what was there."""
        folder = self._folder(name)
        draft = founding.draft_of(folder)
        with FileMemory(draft / "chip.bin", durable=False) as memory:  # a draft is nobody's card until it is renamed
            load(memory, made.image, MAKERS[maker])
            memory.sync()
        PrintJob.of(order, made).write(draft)
        entry = _entry(name, maker, order, made)
        founding.write(draft / "card.json", json.dumps(asdict(entry), indent=1).encode())
        self.destroy_card(name)
        draft.rename(folder)

    def destroy_card(self, name: str) -> None:
        """Shred a card; harmless when there is none of this name."""
        folder = self._folder(name)
        if folder.exists():
            gone = folder.with_name(f".{folder.name}.gone-{os.getpid()}")
            folder.rename(gone)
            shutil.rmtree(gone)

    def cards(self) -> list[CardEntry]:
        """All cards by name; drafts, whose folders start with a dot, are none yet."""
        found = sorted((self.root / "cards").glob("[!.]*/card.json"))
        return [CardEntry(**json.loads(file.read_text(encoding="utf8"))) for file in found]

    def card(self, name: str) -> CardEntry:
        """One card. Raises NoSuchCard."""
        file = self._folder(name) / "card.json"
        if not file.exists():
            raise NoSuchCard(f"there is no card called {name}; tegata card list shows those there are")
        return CardEntry(**json.loads(file.read_text(encoding="utf8")))

    def faces(self, name: str) -> dict[str, Path]:
        """The printed faces of a card: what its holder has in hand."""
        self.card(name)
        folder = self._folder(name)
        faces = {file: folder / file for file in FACES}
        if not all(file.exists() for file in faces.values()):
            PrintJob.read(folder).draw(folder)
        return faces

    def printed(self, name: str) -> PrintJob:
        """What is printed on a card. Raises NoSuchCard."""
        self.card(name)
        return PrintJob.read(self._folder(name))

    def reprint(self, name: str, job: PrintJob) -> None:
        """Print on a card anew: a line in its note field. Raises NoSuchCard."""
        self.card(name)
        job.write(self._folder(name))

    @contextmanager
    def open_card(self, name: str, interface: Interface = Interface.CONTACT) -> Iterator[Card]:
        """The card with power; nobody else can open it meanwhile. Raises NoSuchCard or MemoryInUse."""
        entry = self.card(name)
        with FileMemory(self._folder(name) / "chip.bin") as memory:
            yield Card(memory, MAKERS[entry.maker], interface=interface)

    def _folder(self, name: str) -> Path:
        if not name.replace("-", "").replace("_", "").isalnum() or len(name) > 64:
            raise HomeError("a card's name is letters, digits, - and _")
        return self.root / "cards" / name


def _entry(name: str, maker: str, order: Order, made: PersonalisedCard) -> CardEntry:
    serials = {
        kind.value: f"{path.UnverifiedCertificate.parse(item.certificate).serial:08X}"
        for kind, item in made.certificates.items()
    }
    record = "long" if order.long_record else "short"
    return CardEntry(name, maker, record, made.serial, made.expires.isoformat(), serials)


def _serves(certificate: bytes, now: datetime) -> bool:
    """Whether a responder's certificate is good now and for a week to come."""
    found = path.UnverifiedCertificate.parse(certificate)
    return found.not_before <= now and now + timedelta(days=7) <= found.not_after


def clock() -> datetime:
    """The machine's clock, the only place where it is read."""
    return datetime.now(UTC)


def default_root() -> Path:
    """`$TEGATA_HOME`, or the XDG data folder."""
    chosen = os.environ.get("TEGATA_HOME")
    if chosen:
        return Path(chosen)
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "tegata"
