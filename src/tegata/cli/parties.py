"""`tegata party …`: firms outside, each a web server of its own that talks to the country over HTTP."""

import os
from pathlib import Path

import click

from tegata.cli.frame import REFUSED, Frame, command

SETTINGS = "TEGATA_PARTY"
"""The environment variable by which a server's own process is told its settings (JSON)."""
PORT = click.IntRange(1, 65535)


@click.group("party")
def group() -> None:
    """Firms outside: the platform operator and those that build on it."""


@command(group, "operator", example="tegata party operator --port 8100 --country http://127.0.0.1:8000")
@click.option("--port", type=PORT, default=8100, show_default=True, help="Port on this machine.")
@click.option("--country", default="http://127.0.0.1:8000", show_default=True, help="Where `tegata run` answers.")
@click.option(
    "--anchors",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=("Folder of the authorities' certificates (DER, *.cer) that are trusted [the sandbox's own]."),
)
@click.option(
    "--status",
    "status_by",
    type=click.Choice(["lists", "responder"]),
    default="lists",
    show_default=True,
    help=("Revocation status by mirrored lists or by OCSP."),
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
def operator(frame: Frame, port: int, country: str, anchors: Path | None, status_by: str, workers: int) -> None:
    """Run a platform operator: it verifies signatures for its tenants, by REST under /v1, until Ctrl-C."""
    from tegata.cli.party_apps import Told, operator_platform  # noqa: PLC0415 - an optional package: tegata[parties]

    told = Told(str(frame.home().root), port, country, str(anchors) if anchors else None, status_by)
    operator_platform(told).close()  # keys and tables are made before several processes want them
    url = f"http://127.0.0.1:{port}/"
    frame.say({"url": url}, "party.started", name="operator", url=url)
    serve("tegata.cli.party_apps:operator", port, told.as_json(), workers)


@command(group, "tenant", example="tegata party tenant bank --name 'Bank of Examples'")
@click.argument("tenant_id")
@click.option("--name", help="Name of the firm [its id].")
@click.option("--new-key", is_flag=True, help="Give a tenant that is there a new key; the old one counts no more.")
def tenant(frame: Frame, tenant_id: str, name: str | None, new_key: bool) -> None:
    """Admit a tenant of the operator and print its API key, which is shown this once."""
    from tegata.cli.party_apps import operator_folder  # noqa: PLC0415 - an optional package: tegata[parties]
    from tegata.parties.operator import tenants  # noqa: PLC0415
    from tegata.parties.operator.store import Store  # noqa: PLC0415

    store, key = Store(operator_folder(frame.home().root) / "operator.sqlite3"), tenants.new_key()
    try:
        if new_key:
            tenants.change_key(store, tenant_id, key)
        else:
            tenants.add(store, tenants.Tenant(tenant_id, name or tenant_id), key)
    except tenants.TenantError as error:
        frame.fail(error, REFUSED)
    finally:
        store.close()
    frame.say({"tenant": tenant_id, "key": key}, "plain", text=key)


def serve(target: str, port: int, settings: str, workers: int = 1) -> None:
    """Run an ASGI application (`module:factory`) until told to stop; the factory finds its settings in the environment."""
    from granian import Granian  # noqa: PLC0415 - an optional package: tegata[parties]
    from granian.constants import Interfaces  # noqa: PLC0415

    os.environ[SETTINGS] = settings
    server = Granian(
        target, "127.0.0.1", port, interface=Interfaces.ASGI, factory=True, workers=workers, log_enabled=False
    )
    server.serve()
