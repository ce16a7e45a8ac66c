"""`tegata audit`: check that the audit log of the offices is as it was written."""

import sys

import click

from tegata.cli.frame import REFUSED, Frame, command


@click.group("audit")
def group() -> None:
    """The audit log of the offices."""


@command(group, "verify", example="tegata audit verify --chain 132217 --json")
@click.option("--chain", help="One chain alone: a town's 6-digit code, or the word of an office [all].")
def verify(frame: Frame, chain: str | None) -> None:
    """Check every chain of the audit log from its first entry to its last. Exit status 1 where one does not hold."""
    from tegata.server import starting  # noqa: PLC0415 - an optional package: tegata[server]

    starting.set_up(frame.home().root)
    from tegata.ground import audit  # noqa: PLC0415 - needs the settings

    found: list[dict[str, object]] = []
    for name in [chain] if chain else audit.chains():
        try:
            found.append({"chain": name, "entries": audit.verify(name), "holds": True})
        except audit.ChainBroken as broken:
            found.append({"chain": name, "entries": broken.number, "holds": False})
    if frame.as_json:
        frame.say(found)
    for each in () if frame.as_json else found:
        frame.print("audit.holds" if each["holds"] else "audit.broken", **each)
    if not all(each["holds"] for each in found):
        sys.exit(REFUSED)
