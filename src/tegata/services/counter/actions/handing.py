"""The handover (交付): scan, identify, compare faces, PINs by the holder, check on the chip, hand over. No step is passed over."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tegata import faces
from tegata.ground import audit, two_person
from tegata.ground.act import Act
from tegata.ground.concurrency import ChangedMeanwhile, require_version
from tegata.ground.ids import new_id
from tegata.rules.pins import PinKind
from tegata.services.applications import api as applications
from tegata.services.cards import api as cards
from tegata.services.certificates import api as certificates
from tegata.services.counter.actions import chip
from tegata.services.counter.actions.fees import take
from tegata.services.counter.actions.proofing import alike_in_town, identify, threshold_for
from tegata.services.counter.actions.returns import take_old_back
from tegata.services.counter.actions.scans import card_of, scan
from tegata.services.counter.models import Handover
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.handover import (
    OPEN,
    Comparison,
    HandoverRefused,
    State,
    Verb,
    WrongCard,
    next_state,
    require_chip_ready,
    require_likeness,
)
from tegata.services.counter.rules.proofing import Proof
from tegata.services.counter.rules.stock import Scan
from tegata.services.production import api as production
from tegata.services.residents import api as residents

COMPARE = two_person.verb("counter compare face", _("Compare a face: person, card and application"))
"""The verb that a second officer approves where no camera compares."""


def begin(act: Act, desk: str, typed: str, person: UUID | None = None) -> tuple[UUID, UUID]:
    """Scan the card that is to be handed over. `person`: who stands at the desk, if it is known already.

    Returns (resident, handover). Raises WrongCard, HandoverRefused, StockRefused, NotAllowed, ChangedMeanwhile.
    """
    card = card_of(typed)
    act.require(Permission.HAND_OVER, card.town)
    if person is not None and card.resident_id != person:
        with transaction.atomic():
            audit.refused(act, "counter handover", subject=person, thing=card.card_id, why="wrong card")
        raise WrongCard
    if card.state is not cards.State.IN_STOCK:
        raise HandoverRefused("this card is not to be handed over now; scan it in stock to see where it stands")
    try:
        return card.resident_id, _begin(act, card, desk)
    except IntegrityError:
        raise ChangedMeanwhile from None  # another desk has this card


@transaction.atomic
def _begin(act: Act, card: cards.CardView, desk: str) -> UUID:
    scan(act, card, Scan.TAKE_OUT, desk)
    row = Handover(
        resident_id=card.resident_id,
        id=new_id(act.at),
        card_id=card.card_id,
        town=card.town,
        desk=desk,
        state=State.SCANNED.value,
        opened_at=act.at,
        opened_by=act.actor,
        changed_at=act.at,
    )
    row.save(force_insert=True)
    audit.record(act, "counter handover begun", subject=card.resident_id, thing=card.card_id)
    return row.id


def identify_holder(
    act: Act, resident_id: UUID, handover_id: UUID, proof: Proof, second: UUID | None, shown: int
) -> None:
    """The checklist. How many faces of the town are like the card's is found here, not said by the officer.

    Raises NotProved, TwoPersonRefused, HandoverRefused, ChangedMeanwhile.
    """
    row = Handover.objects.get(resident_id=resident_id, id=handover_id)
    card = cards.card(resident_id, row.card_id)
    alike = len(alike_in_town(resident_id, card.application_id))
    with transaction.atomic():
        row = locked(act, resident_id, handover_id, shown)
        step(act, row, Verb.IDENTIFY)
        checked = Proof(proof.version, proof.items, proof.documents, proof.representative, proof.is_ward, alike)
        row.identification = identify(act, resident_id, Errand.HANDOVER, checked, second)
        row.save()


def compare_by_camera(act: Act, resident_id: UUID, handover_id: UUID, picture: bytes, shown: int) -> float:
    """The person's face, taken now, against chip and application. Returns the larger distance.

    Raises NotTheHolder, PhotoError, NotThisCardOnDesk, HandoverRefused, ChangedMeanwhile.
    """
    row = Handover.objects.get(resident_id=resident_id, id=handover_id)
    card = cards.card(resident_id, row.card_id)
    taken = faces.read_portrait(picture)
    photo = faces.read_portrait(applications.photo(resident_id, card.application_id))
    said = chip.read_with_number_b(row.desk, card)
    portrait = faces.read_portrait(said.card_face.portrait)
    apart = {
        "portrait in the chip": faces.distance(taken.descriptor, portrait.descriptor),
        "photo of the application": faces.distance(taken.descriptor, photo.descriptor),
    }
    copy = faces.is_copy(taken.picture_hash, photo.picture_hash)
    distance = require_likeness(apart, threshold=threshold_for(residents.record(resident_id)), copy=copy)
    _compared(act, resident_id, handover_id, Comparison.CAMERA, shown, distance=distance)
    return distance


def propose_comparison(act: Act, resident_id: UUID, handover_id: UUID) -> UUID:
    """Without camera, or where it does not recognise the person: ask a second officer to look. Returns the proposal's id."""
    row = Handover.objects.get(resident_id=resident_id, id=handover_id)
    act.require(Permission.HAND_OVER, row.town)
    return two_person.propose(
        act, COMPARE, row.card_id, {"handover": str(handover_id)}, permission=Permission.HAND_OVER
    )


