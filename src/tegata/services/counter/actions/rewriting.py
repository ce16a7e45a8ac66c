"""Address, name, last day and certificates on a card in use: chip, face note and certificates in one act that goes on from its
record wherever it was cut off (市区町村窓口での券面記載事項変更・継続利用, 電子証明書の発行).
"""

from uuid import UUID

from django.db import IntegrityError, transaction

from tegata.cardspec.codecs.present import PresentCard
from tegata.chip.personalisation import Certified
from tegata.chip.personalisation.person import shown_name
from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.concurrency import ChangedMeanwhile, require_version
from tegata.ground.ids import new_id
from tegata.reader import Connection, DeskSession
from tegata.rules.note_field import lines_of
from tegata.services.cards import api as cards
from tegata.services.certificates import api as certificates
from tegata.services.counter.actions import chip
from tegata.services.counter.actions.fees import take
from tegata.services.counter.actions.proofing import require_identification
from tegata.services.counter.actions.scans import card_of
from tegata.services.counter.models import Rewriting
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import DeskRefused, Errand, PrintUnreadable, require_office
from tegata.services.counter.rules.rewriting import PRINTS, Said, State, Verb, new_notes, next_state, occasion_of
from tegata.services.production import api as production
from tegata.services.residents import api as residents

Kind = certificates.Kind
WORDS = {Kind.SIGNATURE: "sign", Kind.AUTHENTICATION: "auth"}
OCCASIONS = {
    Errand.MOVE: production.Occasion.MOVE,
    Errand.RENEWAL: production.Occasion.RENEWAL,
    Errand.RESUME: production.Occasion.RENEWAL,
    Errand.EXTENSION: production.Occasion.EXTENSION,
}
NEEDS = {Errand.RENEWAL: Permission.RENEW, Errand.RESUME: Permission.RESUME}


def begin(
    act: Act,
    desk: str,
    typed: str,
    errand: Errand,
    identification: UUID,
    *,
    fee_taken: int = 0,
    excuse: cards.Excuse | None = None,
) -> tuple[UUID, UUID]:
    """Begin, or go on with what is open for the card. Returns (resident, rewriting). Nothing is written yet.

    Raises NoteFieldFull (a new card is applied for), NotIdentified, NotEntrusted, WrongFee, CardRefused, NotAllowed.
    """
    card = card_of(typed)
    act.require(NEEDS.get(errand, Permission.REWRITE))
    require_office(errand, act.office.value, entrusted=cards.post_office_renews(card.town, act.today))
    require_identification(card.resident_id, identification, act)
    if (open_one := _open(card.resident_id, card.card_id)) is not None:
        return card.resident_id, open_one.id
    notes_after(act, card, errand)
    try:
        return card.resident_id, _begin(act, desk, card, errand, identification, fee_taken, excuse)
    except IntegrityError:
        raise ChangedMeanwhile from None


@transaction.atomic
def _begin(
    act: Act,
    desk: str,
    card: cards.CardView,
    errand: Errand,
    identification: UUID,
    fee_taken: int,
    excuse: cards.Excuse | None,
) -> UUID:
    take(act, card, due(act, card, errand, excuse), fee_taken, excuse)
    if errand is Errand.RESUME:
        cards.resume(act, card.resident_id, card.card_id, card.version)
    if errand is Errand.EXTENSION:
        cards.extend(act, card.resident_id, card.card_id, lines=card.note_lines + 1, shown=card.version)
    row = Rewriting(
        resident_id=card.resident_id,
        id=new_id(act.at),
        card_id=card.card_id,
        town=act.town or card.town,
        desk=desk,
        errand=errand.value,
        state=State.BEGUN.value,
        record_version=residents.record(card.resident_id).version,
        identification=identification,
        note=errand in PRINTS,
        opened_at=act.at,
        opened_by=act.actor,
        changed_at=act.at,
    )
    row.save(force_insert=True)
    audit.record(act, f"counter {errand.value} begun", subject=card.resident_id, thing=card.card_id)
    return row.id


