"""`python -m tegata.cli.reference` writes docs/command-line.md out of the help texts; a test compares the two."""

from collections.abc import Iterator

import click

from tegata.cli import main

WIDTH = 110


def reference() -> str:
    """The page, Markdown."""
    head = "# The command line\n\nWritten by `make docs` from the program's own help.\n"
    return head + "".join(f"\n## {path}\n\n```\n{text}\n```\n" for path, text in _helps("tegata", main))


def _helps(path: str, item: click.Command, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    context = click.Context(
        item,
        info_name=path.rsplit(" ", 1)[-1],
        parent=parent,
        max_content_width=WIDTH,
        terminal_width=WIDTH,
        help_option_names=main.context_settings["help_option_names"],
    )
    yield path, item.get_help(context)
    if isinstance(item, click.Group):
        for name in item.list_commands(context):
            found = item.get_command(context, name)
            if found is not None:
                yield from _helps(f"{path} {name}", found, context)


if __name__ == "__main__":
    click.echo(reference(), nl=False)
