"""`tegata reader`: read a real card in a real reader, or a sandbox card in process, with the same code."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from tegata import reader as readers
from tegata.cardspec import face, jpki, resident, text
from tegata.cardspec.applications import APPLICATIONS
from tegata.cli.frame import Frame, check_new, command, secret, write_new
from tegata.pki.path import UnverifiedCertificate
from tegata.reader import authenticity, pcsc
from tegata.reader.connection import Connection
from tegata.reader.sessions import Session
from tegata.rules.pins import PinKind, normalise

PINS: dict[str, tuple[type[Session], int, PinKind]] = {
    "auth": (readers.JpkiSession, jpki.AUTHENTICATION_PIN, PinKind.AUTHENTICATION),
    "sign": (readers.JpkiSession, jpki.SIGNATURE_PASSWORD, PinKind.SIGNATURE),
    "text": (readers.TextSession, text.PIN, PinKind.TEXT),
    "register": (readers.ResidentSession, resident.PIN, PinKind.REGISTER),
}


@click.group("reader")
def group() -> None:
    """Read a card: a real one through PC/SC (--reader), or one of the sandbox in process (--card)."""


def of_card(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which card."""
    function = click.option("--card", "card_name", help="A card of the sandbox, in process.")(function)
    return click.option("--reader", "reader_name", help="Part of a PC/SC reader's name [the first with a card].")(
        function
    )


