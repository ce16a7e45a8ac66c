"""A small card for tests that try every byte: little content, but every kind of object that a command writes."""

from tests.conversations import specimen
from tests.unit.chip.cutting import CuttableMemory

from tegata.cardspec import common, jpki
from tegata.chip.card import MAKERS, Maker
from tegata.chip.image import ApplicationImage, CardImage
from tegata.chip.loading import load

SIZE = 24 * 1024
MAKER_NAMES = list(MAKERS)


def image() -> CardImage:
    """Two applications without keys."""
    return CardImage(
        applications={
            jpki.JPKI.aid: ApplicationImage(
                files={
                    jpki.SIGNATURE_CERTIFICATE: b"signature certificate",
                    jpki.AUTHENTICATION_CERTIFICATE: b"public",
                },
                secrets={jpki.AUTHENTICATION_PIN: specimen.PIN, jpki.SIGNATURE_PASSWORD: specimen.PASSWORD},
            ),
            common.COMMON.aid: ApplicationImage(secrets={common.PIN: specimen.PIN}),
        },
        data_objects={0x0045: b"990000000000001"},
        issuer_key=specimen.ISSUER_KEY,
    )


def loaded(maker: Maker) -> CuttableMemory:
    memory = CuttableMemory(SIZE)
    load(memory, image(), maker)
    return memory
