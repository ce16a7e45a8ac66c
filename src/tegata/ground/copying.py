"""PostgreSQL's COPY (text format) for what comes by the thousand. SQLite has none: `can_copy` tells."""

from collections.abc import Sequence

from django.db import connection

NULL = "\x02"
"""Stands for NULL in a line; a control character no text of ours has."""


def can_copy() -> bool:
    """Whether the database takes COPY."""
    return connection.vendor == "postgresql"


def copy_lines(table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """Append rows, one line a row, columns parted by tabs, in the caller's transaction.

    Raises ValueError where a text holds a tab or a line break: the count would be wrong.
    """
    if not lines:
        return
    text = "\n".join(lines)
    if text.count("\t") != len(lines) * (len(columns) - 1) or text.count("\n") != len(lines) - 1:
        raise ValueError("a text holds a tab or a line break; take it out and try again")
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY \"{table}\" ({names}) FROM STDIN (NULL '{NULL}')") as copy:
        copy.write(text.replace("\\", "\\\\").encode() + b"\n")


def next_ids(table: str, many: int) -> list[int]:
    """Numbers of a table's own counter, taken ahead."""
    with connection.cursor() as cursor:
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sql, [table, many])
        return [number for (number,) in cursor.fetchall()]
