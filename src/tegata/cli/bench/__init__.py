"""Speed as ratios measured in one run: ours beside a peer, ours beside the limit physics sets. Never a bare time."""

from collections.abc import Iterator
from importlib import import_module

from tegata.cli.bench.harness import Row

MODULES = (
    "chip",
    "personalising",
    "issuing",
    "documents",
    "crl",
    "ocsp",
    "residents",
    "counter",
    "production",
    "operator",
    "insurer",
)
"""In the order of the table. What they measure with is for developers only: it is imported when they run."""


def rows(only: str | None = None) -> Iterator[Row]:
    """Every row, module by module; with `only`, those of one of MODULES."""
    for name in MODULES if only is None else (only,):
        yield from import_module(f"{__name__}.{name}").rows()
