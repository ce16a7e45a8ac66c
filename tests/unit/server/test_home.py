"""A home folder: founded once, safe from crashes and from other people's eyes, and silent about its holders."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.conversations import personalised
from tests.conversations.personalised import HANAKO, MADE_ON, PINS

from tegata.chip.file_memory import MemoryInUse
from tegata.chip.personalisation import Order, Person, PhotoError, sample_person
from tegata.chip.printing import DoesNotFit
from tegata.chip.printing.braille import NotBraille
from tegata.pki import path as checking
from tegata.pki.keys.port import KeyUnavailable
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.reader import InProcess, JpkiSession
from tegata.server import founding
from tegata.server.home import Home, HomeError, NameTaken, NoSuchCard

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
PERSONAL = {
    "name": HANAKO.name,
    "given name": HANAKO.name.rsplit("　", maxsplit=1)[-1],
    "kana": HANAKO.kana,
    "address": HANAKO.address,
    "number": HANAKO.individual_number,
    "resident code": HANAKO.resident_code,
    "birth": HANAKO.birth.isoformat(),
    "birth digits": "19800217",
    "password": PINS.signature,
}


def now() -> datetime:
    return NOW


def order(person: Person = HANAKO, *, photo: bytes | None = None, running: int = 42) -> Order:
    return Order(person, personalised.photo(0) if photo is None else photo, PINS, 1, running, MADE_ON)


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """One home for the module, with two cards."""
    before = os.umask(0o022)
    try:
        found = Home.found(tmp_path_factory.mktemp("homes") / "home", now)
        found.make_card("hanako", order(), "a")
        found.make_card("second", order(sample_person(1), running=43), "b")
        _ = found.responders
    finally:
        os.umask(before)
    return found


def test_founding_twice_is_harmless(home: Home) -> None:
    before = tree(home.root)
    again = Home.found(home.root, now)
    assert tree(home.root) == before
    assert again.issuer.trusted_keys == home.issuer.trusted_keys


def test_an_empty_folder_may_be_there_already(tmp_path: Path) -> None:
    assert Home.found(tmp_path, now).cards() == []


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(HomeError, match="not empty"):
        Home.found(tmp_path, now)
    assert list(tree(tmp_path)) == ["thesis.txt"]


def test_where_there_is_none_the_command_is_told(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="tegata init"):
        Home(tmp_path / "nothing", now)


def test_only_the_owner_may_look(home: Home) -> None:
    for path in [home.root, *home.root.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), f"{path.relative_to(home.root)}: {mode:o}"


def test_a_passphrase_of_ones_own_is_kept_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "home"
    founded = Home.found(root, now, b"correct horse")
    assert not any(b"correct horse" in content for content in tree(root).values())
    assert Home(root, now, b"correct horse").issuer.trusted_keys == founded.issuer.trusted_keys
    with pytest.raises(KeyUnavailable):
        _ = Home(root, now, b"wrong horse").issuer
    with pytest.raises(KeyUnavailable, match="TEGATA_CA_PASSPHRASE"):
        _ = Home(root, now).issuer


def test_damaged_sealed_keys_are_no_keys(tmp_path: Path, home: Home) -> None:
    for name, content in tree(home.root).items():
        if "/" not in name:
            (tmp_path / name).write_bytes(content)
    sealed = bytearray((home.root / founding.SEALED).read_bytes())
    sealed[-1] ^= 1
    (tmp_path / founding.SEALED).write_bytes(sealed)
    with pytest.raises(KeyUnavailable):
        _ = Home(tmp_path, now).issuer


def test_cards_are_listed_by_name_with_nothing_of_their_holders(home: Home) -> None:
    entries = home.cards()
    assert [entry.name for entry in entries] == ["hanako", "second"]
    assert [entry.maker for entry in entries] == ["a", "b"]
    for entry in entries:
        authority = home.authorities[Kind.AUTHENTICATION]
        assert authority.store.certificate(int(entry.certificates["auth"], 16))
        assert entry == home.card(entry.name)
        assert {path.name for path in home.faces(entry.name).values()} == {"front.png", "back.png", "face.pdf"}


def test_a_card_of_the_home_works(home: Home) -> None:
    with home.open_card("hanako") as card:
        session = JpkiSession(InProcess(card))
        session.verify(0x0018, PINS.authentication)
        assert UnverifiedCertificate.parse(session.certificate("auth")).serial == int(
            home.card("hanako").certificates["auth"], 16
        )


def test_a_card_is_open_in_one_place_only(home: Home) -> None:
    with home.open_card("hanako"), pytest.raises(MemoryInUse), home.open_card("hanako"):
        pass
    with home.open_card("hanako"), home.open_card("second"):
        pass


def test_a_name_is_taken_once(home: Home) -> None:
    before = tree(home.root)
    with pytest.raises(NameTaken):
        home.make_card("hanako", order(running=44), "a")
    assert tree(home.root) == before


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../hanako", "a/b", "/etc", "a b", ".hidden", "a.b", "-", "a\x00b", "a\n", "x" * 65]
)
def test_bad_names(home: Home, name: str) -> None:
    before = tree(home.root)
    for act in (lambda: home.make_card(name, order(), "a"), lambda: home.card(name), lambda: home.faces(name)):
        with pytest.raises(HomeError):
            act()
    assert tree(home.root) == before


def test_a_card_that_is_not_there(home: Home) -> None:
    with pytest.raises(NoSuchCard), home.open_card("nobody"):
        pass
    with pytest.raises(NoSuchCard):
        home.faces("nobody")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (order(photo=b"no photo"), PhotoError),
        (order(replace(HANAKO, name="手形　" + "花" * 60)), DoesNotFit),
        (order(replace(HANAKO, address="見本町" * 80)), DoesNotFit),
        (order(replace(HANAKO, kana="はなこ", braille=True)), NotBraille),
    ],
    ids=["photo", "name", "address", "braille"],
)
def test_a_card_that_cannot_be_made_leaves_nothing_in_its_place(
    home: Home, asked: Order, error: type[Exception]
) -> None:
    folders = sorted((home.root / "cards").iterdir())
    issued = [authority.store.serials() for authority in home.authorities.values()]
    with pytest.raises(error):
        home.make_card("third", asked, "a")
    assert sorted((home.root / "cards").iterdir()) == folders
    assert [authority.store.serials() for authority in home.authorities.values()] == issued


def test_nothing_personal_lies_about(home: Home) -> None:
    """Names and addresses are in the chip, in the printed face and in certificates; numbers in no certificate either."""
    secret = {"number", "resident code", "password"}
    for name, content in tree(home.root).items():
        place = Path(name).name
        if place in {"chip.bin", "front.png", "back.png", "face.pdf"}:
            continue
        if place == "printed.json":  # the plastic: it shows all but these
            assert not [what for what in ("resident code", "password") if PERSONAL[what].encode() in content]
            continue
        for what, value in PERSONAL.items():
            assert value not in name
            if what in secret or not place.startswith("ca.sqlite3"):
                assert value.encode() not in content, f"{what} in {name}"


def test_the_authorities_tables_have_no_text_of_anybody(home: Home) -> None:
    for kind in Kind:
        with sqlite3.connect(home.root / "ca" / kind.value / "ca.sqlite3") as database:
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            assert tables
            texts = {
                str(value)
                for table in tables
                for row in database.execute(f"SELECT * FROM {table}")  # noqa: S608 - names from the database itself
                for value in row
                if not isinstance(value, bytes)
            }
        database.close()
        for text in texts:
            assert not any(value in text for value in PERSONAL.values())


def test_card_json_has_these_fields_only(home: Home) -> None:
    found = json.loads((home.root / "cards" / "hanako" / "card.json").read_text())
    assert set(found) == {"name", "maker", "record", "serial", "expires", "certificates"}


def test_the_responders_certificate_is_renewed_before_it_ends(home: Home) -> None:
    file = home.root / "ca" / "sign" / "ocsp.cer"
    first = file.read_bytes()
    soon = Home(home.root, lambda: NOW + timedelta(days=80))
    soon.responder(Kind.SIGNATURE)
    assert file.read_bytes() == first
    late = Home(home.root, lambda: NOW + timedelta(days=84))
    late.responder(Kind.SIGNATURE)
    assert UnverifiedCertificate.parse(file.read_bytes()).not_after > NOW + timedelta(days=170)


# Crashes. A process is killed (SIGKILL) just before its n-th change to the disk, which Python's audit events announce.
# One process imports the program and is then forked for each crash; RSA keys are made once and used again.

KILLED = """
import json, os, signal, sys
from cryptography.hazmat.primitives.asymmetric import rsa
from tegata.cli import main

