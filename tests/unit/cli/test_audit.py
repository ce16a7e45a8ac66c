"""`tegata audit verify`: says which chains hold, and fails where one does not."""

import json

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.offices import act

from tegata.cli import main
from tegata.ground import audit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The tables of the test's own database; a home that is there."""
    monkeypatch.setattr("tegata.cli.frame.Frame.home", lambda _: type("Home", (), {"root": "unused"}))
    monkeypatch.setattr("tegata.server.starting.set_up", lambda _: None)
    for town in ("132217", "132217", "131016"):
        audit.record(act(town=town), "a")


def test_all_chains_hold() -> None:
    result = CliRunner().invoke(main, ["audit", "verify", "--json"])
    assert result.exit_code == 0
    assert [(each["chain"], each["entries"], each["holds"]) for each in json.loads(result.output)] == [
        ("131016", 1, True),
        ("132217", 2, True),
    ]


def test_a_broken_one_is_said_and_fails() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ground_audithead SET number = 3 WHERE chain = '132217'")
    result = CliRunner().invoke(main, ["audit", "verify", "--chain", "132217"], env={"LC_ALL": "C"})
    assert (result.exit_code, result.output.strip()) == (1, "132217: BROKEN at entry 3")
