"""The register with a million residents: filling it beside a bare COPY, and searching it beside the bare indexed query."""

import gc
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from tegata.cli.bench import offices
from tegata.cli.bench.harness import Bar, Row, cost_row
from tegata.rules.municipalities import municipality
from tegata.synthetic import people

NOW = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
TOWNS = ("131121", "271004", "231002", "011002", "401307", "132217", "141003", "261009", "281000", "341002")
EACH = 100_000
SEARCHES = 400
FILLED = (
    "residents_record",
    "residents_residentcode",
    "residents_householdhead",
    "ground_event",
    "ground_delivery",
)
"""What a registration writes: the record, its directories, the announcement and whom it goes to."""
COLUMNS = "resident_id, name, kana, birth, address_town, address_block, name_key, kana_key"


def rows() -> Iterator[Row]:
    """In a child with a PostgreSQL of its own."""
    yield from offices.rows_of("residents")


def measure() -> Iterator[Row]:
    """Fill, then search."""
    yield _filling()
    yield from _searching()


def _filling() -> Row:
    """The rate of the register's own door over the rate of COPY alone: the same rows, the same indexes made afterwards."""
    from tegata.server.duties import Duty  # noqa: PLC0415 - needs the settings
    from tegata.server.sandbox import town  # noqa: PLC0415
    from tegata.server.sandbox.acts import act_of  # noqa: PLC0415
    from tegata.services.residents import api  # noqa: PLC0415

    newcomers = [
        town.newcomer(who)
        for number, code in enumerate(TOWNS)
        for who in people.town(municipality(code).code6, EACH, 1, NOW.date(), first=1 + number * EACH)
        if who.registered
    ]
    gc.freeze()  # a million newcomers in a list are this measurement's own, not the register's
    start = perf_counter()
    count = api.bulk_register(act_of(Duty.SEEDER, NOW), newcomers)
    ours = (perf_counter() - start) / count
    bare = sum(map(_bare_copy, FILLED)) / count
    name = f"filling the register with {count:,} residents / COPY of the same rows alone (s each; bar on the rates)"
    return Row(name, ours, None, bare, bare / ours, "≥ 0.3", Bar(at_least=0.3).met_by(bare / ours))


def _bare_copy(table: str) -> float:
    """Seconds to COPY a table's bytes into one of the same columns and to make the same indexes afterwards."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    text = io.BytesIO()
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} TO STDOUT") as out:
            for data in out:
                text.write(data)
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        indexes = [definition for (definition,) in cursor.fetchall()]
        cursor.execute(f"CREATE TABLE bare (LIKE {table})")
        start = perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as into:
            into.write(text.getbuffer())
        for number, definition in enumerate(indexes):
            unique = "UNIQUE " if " UNIQUE " in definition else ""
            how = definition.split(" USING ", 1)[1]
            cursor.execute(f"CREATE {unique}INDEX bare_{number} ON bare USING {how}")
        taken = perf_counter() - start
        cursor.execute("DROP TABLE bare")
    return taken


def _searching() -> Iterator[Row]:
    from django.db import connection  # noqa: PLC0415 - needs the settings

    from tegata.services.residents import queries  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE residents_record")
        # Ids are hashes: in their order people stand at random.
        cursor.execute(
            "SELECT town, name_key, kana_key FROM residents_record ORDER BY resident_id LIMIT %s", [SEARCHES]
        )
        sample = cursor.fetchall()
    for column, index, what in (("name_key", 1, "kanji"), ("kana_key", 2, "kana")):
        prefixes = [(row[0], row[index][:2]) for row in sample]
        ours, bare = _p95(
            prefixes,
            queries.matching,
            lambda town, prefix, column=column: _bare_search(column, town, prefix),  # type: ignore[misc]
        )
        name = f"search among 1,000,000 by two {what} of a name, p95 / the bare indexed query, p95 (s)"
        yield cost_row(name, ours, bare, Bar(at_most=20))


def _bare_search(column: str, town: str, prefix: str) -> list[Any]:
    """The first page by the index alone: no rules, no values, nothing about aliases."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    sql = f"SELECT {COLUMNS} FROM residents_record WHERE town = %s AND {column} >= %s AND {column} < %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {column}, resident_id LIMIT 21", [town, prefix, prefix + "\U0010ffff"])
        return list(cursor.fetchall())


def _p95(prefixes: list[tuple[str, str]], *works: Callable[[str, str], object]) -> list[float]:
    """Each prefix is searched by all, in turns, after one round that warms them up."""
    times: list[list[float]] = [[] for _ in works]
    for warm in (True, False):
        for town, prefix in prefixes[:50] if warm else prefixes:
            for kept, work in zip(times, works, strict=True):
                start = perf_counter()
                work(town, prefix)
                if not warm:
                    kept.append(perf_counter() - start)
    return [sorted(kept)[int(len(kept) * 0.95)] for kept in times]
