"""`tegata card`: make, list, show, print and plug sandbox cards."""

import secrets
import signal
import tomllib
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import click

from tegata.cardspec.table import access_table
from tegata.chip.card import Interface
from tegata.chip.personalisation import (
    Order,
    Person,
    PersonalisedCard,
    PersonError,
    Pins,
    person_from_mapping,
    sample_face,
    sample_person,
)
from tegata.cli.frame import Frame, command, read_file, write_new
from tegata.server.founding import JST
from tegata.server.home import CardEntry, Home
from tegata.terminals.virtual_reader import VirtualReader

MAKERS = {"a": 1, "b": 2}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("card")
def group() -> None:
    """Make, show and plug sandbox cards."""


@command(group, "make", example="tegata card make hanako --maker b")
@click.argument("name")
@click.option(
    "--person", "person_file", type=FILE, help="TOML file that describes the holder, with a table [pins] if wanted."
)
@click.option("--photo", "photo_file", type=FILE, help="JPEG or PNG of the face; without it one is drawn.")
@click.option("--maker", type=click.Choice(list(MAKERS)), default="a", show_default=True, help="Whose chip.")
@click.option(
    "--record", type=click.Choice(["short", "long"]), default="short", show_default=True, help="Text record's form."
)
def make(frame: Frame, name: str, person_file: Path | None, photo_file: Path | None, maker: str, record: str) -> None:
    """Make a sandbox card: chip, certificates, printed face. PINs are 1234 and ABC123 unless the person's file has others."""
    home = frame.found()
    running = secrets.randbelow(10**11)
    person, pins = _person(person_file, running)
    photo = read_file(photo_file) if photo_file else sample_face(running % 997)
    today = home.now().astimezone(JST).date()
    order = Order(person, photo, pins, MAKERS[maker], running, today, long_record=record == "long")
    made = home.make_card(name, order, maker)
    facts = _made(home.card(name), made, pins)
    frame.say(facts, "card.made", **{key: value for key, value in facts.items() if key != "certificates"})
    _say_certificates(frame, home.card(name))


@command(group, "list", example="tegata card list --json")
def list_(frame: Frame) -> None:
    """List the cards of the sandbox."""
    rows = [_shown(frame.home(), entry) for entry in frame.home().cards()]
    frame.table(rows, ("name", "maker", "serial", "expires", "sign", "auth"))


@command(group, "show", example="tegata card show hanako")
@click.argument("name")
def show(frame: Frame, name: str) -> None:
    """Show what the sandbox knows of a card, and the status of its certificates; nothing of its holder."""
    home = frame.home()
    frame.table([_shown(home, home.card(name))], ("name", "maker", "serial", "expires", "sign", "auth"))


@command(group, "face", example="tegata card face hanako --out pictures")
@click.argument("name")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder [the current one]."
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
def face(frame: Frame, name: str, out: Path, force: bool) -> None:
    """Copy the printed face of a card: front and back as PNG, both as PDF (300 dpi)."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for file, path in frame.home().faces(name).items():
        write_new(out / f"{name}-{file}", path.read_bytes(), force=force)
        written.append(str(out / f"{name}-{file}"))
    frame.say({"files": written}, "files.written", files="\n".join(written))


@command(group, "spec", example="LANG=ja_JP.UTF-8 tegata card spec")
def spec(frame: Frame) -> None:
    """Print the card's access table: what lies where, and which PIN or verification number opens it."""
    rows = access_table(japanese=frame.language == "ja")
    facts = [{name: getattr(row, name) for name in ("information", "application", "pin", "access")} for row in rows]
    frame.table(facts, ("information", "application", "pin", "access"))


@command(group, "plug", example="tegata card plug hanako taro --contactless")
@click.argument("names", nargs=-1, required=True)
@click.option("--contactless", is_flag=True, help="As a Type B card instead of a contact card.")
def plug(frame: Frame, names: tuple[str, ...], contactless: bool) -> None:
    """Plug cards into the virtual PC/SC reader, a slot each, until Ctrl-C."""
    home = frame.home()
    interface = Interface.CONTACTLESS if contactless else Interface.CONTACT

    def changed(slot: int, plugged: bool) -> None:
        key = "plug.in" if plugged else "plug.out"
        frame.say({"card": names[slot], "slot": slot, "plugged": plugged}, key, name=names[slot], slot=slot)

    with ExitStack() as cards:
        opened = [cards.enter_context(home.open_card(name, interface)) for name in names]
        reader = VirtualReader(opened, on_change=changed)
        _stop_on_signals(reader)
        reader.plug()
        reader.run()


def _stop_on_signals(reader: VirtualReader) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        reader.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _person(file: Path | None, running: int) -> tuple[Person, Pins]:
    if file is None:
        return sample_person(running % 9973), Pins()
    try:
        fields = tomllib.loads(read_file(file).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PersonError(f"{file}: not a TOML file: {error}") from error
    pins = fields.pop("pins", {})
    known = {"authentication", "signature", "text", "register"}
    if not isinstance(pins, dict) or set(pins) - known:
        raise PersonError(f"[pins] may have {', '.join(sorted(known))}")
    return person_from_mapping(fields, running), Pins(**{name: str(value) for name, value in pins.items()})


def _made(entry: CardEntry, made: PersonalisedCard, pins: Pins) -> dict[str, object]:
    return {
        "name": entry.name,
        "serial": entry.serial,
        "security_code": made.security_code,
        "expires": entry.expires,
        "number_b": made.number_b,
        "pin": pins.authentication,
        "signature_password": pins.signature,
        "text_pin": pins.text,
        "register_pin": pins.register,
        "certificates": entry.certificates,
    }


def _say_certificates(frame: Frame, entry: CardEntry) -> None:
    if frame.as_json:
        return
    for kind, serial in entry.certificates.items():
        frame.console.print("  " + frame.text(f"certificate.{kind}", serial=serial))
    if "sign" not in entry.certificates:
        frame.console.print("  " + frame.text("certificate.none"))


def _shown(home: Home, entry: CardEntry) -> dict[str, object]:
    row: dict[str, object] = {
        "name": entry.name,
        "maker": entry.maker,
        "serial": entry.serial,
        "expires": entry.expires,
    }
    for kind, authority in home.authorities.items():
        serial = entry.certificates.get(kind.value)
        row[kind.value] = f"{serial} {authority.status(int(serial, 16)).state.value}" if serial else "-"
    return row
