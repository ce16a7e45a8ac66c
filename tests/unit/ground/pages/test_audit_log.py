"""The auditor's pages: found by what is indexed, within the own reach; every look is recorded; a forged entry is shown."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browser import valid_html
from tests.offices import act, clock

from tegata.ground import audit, audit_search
from tegata.ground.act import Act, NotAllowed
from tegata.ground.audit_search import Search
from tegata.ground.models import AuditEntry, Staff
from tegata.ground.offices import Office
from tegata.ground.pages.audit_log import views
from tegata.ground.permissions import Permission
from tegata.ground.staff import MANAGE_STAFF, employ

pytestmark = pytest.mark.django_db
ANNA, BEN = UUID(int=1), UUID(int=2)


def auditor(town: str = "", office: Office = Office.AUDIT) -> Staff:
    seeder = Act("system:seeding", Office.SYSTEM, clock(), "procedure", None, frozenset({MANAGE_STAFF}))
    options = {"login": "kansa", "display_name": "監査", "password": "x" * 12, "permissions": [Permission.SEE_AUDIT]}
    return employ(seeder, office=office, town=town, **options)  # type: ignore[arg-type]


@pytest.fixture
def log(db: None) -> None:
    for subject, who, town in ((ANNA, "sato", "132217"), (BEN, "sato", "132217"), (ANNA, "ito", "131016")):
        audit.record(act(who=who, town=town), "cards hand over", subject=subject)
        clock.forward(minutes=1)
    audit.record(act(), "counter count")


def search(client: Client, **asked: str) -> str:
    assert client.post("/staff/audit/", asked).status_code == 302
    text = client.get("/staff/audit/").content.decode()
    valid_html(text)
    return text


def test_search_by_each_key(client: Client, log: None) -> None:
    client.force_login(auditor())
    of_anna = search(client, subject=str(ANNA))
    assert (of_anna.count("cards hand over"), str(BEN) in of_anna) == (2, False)
    assert search(client, actor="staff:ito").count("cards hand over") == 1
    assert search(client, chain="132217").count("cards hand over") == 2
    assert search(client, chain="132217", verb="counter").count("cards hand over") == 0
    assert search(client, chain="132217", until="2026-01-01").count("cards hand over") == 0


def test_what_no_index_finds_is_refused_in_words(client: Client) -> None:
    client.force_login(auditor())
    answer = client.post("/staff/audit/", {"verb": "cards"})
    assert "ログ全体は長すぎます" in answer.content.decode()


def test_the_address_names_nobody(client: Client, log: None) -> None:
    client.force_login(auditor())
    answer = client.post("/staff/audit/", {"actor": "staff:sato"})
    assert answer.headers["Location"] == "/staff/audit/"


def test_every_look_is_recorded(client: Client, log: None) -> None:
    client.force_login(auditor())
    search(client, subject=str(ANNA), actor="staff:sato")
    list(client.get("/staff/audit/entries.csv").streaming_content)  # type: ignore[attr-defined]
    looks = AuditEntry.objects.filter(chain="audit").order_by("number").values_list("verb", "subject", "thing", "facts")
    by = '{"by":"subject actor"}'
    kept = [look for look in looks if look[0].startswith("audit")]
    assert kept == [("audit seen", ANNA, "staff:sato", by), ("audit exported", ANNA, "staff:sato", by)]


def test_a_town_s_auditor_sees_the_town(client: Client, log: None) -> None:
    client.force_login(auditor("132217", Office.TOWN_HALL))
    text = search(client, subject=str(ANNA))
    assert text.count("cards hand over") == 1
    assert search(client, chain="131016").count("cards hand over") == 0
    answer = client.post("/staff/audit/check", {"start": "yes", "chain": "131016"})
    assert answer.status_code == 200
    with pytest.raises(NotAllowed):
        audit_search.check(act(Permission.SEE_AUDIT), "131016", audit.Checked(), 10)


def test_not_without_the_permission(client: Client, clerk: Staff) -> None:
    client.force_login(clerk)
    for address in ("/staff/audit/", "/staff/audit/entries.csv", "/staff/audit/check"):
        assert client.get(address).status_code == 403
    with pytest.raises(NotAllowed):
        audit_search.entries(act(), Search(chain="132217"))


def test_pages_follow_one_another(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(60):
        audit.record(act(), f"act {number:02}")
    client.force_login(auditor())
    client.post("/staff/audit/", {"chain": "132217"})
    client.get("/staff/audit/")
    with django_assert_max_num_queries(12):
        first = client.get("/staff/audit/").content.decode()
    assert "act 59" in first
    assert "act 09" not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    with django_assert_max_num_queries(12):
        second = client.get(f"/staff/audit/{following}").content.decode()
    assert [f"act {number:02}" in second for number in (0, 9, 10)] == [True, True, False]
    assert client.get("/staff/audit/?after=x").status_code == 404


def test_the_file_has_everything(client: Client, log: None) -> None:
    client.force_login(auditor())
    client.post("/staff/audit/", {"chain": "132217"})
    lines = b"".join(client.get("/staff/audit/entries.csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].endswith("chain,number,at,actor,office,verb,purpose,outcome,subject,thing,facts")
    assert [line.split(",")[1] for line in lines[1:]] == ["3", "2", "1"]


def test_a_chain_is_checked_in_steps(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        audit.record(act(), f"act {number}")
    monkeypatch.setattr(views, "STEP", 2)
    client.force_login(auditor())
    client.post("/staff/audit/check", {"start": "yes", "chain": "132217"})
    page = client.get("/staff/audit/check").content.decode()
    valid_html(page)
    assert '<progress max="5" value="2">' in page
    client.post("/staff/audit/check")
    client.post("/staff/audit/check")
    page = client.get("/staff/audit/check").content.decode()
    assert "132217 の全 5 件は" in page
    assert AuditEntry.objects.filter(verb="audit checked", facts='{"entries":5,"holds":true}').count() == 1


def test_a_forged_entry_is_shown(client: Client, log: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_update")
        else:
            cursor.execute("DROP TRIGGER audit_append_only ON ground_auditentry")
        cursor.execute("UPDATE ground_auditentry SET actor = 'staff:x' WHERE chain = '132217' AND number = 2")
    client.force_login(auditor())
    client.post("/staff/audit/check", {"start": "yes", "chain": "132217"})
    assert "132217 の連鎖は 2 件目で" in client.get("/staff/audit/check").content.decode()


def test_a_chain_may_grow_while_it_is_checked() -> None:
    audit.record(act(), "a")
    audit.record(act(), "b")
    some = audit.check("132217", limit=1)
    audit.record(act(), "c")
    assert (some.number, some.end) == (1, 2)
    assert audit.check("132217", some).number == 3
