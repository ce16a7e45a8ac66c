"""The story of `tegata demo`: one person, two cards, and everything that can happen to them. Each step is the real thing."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from threading import Thread

from tegata import reader as readers
from tegata.cardspec import face, jpki, text
from tegata.chip.card import Card
from tegata.chip.personalisation import Order, Person, PersonalisedCard, Pins, sample_face, sample_person
from tegata.cli.backstage import pcsc_daemon, sample_pdf, status_service, wait_for_the_next_second
from tegata.cli.documents import facts_of, http, sign_document
from tegata.cli.frame import Frame
from tegata.cli.texts import explain
from tegata.pki import documents
from tegata.pki.documents import Form
from tegata.pki.names import Kind
from tegata.pki.path import OcspSource, PathError, UnverifiedCertificate
from tegata.pki.revocation import LifeEvent, Reason
from tegata.reader import authenticity, pcsc
from tegata.reader.connection import Connection
from tegata.reader.errors import ReaderError
from tegata.rules.calendar import wareki
from tegata.server.founding import JST
from tegata.server.home import Home
from tegata.terminals.virtual_reader import ReaderNotThere, VirtualReader


class Story:
    """Tells the story in a sandbox, keeps the transcript, and leaves what was made in a folder."""

    def __init__(self, frame: Frame, home: Home, port: int, out: Path | None) -> None:
        self._frame = frame
        self._home = home
        self._port = port
        stamp = home.now().astimezone(JST).strftime("%Y%m%d-%H%M%S")
        self._folder = out or home.root / "demo" / stamp
        self._mark = stamp.replace("-", "")
        self._told: list[str] = []

    def tell(self, document: bytes | None) -> None:
        """From beginning to end. Raises what a step raises when it does not go as it must."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._say("demo.title")
        made = self._make()
        with status_service(self._home, self._port) as url, self._plugged(made) as connections:
            for name, connection in connections.items():
                self._read(name, connection, made[name])
            first, second = connections
            signed = self._sign(document or sample_pdf(), connections[first])
            self._verify(signed, url)
            self._lose(made[first], signed, connections[first], url)
            self._move(made[second])
            self._end(made[second])
        self._leave()

    def _make(self) -> dict[str, PersonalisedCard]:
        person = sample_person(int(self._mark[-4:]) * 2)
        self._say("demo.person", name=person.name, birth=self._day(person.birth), town=person.municipality.name)
        names = {maker: f"demo-{maker}-{self._mark}" for maker in ("a", "b")}
        made = {name: self._make_one(name, maker, person) for maker, name in names.items()}
        self._say("demo.made", a=names["a"], b=names["b"])
        return made

    def _day(self, day: date) -> str:
        return wareki(day) if self._frame.language == "ja" else day.isoformat()

    def _make_one(self, name: str, maker: str, person: Person) -> PersonalisedCard:
        running = secrets.randbelow(10**11)
        today = self._home.now().astimezone(JST).date()
        order = Order(person, sample_face(int(self._mark[-4:]) * 2), Pins(), {"a": 1, "b": 2}[maker], running, today)
        made = self._home.make_card(name, order, maker)
        for file, path in self._home.faces(name).items():
            (self._folder / f"card-{maker}-{file}").write_bytes(path.read_bytes())
        for kind, certified in made.certificates.items():
            (self._folder / f"card-{maker}-{kind}.cer").write_bytes(certified.certificate)
            (self._folder / f"{kind}-ca.cer").write_bytes(certified.authority)
        return made

    @contextmanager
    def _plugged(self, made: dict[str, PersonalisedCard]) -> Iterator[dict[str, Connection]]:
        with ExitStack() as stack:
            stack.enter_context(pcsc_daemon())
            cards = {name: stack.enter_context(self._home.open_card(name)) for name in made}
            try:
                found = stack.enter_context(_in_pcsc(cards))
                self._say("demo.pcsc", readers=", ".join(found))
                yield dict(zip(made, found.values(), strict=True))
            except (ReaderNotThere, ReaderError) as error:
                if self._told[-1].startswith("3."):
                    raise
                self._say("demo.in-process", why=error)
                yield {name: readers.InProcess(card) for name, card in cards.items()}

    def _read(self, name: str, connection: Connection, made: PersonalisedCard) -> None:
        session = readers.TextSession(connection)
        session.verify(text.PIN, Pins().text)
        attributes, number = session.attributes(), session.number()
        faces = readers.FaceSession(connection)
        faces.verify(face.NUMBER_B, made.number_b)
        portrait = faces.card_face().portrait
        if (attributes.name, number) != (made.person.name, made.person.individual_number):
            raise AssertionError("the card does not hold the person it was made for")
        (self._folder / f"{name}-portrait.jp2").write_bytes(portrait)
        hidden = f"{number[:2]}…{number[-2:]}"
        self._say("demo.read", maker=name, number=hidden, photo=len(portrait))
        trusted = self._home.issuer.trusted_keys
        genuine = authenticity.check(connection, made.number_b, trusted, secrets.token_bytes(32))
        self._say("demo.authentic", maker=name, issuer=genuine.issuer)

    def _sign(self, document: bytes, connection: Connection) -> bytes:
        session = readers.JpkiSession(connection)
        session.verify(jpki.SIGNATURE_PASSWORD, Pins().signature)
        signer = readers.CardSigner(session)
        signed = sign_document(self._home, document, signer, Form.PDF, self._home.ask_status)
        file = self._folder / "signed.pdf"
        file.write_bytes(signed)
        self._say("demo.signed", pdf=file.name)
        return signed

    def _verify(self, signed: bytes, url: str) -> None:
        facts = self._facts_now(signed, url)
        self._say("demo.verified", url=url, signer=facts["signer"], at=facts["at"])

    def _facts_now(self, signed: bytes, url: str) -> dict[str, object]:
        trust = self._home.trust(OcspSource(http(url)))
        return facts_of(documents.verify(signed, trust, self._home.now()).signatures[0])

    def _lose(self, made: PersonalisedCard, signed: bytes, connection: Connection, url: str) -> None:
        wait_for_the_next_second()
        self._happen(LifeEvent.LOSS_REPORTED_BY_PHONE, made)
        self._say("demo.lost", reason=Reason.CERTIFICATE_HOLD.standard_name)
        self._say("demo.still-valid", at=self._facts_now(signed, url)["at"])
        try:
            self._sign(sample_pdf(), connection)
        except PathError as error:
            self._say("demo.refused", why=explain(error, self._frame.language))
            return
        raise AssertionError("a lost card signed")

    def _move(self, made: PersonalisedCard) -> None:
        self._happen(LifeEvent.ATTRIBUTES_CHANGED, made)
        states = self._states(made)
        self._say("demo.moved", **states, reason=Reason.SUPERSEDED.standard_name)

    def _end(self, made: PersonalisedCard) -> None:
        authority = self._home.authorities[Kind.AUTHENTICATION]
        serial = self._serials(made)[Kind.AUTHENTICATION]
        reason = authority.apply(LifeEvent.CARD_RETURNED, serial, self._home.now())
        name = reason.standard_name if reason is not None else ""
        self._say("demo.ended", **self._states(made), reason=name)

    def _happen(self, event: LifeEvent, made: PersonalisedCard) -> None:
        for kind, serial in self._serials(made).items():
            self._home.authorities[kind].apply(event, serial, self._home.now())

    def _serials(self, made: PersonalisedCard) -> dict[Kind, int]:
        found = made.certificates.items()
        return {kind: UnverifiedCertificate.parse(item.certificate).serial for kind, item in found}

    def _states(self, made: PersonalisedCard) -> dict[str, str]:
        serials = self._serials(made).items()
        return {kind.value: self._home.authorities[kind].status(serial).state.value for kind, serial in serials}

    def _leave(self) -> None:
        for kind, authority in self._home.authorities.items():
            (self._folder / f"{kind}-all.crl").write_bytes(authority.crl(None, self._home.now()))
        self._say("demo.files", folder=self._folder)
        (self._folder / "transcript.txt").write_text("\n".join(self._told) + "\n", encoding="utf8")
        if self._frame.as_json:
            self._frame.say({"folder": str(self._folder), "steps": self._told})

    def _say(self, key: str, **values: object) -> None:
        said = self._frame.text(key, **values)
        self._told.append(said)
        if not self._frame.as_json:
            self._frame.console.print(said, style="bold" if key == "demo.title" else None, markup=False)


@contextmanager
def _in_pcsc(cards: dict[str, Card]) -> Iterator[dict[str, Connection]]:
    """The cards behind PC/SC, by reader. Raises ReaderNotThere or ReaderMissing when there is none here."""
    reader = VirtualReader(list(cards.values()))
    reader.plug()
    thread = Thread(target=reader.run, daemon=True)
    thread.start()
    try:
        with ExitStack() as stack:
            yield {
                connection.name: connection
                for connection in (stack.enter_context(_connected(slot)) for slot in range(len(cards)))
            }
    finally:
        reader.stop()
        thread.join()


def _connected(slot: int) -> pcsc.PcscConnection:
    """The virtual reader of a slot; it takes a moment until pcscd has noticed its card."""
    return pcsc.PcscConnection(f"Virtual PCD 00 {slot:02X}", patience=10.0)