def compare_by_two(act: Act, resident_id: UUID, handover_id: UUID, second: UUID, shown: int) -> None:
    """Two officers looked at face, card and application. Raises TwoPersonRefused, HandoverRefused, ChangedMeanwhile."""
    _compared(act, resident_id, handover_id, Comparison.TWO_OFFICERS, shown, second=second)


@transaction.atomic
def _compared(
    act: Act,
    resident_id: UUID,
    handover_id: UUID,
    how: Comparison,
    shown: int,
    *,
    distance: float | None = None,
    second: UUID | None = None,
) -> None:
    row = locked(act, resident_id, handover_id, shown)
    if how is Comparison.TWO_OFFICERS:
        if second is None:
            raise HandoverRefused("a second officer has to look too")
        two_person.redeem(act, second, COMPARE, row.card_id, {"handover": str(handover_id)})
    step(act, row, Verb.COMPARE)
    row.comparison, row.distance = how.value, distance
    row.save()
    audit.record(act, "counter face compared", subject=resident_id, thing=row.card_id, facts={"how": how.value})


def hand_over(
    act: Act,
    resident_id: UUID,
    handover_id: UUID,
    fee_taken: int,
    shown: int,
    *,
    excuse: cards.Excuse | None = None,
    given_back: Collection[str] = (),
    gone: cards.ReturnCause | None = None,
) -> None:
    """The chip is looked at once more, and the card goes into its holder's hand; an old one is taken back in the same act.

    `given_back`: serial numbers of old cards as they were scanned; `gone`: why what was not scanned cannot be given back.
    Raises PinsNotSet, WrongFee, OldCardMissing, HandoverRefused, NotThisCardOnDesk, CardRefused, ChangedMeanwhile.
    """
    row = Handover.objects.get(resident_id=resident_id, id=handover_id)
    card = cards.card(resident_id, row.card_id)
    require_ready(row.desk, card, act)
    with transaction.atomic():
        row = locked(act, resident_id, handover_id, shown)
        step(act, row, Verb.HAND_OVER, face_only=card.face_only)
        take(act, card, due(card, excuse), fee_taken, excuse)
        take_old_back(act, card, given_back, gone)
        cards.handed_over(act, resident_id, card.card_id, card.version)
        scan(act, card, Scan.HAND_OVER)
        row.save()
        audit.record(act, "counter handed over", subject=resident_id, thing=card.card_id)


def due(card: cards.CardView, excuse: cards.Excuse | None = None) -> cards.Fee:
    """What the holder pays for this card: its certificates only if it has any."""
    with_certificates = bool(certificates.certificates_of(card.resident_id, card.card_id))
    return cards.fee(card.reason, certificates=with_certificates, excuse=excuse)


def require_ready(desk: str, card: cards.CardView, act: Act) -> None:
    """Look at the chip on the desk: every PIN has a value, every certificate is there. Raises PinsNotSet."""
    good = certificates.certificates_of(card.resident_id, card.card_id)
    due = {one.kind.value for one in good if one.is_good_on(act.today)}
    with chip.card_on(desk, card) as connection:
        tries, found = chip.pin_tries(connection), chip.kinds_on(connection)
    require_chip_ready(tries, found=found, due=due, face_only=card.face_only)


def stop(act: Act, resident_id: UUID, handover_id: UUID, why: str, shown: int | None = None) -> None:
    """Nothing comes of it: PINs that the holder typed are taken out of the chip, and the card goes back to the shelf.

    A desk whose card is gone leaves the handover `stopping`, which today's page shows. Raises HandoverRefused, ReaderError.
    """
    with transaction.atomic():
        row = locked(act, resident_id, handover_id, shown)
        step(act, row, Verb.STOP)
        row.why = why
        row.save()
        audit.record(act, "counter handover stopped", subject=resident_id, thing=row.card_id)
    card = cards.card(resident_id, row.card_id)
    if row.task is not None:
        _take_pins_out(act, row.desk, card)
    with transaction.atomic():
        row = locked(act, resident_id, handover_id, None)
        step(act, row, Verb.PINS_OUT)
        scan(act, card, Scan.PUT, "")
        row.save()


def _take_pins_out(act: Act, desk: str, card: cards.CardView) -> None:
    order = production.order_pins(act, card.resident_id, card.card_id, production.Occasion.PINS_OUT, tuple(PinKind))
    with chip.card_on(desk, card) as connection:
        session = chip.desk_session(act, connection, order)
        for kind in PinKind:
            session.take_pin_away(kind)
    production.change_done(act, order)


def locked(act: Act, resident_id: UUID, handover_id: UUID, shown: int | None) -> Handover:
    """The row, locked, as it was shown, in the actor's town. Raises ChangedMeanwhile, NotAllowed."""
    row = Handover.objects.select_for_update().get(resident_id=resident_id, id=handover_id)
    act.require(Permission.HAND_OVER, row.town)
    require_version(shown, row.version)
    return row


def step(act: Act, row: Handover, verb: Verb, *, face_only: bool = False) -> None:
    """Take a step; the caller saves. Raises HandoverRefused."""
    row.state = next_state(verb, State(row.state), face_only=face_only).value
    row.version += 1
    row.changed_at = act.at


def open_handover(resident_id: UUID, card_id: UUID) -> Handover | None:
    """The handover of a card that is open."""
    states = [state.value for state in OPEN]
    return Handover.objects.filter(resident_id=resident_id, card_id=card_id, state__in=states).first()