def due(act: Act, card: cards.CardView, errand: Errand, excuse: cards.Excuse | None = None) -> cards.Fee:
    """What new certificates cost, by what became of those on the card."""
    newest = [certificates.current(card.resident_id, card.card_id, kind) for kind in Kind]
    ended = [(one.reason, one.expires) for one in newest if one is not None]
    return cards.certificate_fee(occasion_of(errand, ended, act.today), excuse=excuse)


def write_chip(
    act: Act, resident_id: UUID, rewriting_id: UUID, kinds: tuple[Kind, ...], shown: int | None = None
) -> bool:
    """Write what the register says, with new keys and certificates of these kinds; all of it or nothing.

    Returns whether the certificates are on it: with the authorities away, a move is written all the same, the certificates stay
    owed and show on today's page. Raises AuthorityAway for a renewal, DeskRefused, ChangeRefused, ReaderError.
    """
    row = _row(resident_id, rewriting_id, shown)
    errand, card = Errand(row.errand), cards.card(resident_id, row.card_id)
    next_state(Verb.WRITE, State(row.state), errand)
    try:
        written = _write(act, row, card, kinds)
    except certificates.AuthorityAway:
        certificates.abandon(act, resident_id, card.card_id)
        if errand not in PRINTS:
            raise
        written = _write(act, row, card, ())
    with transaction.atomic():
        row = _locked(act, resident_id, rewriting_id)
        _step(act, row, Verb.WRITE)
        row.certificates = ",".join(sorted(WORDS[kind] for kind in written))
        row.save()
        if written:
            certificates.installed(act, resident_id, card.card_id)
        audit.record(
            act, "counter chip written", subject=resident_id, thing=card.card_id, facts={"new": row.certificates}
        )
    return set(kinds) <= set(written)


