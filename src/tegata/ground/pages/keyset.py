"""Paging by key: no count, no offset, so page 1,000 costs what page 1 costs.

The address carries the public id of the last row shown and nothing of its content: sort keys are names, and names do not
belong into addresses.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Slice(Generic[M]):
    """Up to a page of rows, in order, and the token `after` which there are more; empty at the end."""

    rows: list[M]
    after: str


def keyset(rows: QuerySet[M], order: tuple[str, ...], *, after: str = "", size: int = 50) -> Slice[M]:
    """The next `size` of `rows` ordered by columns that hold no NULL; the last one must be unique. "-" descends.

    One query, two when `after` is given. Raises Http404 for a token that names no row.
    """
    if after:
        rows = rows.filter(_beyond(order, _position(rows.model, order, after)))
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    return Slice(found[:size], _token(found[size - 1]) if more else "")


def _token(row: Model) -> str:
    """The key as text; of a composite key the JSON list that Django reads back."""
    return row._meta.pk.value_to_string(row)  # noqa: SLF001 (Django's documented Meta API)


def _position(model: type[M], order: tuple[str, ...], token: str) -> tuple[object, ...]:
    """Where the row stands, also if it has left the list since."""
    columns = [column.removeprefix("-") for column in order]
    try:
        key = model._meta.pk.to_python(token)  # noqa: SLF001 (Django's documented Meta API)
        position = model._default_manager.filter(pk=key).values_list(*columns).first()  # noqa: SLF001
    except (ValidationError, ValueError, TypeError) as error:
        raise Http404("no such place in the list") from error
    if position is None:
        raise Http404("no such place in the list")
    return tuple(position)


def _beyond(order: tuple[str, ...], position: tuple[object, ...]) -> Q:
    """(a, b) after (x, y): a > x, or a = x and b > y; columns may descend each for itself."""
    beyond = Q()
    for column, value in reversed(list(zip(order, position, strict=True))):
        name, than = column.removeprefix("-"), "lt" if column.startswith("-") else "gt"
        beyond = Q(**{f"{name}__{than}": value}) | (Q(**{name: value}) & beyond if beyond else Q())
    return beyond
