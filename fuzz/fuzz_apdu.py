"""Coverage-guided conversations with the chip: `make fuzz`, or `python fuzz/fuzz_apdu.py -max_total_time=60`.

The input is a list of steps: a known command, one with a byte changed, raw bytes, a reset, a loss of power.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["tegata.chip", "tegata.wire.apdu", "tegata.wire.tlv"]):
    from tests.conversations.hostile import COMMANDS, WatchedCard

    from tegata.chip.card import Interface

MOST_STEPS = 40
REPORT_EVERY = 100_000
_sent = 0


def _command(source: atheris.FuzzedDataProvider) -> bytes:
    kind = source.ConsumeIntInRange(0, 3)
    if kind == 0:
        return source.ConsumeBytes(source.ConsumeIntInRange(0, 300))
    command = bytearray(source.PickValueInList(COMMANDS))
    for _ in range(kind - 1):
        command[source.ConsumeIntInRange(0, len(command) - 1)] = source.ConsumeIntInRange(0, 255)
    return bytes(command)


def one_conversation(data: bytes) -> None:
    """Hold one conversation with a fresh card and check the memory at its end."""
    global _sent
    source = atheris.FuzzedDataProvider(data)
    interface = Interface.CONTACTLESS if source.ConsumeBool() else Interface.CONTACT
    watched = WatchedCard("a" if source.ConsumeBool() else "b", interface)
    for _ in range(MOST_STEPS):
        if not source.remaining_bytes():
            break
        step = source.ConsumeIntInRange(0, 31)
        if step == 0:
            watched.card.power_off()
        elif step == 1:
            watched.card.reset()
        else:
            watched.respond(_command(source))
            _sent += 1
            if _sent % REPORT_EVERY == 0:
                print(f"{_sent} commands", file=sys.stderr)
    watched.check_memory()


if __name__ == "__main__":
    atheris.Setup([sys.argv[0], "-max_len=2048", "-len_control=0", *sys.argv[1:]], one_conversation)
    atheris.Fuzz()
