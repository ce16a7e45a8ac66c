"""Guessing passwords: counted before it is compared, ended after five, the same for logins that nobody has."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.offices import act, clock

from tegata.ground import sign_in
from tegata.ground.act import Act, NotAllowed
from tegata.ground.models import AuditEntry, SignInTries, Staff
from tegata.ground.offices import Office
from tegata.ground.staff import MANAGE_STAFF, employ

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def clerk(db: None) -> Staff:
    chief = Act("staff:chief", Office.TOWN_HALL, clock(), "procedure", None, frozenset({MANAGE_STAFF}))
    return employ(chief, login="sato", display_name="佐藤", office=Office.TOWN_HALL, town="132217", password=PASSWORD)


def try_at_door(client: Client, login: str, password: str = "") -> str:
    answer = client.post(
        "/staff/sign-in", {"username": login, "password": password or "wrong"}, headers={"accept-language": "en"}
    )
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_after_five_wrong_ones_the_right_one_is_not_looked_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(sign_in.WRONG_TRIES):
        assert "do not belong together" in try_at_door(client, "sato")
    monkeypatch.setattr(Staff, "check_password", lambda *_: pytest.fail("looked at"))
    assert "Too many wrong passwords" in try_at_door(client, "sato", PASSWORD)


def test_after_the_wait_the_right_one_opens(client: Client) -> None:
    for _ in range(sign_in.WRONG_TRIES):
        try_at_door(client, "sato")
    clock.forward(minutes=14)
    assert "Too many" in try_at_door(client, "sato", PASSWORD)
    clock.forward(minutes=1)
    assert try_at_door(client, "sato", PASSWORD) == "in"


def test_the_right_one_forgets_the_wrong_ones(client: Client) -> None:
    for _ in range(2):
        for _ in range(sign_in.WRONG_TRIES - 1):
            try_at_door(client, "sato")
        assert try_at_door(client, "sato", PASSWORD) == "in"
        client.post("/staff/sign-out")


def test_a_login_that_nobody_has_gets_the_same_answers(client: Client) -> None:
    for _ in range(sign_in.WRONG_TRIES + 1):
        answers = [try_at_door(client, login).replace(login, "") for login in ("sato", "nobody")]
        for token in ("csrfmiddlewaretoken",):
            answers = ["\n".join(line for line in text.splitlines() if token not in line) for text in answers]
        assert answers[0] == answers[1]


def test_a_hash_is_computed_for_a_login_that_nobody_has(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []
    set_password = Staff.set_password
    monkeypatch.setattr(Staff, "set_password", lambda s, raw: (computed.append(raw), set_password(s, raw))[1])
    try_at_door(client, "nobody")
    assert computed == ["wrong"]


def test_the_try_is_counted_before_it_is_compared(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(Staff, "check_password", dies)
    with pytest.raises(KeyboardInterrupt):
        try_at_door(client, "sato", PASSWORD)
    assert SignInTries.objects.get().count == 1


def test_whoever_manages_staff_unlocks_in_the_own_town(client: Client) -> None:
    for _ in range(sign_in.WRONG_TRIES):
        try_at_door(client, "sato")
    assert sign_in.locked("sato", clock())
    with pytest.raises(NotAllowed):
        sign_in.unlock(act(MANAGE_STAFF, town="131016"), "sato")
    sign_in.unlock(act(MANAGE_STAFF), "sato")
    assert not sign_in.locked("sato", clock())
    assert try_at_door(client, "sato", PASSWORD) == "in"


def test_every_try_is_recorded_and_no_login_that_nobody_has_is_kept(client: Client) -> None:
    for login in ("sato", "my-password-by-mistake"):
        try_at_door(client, login)
    kept = list(AuditEntry.objects.filter(verb="signed in").values_list("actor", "outcome").order_by("actor"))
    assert kept == [("nobody", "refused"), ("staff:sato", "refused")]
    assert not SignInTries.objects.filter(key__contains="mistake").exists()


def test_old_tries_are_thrown_away(client: Client) -> None:
    for number in range(3):
        try_at_door(client, f"nobody-{number}")
    clock.forward(minutes=sign_in.WAIT / timedelta(minutes=1))
    try_at_door(client, "sato")
    assert SignInTries.objects.count() == 1
