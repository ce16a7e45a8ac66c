"""Packages that only test people need: the extra `sandbox`. They are imported when asked for, and a lack is explained."""

import csv
from importlib import import_module
from importlib.resources import files
from types import ModuleType


class MissingExtra(ImportError):
    """The extra `sandbox` is not installed."""


def sandbox_package(module: str) -> ModuleType:
    """Import a module of the extra `sandbox`. Raises MissingExtra."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtra(
            f"test people need the package {module.split('.', maxsplit=1)[0]}: pip install 'tegata[sandbox]'"
        ) from error


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in data/, by column."""
    text = files("tegata.synthetic").joinpath("data", name).read_text(encoding="utf8")
    return list(csv.DictReader(text.splitlines()))
