"""`tegata ca`: the two authorities of the sandbox: look, revoke, hold, resume, publish, serve."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from tegata.cli.frame import Frame, command, write_new
from tegata.cli.listening import Tls, listen, with_tls
from tegata.pki.authority import RESPONDERS, Authority, NeverIssued
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.ports import StoreUnavailable
from tegata.pki.revocation import Reason
from tegata.rules.municipalities import municipality
from tegata.server.crl_folder import ListsNotWritten, OlderList
from tegata.server.home import Home

log = logging.getLogger(__name__)
REASONS = [reason.standard_name for reason in Reason if reason not in (Reason.CERTIFICATE_HOLD, Reason.REMOVE_FROM_CRL)]
PUBLISHING_RESTS, PUBLISHING_WAITS = 0.2, 10.0
"""Seconds between two looks at what changed, and after a failure."""
LONGEST_SERIAL = 63
"""Bits that a store can look up; no authority of ours gives longer ones."""


@click.group("ca")
def group() -> None:
    """The certification authorities of the sandbox."""


@command(group, "show", example="tegata ca show --json")
def show(frame: Frame) -> None:
    """Show both authorities and the certificates they issued, with their status."""
    rows: list[dict[str, object]] = []
    for kind, authority in frame.home().authorities.items():
        for serial in authority.store.serials():
            status = authority.status(serial)
            certificate = UnverifiedCertificate.parse(authority.store.certificate(serial) or b"")
            row: dict[str, object] = {"authority": kind.value, "serial": f"{serial:08X}", "state": status.state.value}
            row |= {"reason": status.reason.standard_name if status.reason is not None else ""}
            rows.append(row | {"not_after": certificate.not_after.isoformat()})
    frame.table(rows, ("authority", "serial", "state", "reason", "not_after"))


@command(group, "revoke", example="tegata ca revoke 01000002 --reason superseded")
@click.argument("serial")
@click.option("--reason", type=click.Choice(REASONS), required=True, help="CRLReason of RFC 5280.")
def revoke(frame: Frame, serial: str, reason: str) -> None:
    """Revoke a certificate. This cannot be taken back."""
    _change(frame, serial, lambda authority, number, now: authority.revoke(number, Reason.named(reason), now))


@command(group, "hold", example="tegata ca hold 01000002")
@click.argument("serial")
def hold(frame: Frame, serial: str) -> None:
    """Suspend a certificate: its card was reported lost."""
    _change(frame, serial, lambda authority, number, now: authority.hold(number, now))


@command(group, "resume", example="tegata ca resume 01000002 --allow")
@click.argument("serial")
@click.option("--allow", is_flag=True, help="Lift the hold although the practice statement says that none is lifted.")
def resume(frame: Frame, serial: str, allow: bool) -> None:
    """Lift a hold, where that is allowed; by default the certificate is issued anew instead."""
    _change(frame, serial, lambda authority, number, now: authority.resume(number, now, allowed=allow or None))


@command(group, "crl", example="tegata ca crl --out lists")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the lists.")
def crl(frame: Frame, out: Path) -> None:
    """Write the complete list of each authority, and one list for each municipality that has certificates."""
    out.mkdir(parents=True, exist_ok=True)
    home, written = frame.home(), []
    for kind, authority in home.authorities.items():
        towns = [town for town in authority.store.partitions() if town != RESPONDERS]
        for name in ("all", *towns):
            file = out / f"{kind}-{name}.crl"
            write_new(file, authority.crl(None if name == "all" else municipality(name), home.now()), force=True)
            written.append(str(file))
    frame.say({"files": written}, "files.written", files="\n".join(written))


@command(group, "publish", example="tegata ca publish --all")
@click.option("--all", "renew", is_flag=True, help="All lists, changed or not.")
def publish(frame: Frame, renew: bool) -> None:
    """Publish the revocation lists that are due, in the home folder; `tegata ca serve` and `tegata work` do it all the time."""
    home = frame.home()
    number = home.publication.publish_all(home.now(), renew=renew)
    frame.say({"published": number}, "ca.published", number=number)


@command(group, "serve", example="tegata ca serve --port 8000")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on this machine.")
@with_tls
def serve(frame: Frame, port: int, **files: Path | None) -> None:
    """Serve OCSP, CRLs and the authorities' certificates over HTTP until Ctrl-C; a change is in the lists within a second."""
    tls = Tls(files["tls_cert"], files["tls_key"], files["tls_clients"])
    url = f"{tls.scheme}://127.0.0.1:{port}/"
    home = frame.found()
    home.publication.publish_all(home.now())
    frame.say({"url": url}, "serve.started", url=url)
    with publishing(home):
        serve_home(home, port, tls)


@contextmanager
def publishing(home: Home) -> Iterator[None]:
    """Publish what changes while the context lasts."""
    over = threading.Event()
    keeper = threading.Thread(target=_publish_until, args=(home, over))
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _publish_until(home: Home, over: threading.Event) -> None:
    pause = 0.0
    while not over.wait(pause):
        try:
            pause = 0.0 if home.publication.publish(home.now()) else PUBLISHING_RESTS
        except (StoreUnavailable, ListsNotWritten, OlderList) as fault:
            log.error("%s", fault)  # noqa: TRY400 - it says all there is to say
            pause = PUBLISHING_WAITS


def serve_home(home: Home, port: int, tls: Tls | None = None) -> None:
    """Run the web server in this process until it is told to stop."""
    _ = home.responders  # what the workers would otherwise make at the same time
    os.environ["TEGATA_HOME"] = str(home.root)
    # An answer takes microseconds and needs one thread. The others are for bodies that come slowly: each holds one.
    listen("tegata.server.wsgi:app", port, threads=32, tls=tls)


def _change(frame: Frame, serial: str, act: Callable[[Authority, int, datetime], None]) -> None:
    home = frame.home()
    try:
        number = int(serial, 16)
    except ValueError as error:
        raise click.UsageError("a serial number is hexadecimal, as `tegata ca show` prints it") from error
    authority = _authority_of(home, number)
    act(authority, number, home.now())
    status = authority.status(number)
    reason = status.reason.standard_name if status.reason is not None else ""
    facts = {
        "authority": authority.kind.value,
        "serial": f"{number:08X}",
        "state": status.state.value,
        "reason": reason,
    }
    frame.say(facts, "ca.changed", **facts)


def _authority_of(home: Home, serial: int) -> Authority:
    found = [
        authority
        for authority in home.authorities.values()
        if serial.bit_length() <= LONGEST_SERIAL and authority.store.status(serial) is not None
    ]
    if not found:
        raise NeverIssued(f"no authority of this sandbox issued a certificate of serial {serial:08X}")
    return found[0]