def with_pin(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that verify something."""
    function = click.option("--pin-stdin", is_flag=True, help="Read the PIN from the first line of standard input.")(
        function
    )
    return click.option("--last-try", is_flag=True, help="Spend the last try if only one is left.")(function)


@contextmanager
def connected(frame: Frame, reader_name: str | None, card_name: str | None) -> Iterator[Connection]:
    """The connection to the card that was named."""
    if card_name is not None:
        with frame.home().open_card(card_name) as card:
            yield readers.InProcess(card)
    else:
        with pcsc.PcscConnection(reader_name) as connection:
            yield connection


def verify(session: Session, which: str, frame: Frame, *, pin_stdin: bool, last_try: bool) -> None:
    """Ask for a PIN and verify it in the card."""
    _, fid, kind = PINS[which]
    value = normalise(kind, secret(frame, f"pin.{which}", from_stdin=pin_stdin))
    session.verify(fid, _formed(value), allow_last_try=last_try)


def _formed(value: str) -> str:
    if not value.isascii():
        raise click.UsageError("a PIN is digits, or letters and digits")
    return value


@command(group, "info", example="tegata reader info --card hanako")
@of_card
def info(frame: Frame, reader_name: str | None, card_name: str | None) -> None:
    """Say what the card is: token, serial, municipality, expiry, certificates. Needs no PIN."""
    with connected(frame, reader_name, card_name) as connection:
        session = readers.JpkiSession(connection)
        token, presence = session.token_information(), session.presence()
        record = readers.CommonSession(connection).record()
    facts = {
        "token": token.label,
        "serial": record.serial,
        "municipality": record.municipality,
        "expires": record.expiry.isoformat(),
        "signature_certificate": presence.signature,
        "authentication_certificate": presence.authentication,
    }
    frame.say(facts, "reader.info", **facts)


@command(group, "attributes", example="echo 1234 | tegata reader attributes --card hanako --pin-stdin")
@of_card
@with_pin
def attributes(frame: Frame, reader_name: str | None, card_name: str | None, pin_stdin: bool, last_try: bool) -> None:
    """Read name, address, birth date and sex (text PIN)."""
    with connected(frame, reader_name, card_name) as connection:
        session = readers.TextSession(connection)
        verify(session, "text", frame, pin_stdin=pin_stdin, last_try=last_try)
        found = session.attributes()
    facts = {
        "name": found.name,
        "address": found.address,
        "birth": found.birth.isoformat(),
        "sex": found.sex.name.lower(),
    }
    frame.say(facts, "reader.attributes", **facts)


@command(group, "number", example="tegata reader number --card hanako")
@of_card
@with_pin
def number(frame: Frame, reader_name: str | None, card_name: str | None, pin_stdin: bool, last_try: bool) -> None:
    """Read the Individual Number (text PIN). The law says who may."""
    with connected(frame, reader_name, card_name) as connection:
        session = readers.TextSession(connection)
        verify(session, "text", frame, pin_stdin=pin_stdin, last_try=last_try)
        found = session.number()
    frame.say({"number": found}, "plain", text=found)


@command(group, "photo", example="tegata reader photo --card hanako --out face.jp2")
@of_card
@with_pin
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="JPEG 2000 file to write.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def photo(
    frame: Frame,
    reader_name: str | None,
    card_name: str | None,
    pin_stdin: bool,
    last_try: bool,
    out: Path,
    force: bool,
) -> None:
    """Read the portrait (verification number B, as printed on the card)."""
    check_new(out, force=force)
    number_b = _formed(secret(frame, "pin.number-b", from_stdin=pin_stdin))
    with connected(frame, reader_name, card_name) as connection:
        session = readers.FaceSession(connection)
        session.verify(face.NUMBER_B, number_b, allow_last_try=last_try)
        portrait = session.card_face().portrait
    write_new(out, portrait, force=force)
    frame.say({"file": str(out), "bytes": len(portrait)}, "files.written", files=out)


@command(group, "certificate", example="tegata reader certificate auth --card hanako --out auth.cer")
@of_card
@with_pin
@click.argument("which", type=click.Choice(["auth", "sign", "auth-ca", "sign-ca"]))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="DER file to write.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def certificate(
    frame: Frame,
    reader_name: str | None,
    card_name: str | None,
    pin_stdin: bool,
    last_try: bool,
    which: str,
    out: Path | None,
    force: bool,
) -> None:
    """Read a certificate; `sign` needs the signature password."""
    with connected(frame, reader_name, card_name) as connection:
        session = readers.JpkiSession(connection)
        if which == "sign":
            verify(session, "sign", frame, pin_stdin=pin_stdin, last_try=last_try)
        found = session.certificate(which)
    if out is not None:
        write_new(out, found, force=force)
    parsed = UnverifiedCertificate.parse(found)
    facts = {"serial": f"{parsed.serial:08X}", "not_after": parsed.not_after.isoformat(), "der": found.hex()}
    frame.say(facts, "reader.certificate", **facts)


@command(group, "pins", example="tegata reader pins --card hanako")
@of_card
def pins(frame: Frame, reader_name: str | None, card_name: str | None) -> None:
    """Say how many tries each PIN and verification number has left, without spending one."""
    rows: list[dict[str, object]] = []
    with connected(frame, reader_name, card_name) as connection:
        for application in APPLICATIONS:
            session = Session(connection)
            session.application = application
            for secret_ in application.secrets:
                left = session.tries_left(secret_.fid)
                rows.append({"application": application.name, "pin": secret_.name, "tries": left, "of": secret_.tries})
    frame.table(rows, ("application", "pin", "tries", "of"))


@command(
    group, "change-pin", example="printf '1234\\n5678\\n' | tegata reader change-pin auth --card hanako --pin-stdin"
)
@of_card
@with_pin
@click.argument("which", type=click.Choice(list(PINS)))
def change_pin(
    frame: Frame,
    reader_name: str | None,
    card_name: str | None,
    pin_stdin: bool,
    last_try: bool,
    which: str,
) -> None:
    """Change a PIN; asks for the old one and the new one (two lines with --pin-stdin)."""
    session_type, fid, kind = PINS[which]
    old = _formed(normalise(kind, secret(frame, f"pin.{which}", from_stdin=pin_stdin)))
    new = _formed(normalise(kind, secret(frame, "pin.new", from_stdin=pin_stdin, variable="TEGATA_NEW_PIN")))
    with connected(frame, reader_name, card_name) as connection:
        session_type(connection).change(fid, old, new, allow_last_try=last_try)
    frame.say({"changed": which}, "pin.changed")


@command(group, "sign", example="tegata reader sign letter.txt --card hanako --out letter.sig")
@of_card
@with_pin
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", type=click.Choice(["auth", "sign"]), default="sign", show_default=True, help="Which key.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the 256 bytes go [FILE.sig].")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def sign(
    frame: Frame,
    reader_name: str | None,
    card_name: str | None,
    pin_stdin: bool,
    last_try: bool,
    file: Path,
    key: str,
    out: Path | None,
    force: bool,
) -> None:
    """Sign a file's SHA-256 digest: a bare RSA PKCS #1 v1.5 signature, as `openssl dgst -verify` reads it."""
    place = out or file.with_name(file.name + ".sig")
    check_new(place, force=force)
    with connected(frame, reader_name, card_name) as connection:
        session = readers.JpkiSession(connection)
        verify(session, key, frame, pin_stdin=pin_stdin, last_try=last_try)
        signature = session.sign_digest(key, "sha256", sha256(file.read_bytes()).digest())
    write_new(place, signature, force=force)
    frame.say({"file": str(place), "signature": signature.hex()}, "files.written", files=place)


@command(group, "authenticity", example="tegata reader authenticity --card hanako --printed-birth 1980-02-17")
@of_card
@with_pin
@click.option("--printed-name", help="Name as printed on the card, to compare.")
@click.option("--printed-address", help="Address as printed on the card, to compare.")
@click.option("--printed-birth", help="Birth date as printed (YYYY-MM-DD), to compare.")
@click.option("--printed-expiry", help="Expiry as printed (YYYY-MM-DD), to compare.")
def authentic(
    frame: Frame,
    reader_name: str | None,
    card_name: str | None,
    pin_stdin: bool,
    last_try: bool,
    printed_name: str | None,
    printed_address: str | None,
    printed_birth: str | None,
    printed_expiry: str | None,
) -> None:
    """Prove that a card is genuine: issuer, records, the chip's own key, and the printed face (verification number B)."""
    del last_try  # verification numbers have ten tries, and the check refuses the last one
    printed = authenticity.PrintedFace(printed_name, printed_address, _day(printed_birth), None, _day(printed_expiry))
    number_b = _formed(secret(frame, "pin.number-b", from_stdin=pin_stdin))
    trusted = frame.home().issuer.trusted_keys
    with connected(frame, reader_name, card_name) as connection:
        found = authenticity.check(connection, number_b, trusted, secrets.token_bytes(32), printed)
    frame.say({"authentic": True, "issuer": str(found.issuer)}, "reader.authentic", issuer=found.issuer)


def _day(text_: str | None) -> date | None:
    try:
        return None if text_ is None else date.fromisoformat(text_)
    except ValueError as error:
        raise click.UsageError("a date is YYYY-MM-DD") from error
