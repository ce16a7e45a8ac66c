"""PostgreSQL's COPY (text format) for what comes by the thousand. SQLite has none: `can_copy` tells."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import connection

NULL = "\x02"
"""Stands for NULL in a line; a control character no text of ours has."""


BLOCK = 500


def can_copy() -> bool:
    """Whether the database takes COPY."""
    return connection.vendor == "postgresql"


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Append rows, one line a row, columns parted by tabs, in the caller's transaction.

    Lines are made while the database takes those before them. Raises ValueError where a text holds a tab or a line break:
    the count would be wrong.
    """
    stream = iter(lines)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY \"{table}\" ({names}) FROM STDIN (NULL '{NULL}')") as copy:
        while block := list(islice(stream, BLOCK)):
            text = "\n".join(block)
            if text.count("\t") != len(block) * (len(columns) - 1) or text.count("\n") != len(block) - 1:
                raise ValueError("a text holds a tab or a line break; take it out and try again")
            copy.write(text.replace("\\", "\\\\").encode() + b"\n")


def next_ids(table: str, many: int) -> list[int]:
    """Numbers of a table's own counter, taken ahead."""
    with connection.cursor() as cursor:
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sql, [table, many])
        return [number for (number,) in cursor.fetchall()]
