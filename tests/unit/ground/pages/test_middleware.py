"""What every answer carries, and how refusals look."""

import pytest
from django.test import Client
from tests.browser import valid_html

from tegata.ground.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.ground.pages.site")]


def test_the_policy_refuses_inline_scripts_and_frames_and_opens_the_camera_only_where_declared(client: Client) -> None:
    plain, photo = client.get("/enter").headers, client.get("/photo").headers
    assert "default-src 'self'" in plain["Content-Security-Policy"]
    assert "unsafe" not in plain["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
    assert "blob:" not in plain["Content-Security-Policy"]
    assert "media-src 'self' blob:" in photo["Content-Security-Policy"]
    assert plain["Permissions-Policy"].startswith("camera=()")
    assert photo["Permissions-Policy"].startswith("camera=(self)")
    assert (plain["X-Content-Type-Options"], plain["X-Frame-Options"]) == ("nosniff", "DENY")
    assert plain["Referrer-Policy"] == "same-origin"


def test_nothing_about_people_stays_in_a_shared_browser(client: Client, clerk: Staff) -> None:
    client.force_login(clerk)
    assert client.get("/cards").headers["Cache-Control"] == "no-store"
    client.post("/enter")
    assert client.get("/mine").headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in client.get("/enter").headers


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("why", "status"),
    [("not-allowed", 403), ("two-person", 403), ("changed", 409), ("not-plugged", 503), ("fault", 500)],
)
def test_a_refusal_is_a_page_that_says_what_to_do_next(client: Client, why: str, status: int, language: str) -> None:
    client.raise_request_exception = False
    answer = client.get(f"/refuse/{why}", headers={"accept-language": language})
    text = answer.content.decode()
    assert answer.status_code == status
    assert {"ja": "次にすること", "en": "What to do next"}[language] in text
    assert "123456789018" not in text
    valid_html(text)


def test_who_is_not_signed_in_is_not_told_the_permission(client: Client) -> None:
    assert "hand-over" not in client.get("/refuse/not-allowed").content.decode()


def test_an_unknown_address_and_a_stale_form_have_pages(client: Client) -> None:
    assert "最初のページ" in client.get("/nowhere").content.decode()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/enter")
    assert answer.status_code == 403
    assert "再読み込み" in answer.content.decode()