def _write(act: Act, row: Rewriting, card: cards.CardView, kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    order = production.order_rewriting(act, card.resident_id, card.card_id, OCCASIONS[Errand(row.errand)])
    with chip.card_on(row.desk, card) as connection:
        session = chip.desk_session(act, connection, order)
        present = session.present(chip.number_b(card))
        try:
            _transact(act, session, order, card, present, kinds)
        finally:
            session.abort()
        _read_back(connection, card)
    production.change_done(act, order)
    return kinds


def _transact(
    act: Act,
    session: DeskSession,
    order: UUID,
    card: cards.CardView,
    present: PresentCard,
    kinds: tuple[Kind, ...],
) -> None:
    ordered = sorted(kinds, key=lambda kind: kind is Kind.SIGNATURE)  # which ends with the authentication certificate
    keys = {kind: session.new_key(WORDS[kind]) for kind in ordered}
    asked = {kind: _certified(act, card, kind, key) for kind, key in keys.items()}
    certified = {kind: found for kind, found in asked.items() if found is not None}
    files = production.work_out(act, order, present, certified, keys)
    session.rewrite(files)
    session.commit()


def _certified(act: Act, card: cards.CardView, kind: Kind, key: bytes) -> Certified | None:
    assert card.expires is not None  # noqa: S101 - a card that lies on a desk was made
    return certificates.certify(act, card.resident_id, card.card_id, kind, key, card.expires)


def _read_back(connection: Connection, card: cards.CardView) -> None:
    """The chip says what the register says. Raises DeskRefused."""
    said = DeskSession(connection, chip.nobody_authorises).present(chip.number_b(card))
    record = residents.record(card.resident_id)
    if (said.attributes.name, said.attributes.address) != (record.name, record.address) and card.rewrite_since:
        raise DeskRefused("the chip does not say what the register says; write it again")


def print_note(act: Act, resident_id: UUID, rewriting_id: UUID, shown: int | None = None) -> tuple[str, ...]:
    """Print the new line; printed already, it is not printed twice. Returns the note field. Raises DeskRefused."""
    row = _row(resident_id, rewriting_id, shown)
    next_state(Verb.PRINT, State(row.state), Errand(row.errand))
    card = cards.card(resident_id, row.card_id)
    notes = notes_after(act, card, Errand(row.errand))
    chip.plastic().print_notes(card.card_id, notes)
    with transaction.atomic():
        row = _locked(act, resident_id, rewriting_id)
        _step(act, row, Verb.PRINT)
        row.save()
        audit.record(act, "counter note printed", subject=resident_id, thing=card.card_id)
    return notes


def read_back(act: Act, resident_id: UUID, rewriting_id: UUID, *, readable: bool, shown: int | None = None) -> None:
    """The officer read the new line on the card, and enters it: carried on, written. Unreadable: it is printed again.

    Raises PrintUnreadable after it was noted, DeskRefused, CardRefused, CardFallen, ChangedMeanwhile.
    """
    with transaction.atomic():
        row = _locked(act, resident_id, rewriting_id, shown)
        _step(act, row, Verb.READ_BACK if readable else Verb.UNREADABLE)
        row.save()
        if readable:
            _enter(act, row)
    if not readable:
        raise PrintUnreadable(
            "print the line again; if it stays like this, take an application for a new card, free of charge"
        )


def finish(act: Act, resident_id: UUID, rewriting_id: UUID, shown: int | None = None) -> None:
    """Certificates alone: nothing is printed, the card goes back. Raises DeskRefused, ChangedMeanwhile."""
    with transaction.atomic():
        row = _locked(act, resident_id, rewriting_id, shown)
        _step(act, row, Verb.FINISH)
        row.save()
        audit.record(act, f"counter {row.errand} done", subject=resident_id, thing=row.card_id)


def stop(act: Act, resident_id: UUID, rewriting_id: UUID, shown: int | None = None) -> None:
    """Nothing was written, and nothing will be. Raises DeskRefused."""
    with transaction.atomic():
        row = _locked(act, resident_id, rewriting_id, shown)
        _step(act, row, Verb.STOP)
        row.save()
        audit.record(act, f"counter {row.errand} stopped", subject=resident_id, thing=row.card_id)


def notes_after(act: Act, card: cards.CardView, errand: Errand) -> tuple[str, ...]:
    """The note field as it will be; of a renewal as it is. Raises NoteFieldFull."""
    face, record = chip.plastic().printed(card.card_id), residents.record(card.resident_id)
    if errand not in PRINTS:
        return face.notes
    expires = card.expires or face.expires
    printed = Said(face.person.shown_name, face.person.address, face.expires)
    name = shown_name(record.name, record.former_name or None, record.alias or None)
    return new_notes(face.notes, printed, Said(name, record.address, expires), act.today)


def _enter(act: Act, row: Rewriting) -> None:
    card = cards.card(row.resident_id, row.card_id)
    lines = len(lines_of(chip.plastic().printed(row.card_id).notes))
    if card.is_held and row.errand == Errand.MOVE and residents.record(row.resident_id).town == act.town:
        cards.carried_on(act, row.resident_id, row.card_id)
    cards.note_written(act, row.resident_id, row.card_id, lines=lines)
    audit.record(act, f"counter {row.errand} done", subject=row.resident_id, thing=row.card_id)


def _open(resident_id: UUID, card_id: UUID) -> Rewriting | None:
    rows = Rewriting.objects.filter(resident_id=resident_id, card_id=card_id)
    return rows.exclude(state__in=[State.DONE.value, State.STOPPED.value]).first()


def _row(resident_id: UUID, rewriting_id: UUID, shown: int | None) -> Rewriting:
    row = Rewriting.objects.get(resident_id=resident_id, id=rewriting_id)
    require_version(shown, row.version)
    return row


def _locked(act: Act, resident_id: UUID, rewriting_id: UUID, shown: int | None = None) -> Rewriting:
    row = Rewriting.objects.select_for_update().get(resident_id=resident_id, id=rewriting_id)
    act.require(NEEDS.get(Errand(row.errand), Permission.REWRITE), row.town)
    require_version(shown, row.version)
    return row


def _step(act: Act, row: Rewriting, verb: Verb) -> None:
    row.state = next_state(verb, State(row.state), Errand(row.errand)).value
    row.version += 1
    row.changed_at = act.at
