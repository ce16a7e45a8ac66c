"""`tegata party bank` and `tegata party phoneshop`: firms that identify customers by card, through an operator."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tegata.cli.frame import Frame, command
from tegata.cli.parties import PORT, serve

AGENT, OPERATOR = "http://127.0.0.1:35980", "http://127.0.0.1:8100"


def add_to(group: click.Group) -> None:
    """Register the commands."""
    command(group, "bank", example="tegata party bank --port 8200")(bank)
    command(group, "phoneshop", example="tegata party phoneshop --port 8300")(phoneshop)


def _options(port: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        function = click.option(
            "--agent", default=AGENT, show_default=True, help="Where the agent of whoever visits answers."
        )(function)
        function = click.option("--operator", default=OPERATOR, show_default=True, help="The platform operator.")(
            function
        )
        return click.option("--port", type=PORT, default=port, show_default=True, help="Port on this machine.")(
            function
        )

    return decorate


@_options(8200)
def bank(frame: Frame, port: int, operator: str, agent: str) -> None:
    """Run Sakura Bank: accounts opened by card, customers who come back with their card, until Ctrl-C.

    Its API key at the operator is $TEGATA_OPERATOR_KEY; without it the sandbox's operator gives it one.
    """
    from tegata.cli.firm_apps import FirmTold  # noqa: PLC0415 - an optional package: tegata[parties]

    desk_key = secrets.token_urlsafe(9)
    told = FirmTold(str(frame.home().root), port, operator, _key(frame, "bank"), agent, desk_key)
    url = f"http://127.0.0.1:{port}/"
    frame.say({"url": url, "desk_key": desk_key}, "party.bank", url=url, desk_key=desk_key)
    serve("tegata.cli.firm_apps:bank", port, told.as_json())


@_options(8300)
def phoneshop(frame: Frame, port: int, operator: str, agent: str) -> None:
    """Run Denwa-ya, a phone shop: contracts signed with the card, ages checked by its chip, until Ctrl-C.

    Its API key at the operator is $TEGATA_OPERATOR_KEY; without it the sandbox's operator gives it one.
    """
    from tegata.cli.firm_apps import FirmTold  # noqa: PLC0415 - an optional package: tegata[parties]

    told = FirmTold(str(frame.home().root), port, operator, _key(frame, "phoneshop"), agent)
    url = f"http://127.0.0.1:{port}/"
    frame.say({"url": url}, "party.started", name="phoneshop", url=url)
    serve("tegata.cli.firm_apps:phoneshop", port, told.as_json())


def _key(frame: Frame, tenant_id: str) -> str:
    """The key we were given, or a new one from the operator of the same sandbox: the old one counts no more."""
    given = os.environ.get("TEGATA_OPERATOR_KEY")
    return given or _admitted(frame.home().root, tenant_id)


def _admitted(root: Path, tenant_id: str) -> str:
    from tegata.cli.party_apps import operator_folder  # noqa: PLC0415 - an optional package: tegata[parties]
    from tegata.parties.operator import tenants  # noqa: PLC0415
    from tegata.parties.operator.store import Store  # noqa: PLC0415

    store, key = Store(operator_folder(root) / "operator.sqlite3"), tenants.new_key()
    try:
        if tenant_id in {tenant.id for tenant in tenants.listed(store)}:
            tenants.change_key(store, tenant_id, key)
        else:
            tenants.add(store, tenants.Tenant(tenant_id, tenant_id), key)
    finally:
        store.close()
    return key
