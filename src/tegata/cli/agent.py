"""`tegata agent`: the local helper that a web page asks for the card. On this machine only, for the sites named here only."""

import secrets

import click

from tegata.cli.frame import Frame, command
from tegata.cli.reader import of_card


def add_to(main: click.Group) -> None:
    """Register the command."""
    command(main, "agent", example="tegata agent --card hanako --allow http://127.0.0.1:8200=さくら銀行")(agent)


@of_card
@click.option("--port", type=click.IntRange(1, 65535), default=35980, show_default=True, help="Port on this machine.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback address; any other is refused.")
@click.option("--allow", multiple=True, metavar="ORIGIN=NAME", help="A site that may ask, and the name you know it by.")
def agent(
    frame: Frame, reader_name: str | None, card_name: str | None, port: int, host: str, allow: tuple[str, ...]
) -> None:
    """Let web pages ask for the card: each time a page of the agent's own names the site and takes the PIN. Ctrl-C ends it."""
    from tegata.server import sandbox_clock  # noqa: PLC0415 - like its neighbours
    from tegata.server.home import clock  # noqa: PLC0415
    from tegata.terminals import agent as agents  # noqa: PLC0415 - an optional package: tegata[parties]
    from tegata.terminals.agent.serving import serve  # noqa: PLC0415

    try:
        sites = [agents.Site(agents.origin_of(origin), name or origin) for origin, _, name in map(_cut, allow)]
        agents.require_loopback(host)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    card, now = agents.pcsc_card(reader_name), clock
    if card_name is not None:
        root = frame.home().root
        card, now = agents.sandbox_card(root, card_name), lambda: clock() + sandbox_clock.ahead(root)
    app = agents.make_app(agents.Doors(sites, port), agents.Book(now, lambda: secrets.token_urlsafe(24)), card)
    facts = {"url": f"http://{host}:{port}", "sites": [site.origin for site in sites]}
    frame.say(facts, "agent.started", url=facts["url"], sites=", ".join(site.name for site in sites) or "-")
    serve(app, host, port)


def _cut(text: str) -> tuple[str, str, str]:
    return text.partition("=")
