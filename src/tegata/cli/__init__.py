"""The one command line, thin: it asks, calls what exists, and says what came of it in Japanese or English, or as JSON."""

import click

from tegata.cli import (
    agent,
    audit,
    ca,
    card,
    country,
    demo,
    documents,
    evidence,
    firms,
    insurer,
    parties,
    reader,
    speed,
)
from tegata.cli.frame import Frame, command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tegata")
def main() -> None:
    """tegata: a complete, runnable Individual Number Card system (マイナンバーカード).

    Start with `tegata demo`, or with `tegata init` and `tegata card make hanako`.

    \b
    Exit status: 0 done, 1 refused or not valid, 2 wrong usage, 3 something on this machine is missing.
    """


@command(main, "init", example="tegata init --home /tmp/sandbox")
def init(frame: Frame) -> None:
    """Make a sandbox: two authorities, a card issuer, a time-stamping authority. Harmless when there is one."""
    home = frame.found()
    frame.say({"home": str(home.root)}, "init.done", home=home.root)


for group in (card.group, reader.group, ca.group, audit.group, parties.group, evidence.group):
    main.add_command(group)
documents.add_to(main)
demo.add_to(main)
country.add_to(main)
agent.add_to(main)
firms.add_to(parties.group)
insurer.add_to(parties.group)
speed.add_to(main)

__all__ = ["main"]
