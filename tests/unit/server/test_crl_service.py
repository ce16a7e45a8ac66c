"""Lists over HTTP: validators, codings, parts; refusals in words; stale ones are shown as what they are."""

import gzip
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
import zstandard
from tests.unit.pki.authorities import DAY, MINUTE, NOW, TOWN
from tests.unit.server.lists import Office, office

from tegata.server.crl_service import CrlService
from tegata.server.publication import FOLDER

HERE = f"/crl/sign/{TOWN.code5}.crl"


class Browser:
    """Asks a service whose clock stands."""

    def __init__(self, desk: Office, folder: Path) -> None:
        self.now: datetime = NOW
        self.desk = desk
        self._service = CrlService(folder, lambda: self.now)

    def ask(self, path: str = HERE, method: str = "GET", **more: str) -> tuple[int, dict[str, str], bytes]:
        environ: dict[str, object] = {}
        setup_testing_defaults(environ)
        environ |= {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            **{f"HTTP_{name}": text for name, text in more.items()},
        }
        said: list[tuple[str, list[tuple[str, str]]]] = []
        body = b"".join(self._service(environ, lambda status, fields: said.append((status, fields))))
        ((status, fields),) = said
        assert len(fields) == len(dict(fields)), "no field twice"
        return int(status[:3]), dict(fields), body

    @property
    def file(self) -> bytes:
        return (self.desk.place / f"{TOWN.code5}.crl").read_bytes()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with office(tmp_path) as desk:
        desk.publisher.publish(NOW)
        yield Browser(desk, tmp_path / FOLDER)


def test_a_list(browser: Browser) -> None:
    status, fields, body = browser.ask()
    assert (status, body, fields["Content-Type"]) == (200, browser.file, "application/pkix-crl")
    assert fields["Content-Length"] == str(len(body))
    assert parsedate_to_datetime(fields["Last-Modified"]) == NOW
    assert fields["Cache-Control"] == "max-age=60, public, no-transform, must-revalidate"
    assert "Content-Encoding" not in fields


def test_the_index(browser: Browser) -> None:
    status, fields, body = browser.ask("/crl/sign/index.json")
    assert (status, fields["Content-Type"]) == (200, "application/json")
    assert TOWN.code5.encode() in body


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, zstd", "zstd"),
        ("br;q=1.0, gzip;q=0.5", "gzip"),
        ("zstd;q=0, gzip ; q=0.0", "identity"),
        ("identity", "identity"),
        ("", "identity"),
        ("gzip;q=0.001", "gzip"),
    ],
)
def test_codings(browser: Browser, accepted: str, coding: str) -> None:
    _, fields, body = browser.ask(ACCEPT_ENCODING=accepted)
    assert fields.get("Content-Encoding", "identity") == coding
    assert fields["Vary"] == "Accept-Encoding"
    read = {"gzip": gzip.decompress, "zstd": zstandard.decompress, "identity": bytes}[coding]
    assert read(body) == browser.file
    assert fields["Content-Length"] == str(len(body))


def test_each_coding_has_a_validator_of_its_own(browser: Browser) -> None:
    tags = {browser.ask(ACCEPT_ENCODING=accepted)[1]["ETag"] for accepted in ("zstd", "gzip", "")}
    assert len(tags) == 3


def test_what_the_client_has_is_not_sent_again(browser: Browser) -> None:
    tag = browser.ask()[1]["ETag"]
    for said in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        status, fields, body = browser.ask(IF_NONE_MATCH=said)
        assert (status, body, fields["ETag"]) == (304, b"", tag)
        assert "Content-Type" not in fields
    assert browser.ask(IF_NONE_MATCH='"other"')[0] == 200
    browser.desk.publisher.renew()
    browser.desk.publisher.publish(NOW + MINUTE)
    status, fields, body = browser.ask(IF_NONE_MATCH=tag)
    assert (status, body) == (200, browser.file)
    assert fields["ETag"] != tag


def test_since_a_moment(browser: Browser) -> None:
    for said, status in (
        ("Mon, 05 Jan 2026 01:02:03 GMT", 304),
        ("Mon, 05 Jan 2026 01:02:02 GMT", 200),
        ("yesterday", 200),
        ("Mon, 05 Jan 2026 01:02:03 -0000", 200),
    ):
        assert browser.ask(IF_MODIFIED_SINCE=said)[0] == status, said
    assert browser.ask(IF_MODIFIED_SINCE="Mon, 05 Jan 2026 01:02:03 GMT", IF_NONE_MATCH='"other"')[0] == 200


def test_head_says_what_get_would(browser: Browser) -> None:
    got, asked = browser.ask(), browser.ask(method="HEAD")
    assert (asked[0], asked[1], asked[2]) == (got[0], got[1], b"")


@pytest.mark.parametrize(
    ("asked", "start", "stop"), [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-7", -7, None)]
)
def test_a_part(browser: Browser, asked: str, start: int, stop: int | None) -> None:
    size = len(browser.file)
    status, fields, body = browser.ask(RANGE=asked, ACCEPT_ENCODING="gzip")
    assert (status, body) == (206, browser.file[start:stop])
    first = start % size
    assert fields["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{size}"


def test_parts_that_are_none(browser: Browser) -> None:
    size = len(browser.file)
    status, fields, _ = browser.ask(RANGE=f"bytes={size}-")
    assert (status, fields["Content-Range"]) == (416, f"bytes */{size}")
    for asked in ("bytes=0-1,4-5", "bytes=-", "lines=1-2", "bytes=a-b"):
        assert browser.ask(RANGE=asked)[::2] == (200, browser.file)
    assert browser.ask(RANGE="bytes=0-9", IF_RANGE='"older"')[::2] == (200, browser.file)
    assert browser.ask(RANGE="bytes=0-9", IF_RANGE=browser.ask()[1]["ETag"])[0] == 206


@pytest.mark.parametrize(
    "path",
    [
        "/crl/sign",
        "/crl/sign/27100.crl",
        "/crl/auth/all.crl",
        "/crl/other/all.crl",
        "/crl/sign/.lock",
        "/crl/sign/../../sign.sqlite3",
        "/crl/sign/１３１０１.crl",
        "/crl/sign/13101.crl\n",
    ],
)
def test_not_found(browser: Browser, path: str) -> None:
    status, fields, body = browser.ask(path)
    assert (status, fields["Cache-Control"]) == (404, "no-store")
    assert len(body) > 20


def test_other_methods(browser: Browser) -> None:
    assert browser.ask(method="PUT")[0] == 405


def test_a_list_that_ended_is_shown_and_kept_by_nobody(browser: Browser) -> None:
    browser.now = NOW + 5 * DAY
    status, fields, _ = browser.ask()
    assert (status, fields["Cache-Control"]) == (200, "max-age=0, public, no-transform, must-revalidate")
    assert parsedate_to_datetime(fields["Expires"]) < browser.now
