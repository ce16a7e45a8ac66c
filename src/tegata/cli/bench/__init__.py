"""Speed as ratios measured in one run: ours beside a peer, ours beside the limit physics sets. Never a bare time."""

from collections.abc import Iterator

from tegata.cli.bench.harness import Row


def rows(only: str | None = None) -> Iterator[Row]:
    """Every row, module by module; with `only`, those modules and rows whose name contains it."""
    from tegata.cli.bench import (  # noqa: PLC0415 - needs the dev extra
        chip,
        crl,
        documents,
        issuing,
        ocsp,
        personalising,
        production,
        residents,
    )

    for module in (chip, personalising, issuing, documents, crl, ocsp, residents, production):
        for row in module.rows():
            if only is None or only in row.name:
                yield row