made = [rsa.generate_private_key(65537, 2048) for _ in range(12)]
def used_again(exponent, bits):
    made.append(made.pop(0))
    return made[0]
rsa.generate_private_key = used_again

CHANGES = {"os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree", "os.truncate", "sqlite3.connect"}

def child(place, die_at, arguments):
    count = 0
    def hook(event, found):
        nonlocal count
        writes = event == "open" and isinstance(found[2], int) and found[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in CHANGES) and place in str(found):
            count += 1
            if count == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    main(arguments, standalone_mode=False)
    return count

for line in sys.stdin:
    reading, writing = os.pipe()
    forked = os.fork()
    if forked == 0:
        try:
            sys.stdout = open(os.devnull, "w")
            os.write(writing, str(child(*json.loads(line))).encode())
        finally:
            os._exit(0)
    os.close(writing)
    _, status = os.waitpid(forked, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), os.read(reading, 100).decode()]), flush=True)
    os.close(reading)
"""
NEVER = 1_000_000


class Killer:
    """Runs the command line up to its n-th change to the disk."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, home: Path, die_at: int, *arguments: str) -> tuple[int, str]:
        """Exit status (minus the signal), and how many changes a whole run made."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = json.dumps([str(home.parent), die_at, [*arguments, "--home", str(home), "--json"]])
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        status, count = json.loads(self._process.stdout.readline())
        return status, count

    def points(self, home: Path, wanted: int, *arguments: str) -> list[int]:
        """Some moments of a run, with the first and the last: before this change to the disk."""
        status, text = self.run(home, NEVER, *arguments)
        assert status == 0
        count = int(text)
        assert count > 10
        return sorted({1 + round(step * (count - 1) / (wanted - 1)) for step in range(wanted)})

    def kill(self, home: Path, point: int, *arguments: str) -> None:
        assert self.run(home, point, *arguments) == (-signal.SIGKILL, "")


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


def test_killed_while_founding_the_next_run_founds(tmp_path: Path, killer: Killer) -> None:
    for point in killer.points(tmp_path / "whole" / "home", 5, "init"):
        home = tmp_path / str(point) / "home"
        killer.kill(home, point, "init")
        with pytest.raises(HomeError):
            Home(home, now)
        assert killer.run(home, NEVER, "init")[0] == 0
        assert Home(home, now).issuer.trusted_keys
        assert [path.name for path in home.parent.iterdir()] == ["home"], "leftovers of the crash are gone"


def test_killed_while_making_a_card_there_is_no_half_card_and_the_next_run_makes_it(
    tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tegata.server.home.new_keys", lambda: personalised.keys(0))
    home = Home.found(tmp_path / "home", now)
    for point in killer.points(home.root, 6, "card", "make", "whole"):
        name = f"card{point}"
        killer.kill(home.root, point, "card", "make", name)
        assert name not in [entry.name for entry in home.cards()]
        with pytest.raises(NoSuchCard):
            home.card(name)
        home.make_card(name, order(running=point), "b")
        with home.open_card(name) as card:
            auth = JpkiSession(InProcess(card)).certificate("auth")
        assert UnverifiedCertificate.parse(auth).serial == int(home.card(name).certificates["auth"], 16)
        assert [path.name for path in (home.root / "cards").iterdir() if path.name.startswith(".")] == []
    for authority in home.authorities.values():
        issued = authority.store.serials()
        assert len(issued) == len(set(issued)) >= 7
        assert all(authority.store.certificate(serial) for serial in issued)


def test_responders_outlive_their_certificates(tmp_path: Path) -> None:
    """In a process that runs for months, and after a clock that was wrong was set back."""
    moment = now()
    home = Home.found(tmp_path / "home", lambda: moment)
    made = home.make_card("hanako", order(), "a").certificates[Kind.SIGNATURE].certificate
    source = checking.OcspSource(home.ask_status)
    for days in (1, 100, 0):
        moment = now() + timedelta(days=days)
        checking.validate(made, home.trust(source).anchors, checking.SIGNATURE, source, moment)
