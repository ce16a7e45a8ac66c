"""The values that the component templates show. A view makes them; texts in them are escaped when shown.

`Link` and `Tag` may stand wherever a text may: in a table's cell, in a summary list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tegata.ground.pages.access import Title

Meaning = Literal["info", "success", "warning", "error", "neutral"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words. `hidden` is added for those who hear it without the row: "Open" + " application 12"."""

    label: Title
    href: str
    hidden: Title = ""

    def __str__(self) -> SafeString:
        if not self.hidden:
            return format_html('<a href="{}">{}</a>', self.href, self.label)
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>', self.href, self.label, self.hidden
        )


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in words, coloured by its meaning and marked by its shape."""

    label: Title
    meaning: Meaning = "neutral"

    def __str__(self) -> SafeString:
        return format_html('<strong class="tag tag-{}">{}</strong>', self.meaning, self.label)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading. `href` sorts by it; `order`: how it is sorted now."""

    label: Title
    number: bool = False
    href: str = ""
    order: Literal["ascending", "descending", ""] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first cell of a row is its heading. `next` and `first` are addresses, empty where there is none."""

    caption: Title
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    next: str = ""
    first: str = ""
    empty: Title = ""

    @property
    def lines(self) -> list[list[tuple[Column, Any]]]:
        """Each row's cells with their columns."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a wizard; `current` counts from 1."""

    labels: Sequence[Title]
    current: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A message. An error interrupts a screen reader, the others wait. `title` is optional."""

    meaning: Literal["info", "success", "warning", "error"]
    text: Title
    title: Title = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a summary list; `change` is where it can be changed."""

    label: Title
    value: Any
    change: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """Long work: how much of how much is done."""

    label: Title
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An irrevocable act: what will happen, and what the button says. `back`: where to go instead."""

    heading: Title
    consequences: Sequence[Title]
    button: Title
    back: str
