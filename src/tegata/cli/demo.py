"""`tegata demo`: the story of one card, told while it really happens."""

from pathlib import Path

import click

from tegata.cli.ca import serve_home
from tegata.cli.frame import Frame, command, read_file
from tegata.cli.story import Story


def add_to(main: click.Group) -> None:
    """Register the command."""
    command(main, "demo", example="LANG=ja_JP.UTF-8 tegata demo --pdf contract.pdf")(demo)


@click.option(
    "--pdf", "pdf_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="PDF to sign [a sample]."
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for what is made [in the sandbox]."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port of the status service."
)
@click.option("--serve", is_flag=True, help="Afterwards go on serving certificate status until Ctrl-C.")
def demo(frame: Frame, pdf_file: Path | None, out: Path | None, port: int, serve: bool) -> None:
    """Tell the story of one card: made, read, proved genuine, signing, lost, moved, ended. Everything in it is real."""
    home = frame.found()
    document = read_file(pdf_file) if pdf_file else None
    Story(frame, home, port, out).tell(document)
    if serve:
        frame.say({"url": f"http://127.0.0.1:{port}/"}, "serve.started", url=f"http://127.0.0.1:{port}/")
        serve_home(home, port)
