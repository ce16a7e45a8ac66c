"""The Individual Number lives in the room `numbering` and on the chip: a small life, then every table, log and file is searched.

Number Use Act art. 19, 20. In no form: plain, grouped, full-width, as bytes, as an integer.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from tests.offices import START, act
from tests.unit.services.residents.newcomers import ALL, SAME_DAY, registered

from tegata.ground import audit, outbox
from tegata.ground.models import Event
from tegata.ground.offices import Office
from tegata.rules.names import name
from tegata.services.numbering import actions, api
from tegata.services.numbering.api import ChangeReason, NumberPurpose, Permission
from tegata.services.numbering.models import UsedNumber
from tegata.services.residents import actions as residents
from tegata.services.residents import api as register

OURS = "numbering_"
HAVE_IT = ("cards", "notices", "numbering.sealed")
"""What of the home folder may hold a number: chips, printed notices, and the sealed key (noise)."""
NAMES = ("individual_number", "my_number", "mynumber", "kojin_bango")
KEPT_APART = str.maketrans("", "", " -\u3000.,_/'\"")


class Everything(logging.Handler):
    """Every record of every logger, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record) + repr(record.args))


@pytest.fixture
def log() -> Iterator[list[str]]:
    handler, root = Everything(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(level)


def tables() -> list[str]:
    return [table for table in connection.introspection.table_names() if not table.startswith(OURS)]


def texts_of(table: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the table's name is the database's own
        for row in cursor.fetchall():
            for value in row:
                if isinstance(value, bytes | memoryview):
                    yield bytes(value).decode("latin1")
                    yield bytes(value).hex()
                elif isinstance(value, str | int):
                    yield str(value)


def holds(text: str, number: str) -> bool:
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return number in unicodedata.normalize("NFKC", plain).translate(KEPT_APART)


def where(numbers: set[str], log: list[str]) -> list[str]:
    """The places where one of the numbers is, and must not be."""
    places = {f"table {table}": list(texts_of(table)) for table in tables()} | {"the log": log}
    for file in Path(settings.HOME).rglob("*"):
        if file.is_file() and not file.relative_to(settings.HOME).parts[0].startswith(HAVE_IT):
            places[f"file {file.name}"] = [file.read_bytes().decode("latin1")]
    return [place for place, texts in places.items() if any(holds(text, one) for text in texts for one in numbers)]


def a_small_life() -> set[str]:
    """Registered, read, refused, looked up, changed, told, moved, dead."""
    clerk = act(*ALL, Permission.READ, Permission.FIND, Permission.CHANGE)
    centre = act(Permission.PRINT, office=Office.ISSUING_CENTRE, town=None, at=START + timedelta(days=30))
    who = registered()
    outbox.deliver(START)
    number = api.read(clerk, who, NumberPurpose.TAX)
    api.resident_of(clerk, number, NumberPurpose.DISASTER)
    for reader, purpose in ((act(), NumberPurpose.TAX), (clerk, "marketing")):
        with suppress(api.ReadRefused):
            api.read(reader, who, purpose)  # type: ignore[arg-type]
        with suppress(api.ReadRefused):
            api.resident_of(reader, number, purpose)  # type: ignore[arg-type]
    api.change(clerk, who, ChangeReason.ON_REQUEST)
    with suppress(api.RetiredNumber):
        api.resident_of(clerk, number, NumberPurpose.TAX)
    outbox.deliver(centre.at)
    run = actions.start_run(centre)
    assert run
    assert actions.print_run(centre, run)
    residents.change_name(clerk, who, SAME_DAY, name("山田　花子", "ヤマダ ハナコ"))
    residents.death(clerk, who, SAME_DAY)
    outbox.deliver(centre.at)
    return set(UsedNumber.objects.values_list("number", flat=True))


@pytest.mark.django_db
def test_no_table_log_or_file_holds_a_number(log: list[str]) -> None:
    numbers = a_small_life()
    assert len(numbers) == 2
    assert Event.objects.count() > 5
    assert where(numbers, log) == []


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["{0}", "{1} {2} {3}", "{1}-{2}-{3}", "{4}"])
def test_the_net_has_no_hole(log: list[str], form: str) -> None:
    number = "990000000000"
    wide = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    leaked = form.format(number, number[:4], number[4:8], number[8:], wide)
    audit.record(act(), "leak", facts={"what": leaked})
    register.tell(act(), registered(), "leak", {"what": leaked if form != "{0}" else int(number)})
    logging.getLogger("tegata.leak").info("%s", leaked)
    (Path(settings.HOME) / "leak.txt").write_text(number)
    try:
        found = where({number}, log)
    finally:
        (Path(settings.HOME) / "leak.txt").unlink()
    assert set(found) == {"table ground_auditentry", "table residents_letter", "the log", "file leak.txt"}


def test_no_other_room_has_a_place_for_a_number() -> None:
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "numbering"
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        and (field.name in NAMES or (field.max_length == 12 and "number" in field.name))
    ]
    assert fields == []
