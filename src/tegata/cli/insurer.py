"""`tegata party insurer`: a life insurer whose customers are a sandbox's residents, watched by the country's lists."""

import secrets
from itertools import count
from typing import TYPE_CHECKING

import click

from tegata.cli.frame import Frame, command
from tegata.cli.parties import PORT, serve
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate

if TYPE_CHECKING:
    from tegata.parties.insurer.settings import Insurer


def add_to(group: click.Group) -> None:
    """Register the command."""
    command(group, "insurer", example="tegata party insurer --port 8400 --country http://127.0.0.1:8000")(insurer)


@click.option("--port", type=PORT, default=8400, show_default=True, help="Port on this machine.")
@click.option("--country", default="http://127.0.0.1:8000", show_default=True, help="Where `tegata run` answers.")
@click.option(
    "--night", is_flag=True, help="Fetch the lists, work through all policies once, and end: for a nightly timer."
)
def insurer(frame: Frame, port: int, country: str, night: bool) -> None:
    """Run Hidamari Life: who may have died or moved, by revocation lists; at first everybody in the sandbox is its customer."""
    from tegata.cli.insurer_app import InsurerTold, firm  # noqa: PLC0415 - an optional package: tegata[parties]

    told = InsurerTold(str(frame.home().root), port, country, secrets.token_urlsafe(9))
    made = firm(told)
    try:
        if not made.store.policies():
            _insure_everybody(frame, made)
        if night:
            outcome, missing = made.night()
            facts = outcome._asdict() | {"missing": missing}
            frame.say(facts, "party.night", **outcome._asdict(), missing=len(missing))
            return
    finally:
        made.close()
    url = f"http://127.0.0.1:{port}/"
    frame.say({"url": url, "desk_key": told.desk_key}, "party.insurer", url=url, desk_key=told.desk_key)
    serve("tegata.cli.insurer_app:insurer", port, told.as_json())


def _insure_everybody(frame: Frame, made: "Insurer") -> None:
    """Each signature certificate of the sandbox signs a contract; every second is an annuity, every third has a consent."""
    from tegata.parties.insurer import intake  # noqa: PLC0415 - an optional package: tegata[parties]

    records, numbers = frame.home().authorities[Kind.SIGNATURE].store, count(1)
    with made.store.transaction():
        for serial in records.serials():
            certificate, number = UnverifiedCertificate.parse(records.certificate(serial) or b""), next(numbers)
            wanted = intake.Asked(f"H{number:07}", "", annuity=number % 2 == 0, consented=number % 3 == 0)
            try:
                made.store.add([intake.policy_of(certificate, wanted, made.organisation)])
            except intake.NotTaken:  # the authority's own certificate, its responder's
                continue
