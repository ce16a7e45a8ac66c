"""`tegata evidence`: look at a record of a check, and check it again from what is in it."""

from pathlib import Path

import click

from tegata.cli.frame import Frame, command, read_file
from tegata.pki import evidence
from tegata.pki.evidence import container
from tegata.pki.evidence.checking import read_report
from tegata.pki.path import Anchors, UnverifiedCertificate
from tegata.server.home import HomeError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("evidence")
def group() -> None:
    """Records of checks, as an operator gives them."""


@command(group, "check", example="tegata evidence check evidence.asice --trust authorities/")
@click.argument("file", type=FILE)
@click.option(
    "--trust",
    type=FOLDER,
    help=(
        "Folder of certificates (DER, *.cer) of the authorities and time-stamping authorities you trust [the sandbox's own]."
    ),
)
def check(frame: Frame, file: Path, trust: Path | None) -> None:
    """Check a record: nothing was changed since its time-stamp, and what is in it proves what it says."""
    anchors, stamps = _trusted(frame, trust)
    found = evidence.check(read_file(file), anchors, stamps)
    serials = [f"{item.path.certificate.serial:08X}" for item in found.checked.proved]
    facts = {
        "form": found.checked.form,
        "stamped_at": found.stamped_at.isoformat(),
        "at": found.checked.proved[0].at.isoformat(),
        "operator": found.report["operator"],
        "serials": serials,
    }
    frame.say({"holds": True, **facts}, "evidence.holds", **(facts | {"serials": ", ".join(serials)}))


@command(group, "show", example="tegata evidence show evidence.asice")
@click.argument("file", type=FILE)
def show(frame: Frame, file: Path) -> None:
    """Show what a record says of itself, and its files. Nothing is believed of it: for that there is `check`."""
    files, _, _ = container.unpack(read_file(file))
    report = read_report(files)
    frame.say(report, "plain", text=files["report.json"].decode())


def _trusted(frame: Frame, folder: Path | None) -> tuple[Anchors, tuple[bytes, ...]]:
    """Authorities sign certificates; a time-stamping authority's certificate says that it does nothing else."""
    files = sorted(folder.glob("*.cer")) if folder else _own(frame)
    found = [file.read_bytes() for file in files]
    authorities = [item for item in found if UnverifiedCertificate.parse(item).is_authority]
    if not authorities:
        raise HomeError("no authority's certificate (*.cer, DER) is there; give a folder with --trust")
    return Anchors(authorities), tuple(item for item in found if item not in authorities)


def _own(frame: Frame) -> list[Path]:
    """The sandbox's authorities, its time-stamping authority and its operator's."""
    root = frame.home().root
    return [*root.glob("ca/*/ca.cer"), root / "tsa.cer", *root.glob("parties/*/stamps.cer")]
