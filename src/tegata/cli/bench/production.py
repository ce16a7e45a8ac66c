"""Cards made per second by makers as an installation runs them, beside what their six RSA keys alone would allow.

The orders are real ones: residents, photos looked at by the face model, applications accepted. The keys are made by the makers
themselves, none ahead; both cores, both contestants in one run.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from time import perf_counter, sleep
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import rsa

from tegata.cli.bench import offices
from tegata.cli.bench.harness import Bar, Row
from tegata.synthetic.faces import draw_face

CARDS, CORES, KEYS_OF_A_CARD = 80, 2, 6
ADULTS = (date(1960, 1, 1), date(2000, 1, 1))


def rows() -> Iterator[Row]:
    """In a child with a PostgreSQL of its own."""
    yield from offices.rows_of("production")


def measure() -> Iterator[Row]:
    """Half of the keys alone before, half after: a machine that slows down slows both."""
    ordered = sum(_ordered(resident, birth, number) for number, (resident, birth) in enumerate(_adults()))
    alone = _keys_alone(CARDS // 2)
    ours = _made(ordered)
    limit = (alone + _keys_alone(CARDS // 2)) / 2
    name = f"cards made by {CORES} makers / what {KEYS_OF_A_CARD} RSA-2048 keys a card alone allow (s each; bar on the rates)"
    yield Row(name, ours, None, limit, limit / ours, "≥ 0.85", Bar(at_least=0.85).met_by(limit / ours))


def _adults() -> list[tuple[UUID, date]]:
    """Residents with numbers, who may apply without anybody's help."""
    from tegata.ground.clock import now  # noqa: PLC0415 - needs the settings
    from tegata.rules.residence import Residence  # noqa: PLC0415
    from tegata.server.duties import Duty  # noqa: PLC0415
    from tegata.server.sandbox import town  # noqa: PLC0415
    from tegata.server.sandbox.acts import act_of, settle  # noqa: PLC0415
    from tegata.server.sandbox.places import TOWN  # noqa: PLC0415

    everybody = list(town.inhabitants(TOWN, CARDS * 4))
    town.register(act_of(Duty.SEEDER), TOWN, everybody)
    settle(now())
    grown = [
        (town.resident_id(who), who.birth)
        for who in everybody
        if ADULTS[0] < who.birth < ADULTS[1] and who.stay.residence is Residence.NATIONAL
    ]
    return grown[:CARDS]


def _ordered(resident: UUID, birth: date, face: int) -> int:
    """Apply with a photo of one's own, reviewed and accepted. Returns 1, or 0 where the photo does not pass by itself."""
    from tegata.cardspec.photo import PhotoError  # noqa: PLC0415
    from tegata.ground.act import system  # noqa: PLC0415 - needs the settings
    from tegata.ground.clock import now  # noqa: PLC0415
    from tegata.server.duties import Duty  # noqa: PLC0415
    from tegata.server.sandbox.acts import act_of, own_act  # noqa: PLC0415
    from tegata.server.sandbox.places import TOWN  # noqa: PLC0415
    from tegata.services.applications import api, queries  # noqa: PLC0415

    hand = own_act(resident, now())
    form = api.print_form(act_of(Duty.CLERK, town=TOWN), resident)
    begun = api.begin_online(hand, form.form_id, birth, api.Entry(api.Channel.WEB))
    try:
        api.take_photo(hand, resident, begun.application_id, draw_face(face + 1000))
    except PhotoError:
        return 0
    photo = queries.photo_row(resident, begun.application_id)
    api.confirm_and_send(hand, resident, begun.application_id, photo.digest if photo else "", None)
    try:
        api.pass_review(act_of(Duty.REVIEWER, town=TOWN), resident, begun.application_id)
    except PermissionError:
        return 0
    api.accept(system("bench", now()), resident, begun.application_id)
    return 1


def _made(ordered: int) -> float:
    """Seconds a card, from the first that is finished to the last but one, so that neither starting nor idling counts."""
    from django.conf import settings  # noqa: PLC0415 - needs the settings

    from tegata.ground.clock import now  # noqa: PLC0415
    from tegata.server.sandbox.acts import settle  # noqa: PLC0415

    settle(now())
    argv = [sys.executable, "-m", "tegata", "work", "--home", str(settings.HOME), "--line", "making"]
    makers = [subprocess.Popen(argv) for _ in range(CORES)]
    try:
        first = _wait_for(CORES)
        start = perf_counter()
        last = _wait_for(ordered - 1)
        return (perf_counter() - start) / (last - first)
    finally:
        for maker in makers:
            maker.terminate()
        for maker in makers:
            maker.wait(60)


def _wait_for(cards: int) -> int:
    from tegata.services.production.models import Order  # noqa: PLC0415 - needs the settings
    from tegata.services.production.rules import State  # noqa: PLC0415

    while (made := Order.objects.filter(state=State.CHECKED).count()) < cards:
        if Order.objects.filter(state=State.STOPPED).exists():
            raise RuntimeError("a card cannot be made")
        sleep(0.1)
    return made


def _keys_alone(cards: int) -> float:
    """Seconds a card that its keys take, on all cores at once."""
    argv = [sys.executable, "-c", f"from {__name__} import make_keys; make_keys({cards // CORES})"]
    children = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(CORES)]
    seconds = [float(child.communicate()[0]) for child in children]
    return sum(seconds) / CORES / cards


def make_keys(cards: int) -> None:
    """In a child: print how many seconds the keys of so many cards took."""
    start = perf_counter()
    for _ in range(cards * KEYS_OF_A_CARD):
        rsa.generate_private_key(65537, 2048)
    print(perf_counter() - start)
