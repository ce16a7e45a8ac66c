"""The command line from outside: help, JSON, exit status, secrets that do not show, files that are not overwritten."""

import json
import os
import re
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from tests.conversations import personalised

from tegata.cli import main
from tegata.cli.backstage import sample_pdf
from tegata.reader.errors import ReaderMissing
from tegata.server import founding
from tegata.terminals.virtual_reader import VirtualReader

AUTH, SIGN, TEXT, REGISTER = "7391", "QX7391ZK", "8264", "0917"
HOLDER = f"""
name = "手形 花子"
kana = "テガタ ハナコ"
address = "東京都清瀬市見本町一丁目２番３号"
birth = 1980-02-17
sex = "female"
municipality = "13221"
[pins]
authentication = "{AUTH}"
signature = "{SIGN}"
text = "{TEXT}"
register = "{REGISTER}"
"""
SECRETS = re.compile(rf"(?<![0-9A-Za-z])({AUTH}|{SIGN}|{SIGN.lower()}|{TEXT}|{REGISTER})(?![0-9A-Za-z])")
DONE, REFUSED, USAGE, MISSING = 0, 1, 2, 3


class Clock:
    """Goes on by a second whenever somebody looks."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


class Tegata:
    """Runs commands in one home and watches what they say."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.number_b = ""

    def __call__(self, *arguments: str | Path, stdin: str | None = None, **environment: str) -> Result:
        settings = {"TEGATA_HOME": str(self.root), "LC_ALL": "C", "TEGATA_PIN": None, "TEGATA_CA_PASSPHRASE": None}
        words = [str(argument) for argument in arguments]
        result = CliRunner().invoke(main, words, input=stdin, env=settings | environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert "Traceback" not in result.output
        if words[:2] != ["card", "make"]:
            assert not SECRETS.search(result.output)
        return result

    def json(self, *arguments: str | Path, stdin: str | None = None) -> Any:
        result = self(*arguments, "--json", stdin=stdin)
        assert result.exit_code == DONE, result.output
        assert result.stderr == ""
        return json.loads(result.stdout)

    def refused(self, *arguments: str | Path, stdin: str | None = None, status: int = REFUSED) -> dict[str, Any]:
        """The error as JSON, on standard error; nothing on standard output."""
        result = self(*arguments, "--json", stdin=stdin)
        assert (result.exit_code, result.stdout) == (status, ""), result.output
        found: dict[str, Any] = json.loads(result.stderr)
        return found

    def pin(self, *arguments: str | Path, pin: str) -> Any:
        return self.json(*arguments, "--pin-stdin", stdin=pin + "\n")


@pytest.fixture(scope="module")
def tegata(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tegata]:
    """A home with one card; nobody blocks or changes anything of it."""
    folder = tmp_path_factory.mktemp("cli")
    found = Tegata(folder / "home")
    (folder / "hanako.toml").write_text(HOLDER, encoding="utf8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tegata.cli.frame.clock", Clock())
        patch.setattr("tegata.server.founding.unseal", lru_cache(founding.unseal))  # Argon2 is slow on purpose
        patch.setattr("tegata.server.home.new_keys", lambda: personalised.keys(0))
        assert found("init").exit_code == DONE
        made = found.json("card", "make", "hanako", "--person", folder / "hanako.toml")
        found.number_b = made["number_b"]
        yield found


def another(tegata: Tegata, folder: Path, name: str) -> str:
    (folder / "holder.toml").write_text(HOLDER, encoding="utf8")
    tegata.json("card", "make", name, "--person", folder / "holder.toml", "--maker", "b")
    return name


@pytest.fixture(scope="module")
def changing(tegata: Tegata, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A card whose PINs are changed, and changed back."""
    return another(tegata, tmp_path_factory.mktemp("changing"), "changing")


@pytest.fixture
def spare(tegata: Tegata, tmp_path: Path) -> str:
    """A card of one's own to spoil."""
    return another(tegata, tmp_path, f"spare-{len(tegata.json('card', 'list'))}")


@pytest.fixture(scope="module")
def signed(tegata: Tegata, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A signed document of each form."""
    folder = tmp_path_factory.mktemp("signed")
    (folder / "a.pdf").write_bytes(sample_pdf())
    (folder / "a.xml").write_text("<letter><word>yes</word></letter>")
    (folder / "a.txt").write_text("a letter")
    found = {}
    for form, name in (("pdf", "a.pdf"), ("xml", "a.xml"), ("cms", "a.txt")):
        said = tegata.pin("sign", folder / name, "--as", form, "--card", "hanako", pin=SIGN)
        found[form] = Path(said["file"])
    return found


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, item in group.commands.items():
        if isinstance(item, click.Group):
            yield from leaves(item, (*path, name))
        else:
            yield (*path, name)


COMMANDS = list(leaves(main))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself(tegata: Tegata, command: tuple[str, ...]) -> None:
    result = tegata(*command, "--help")
    assert result.exit_code == DONE
    _, example = result.output.split("Example:\n")
    assert f"tegata {' '.join(command)}" in example.splitlines()[0]
    assert "--json" in result.output
    assert "--home" in result.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_no_command_knows_is_wrong_usage(tegata: Tegata, command: tuple[str, ...]) -> None:
    assert tegata(*command, "--nonsense").exit_code == USAGE


def test_the_help_of_groups_and_the_version(tegata: Tegata) -> None:
    for words in ([], ["card"], ["reader"], ["ca"]):
        assert tegata(*words, "--help").exit_code == DONE
    assert tegata("--version").exit_code == DONE
    assert tegata("nonsense").exit_code == USAGE


def test_init_twice_is_harmless(tegata: Tegata) -> None:
    assert tegata.json("init") == tegata.json("init") == {"home": str(tegata.root)}


FREE: list[tuple[str, ...]] = [
    ("card", "list"),
    ("card", "show", "hanako"),
    ("card", "spec"),
    ("reader", "info", "--card", "hanako"),
    ("reader", "pins", "--card", "hanako"),
    ("reader", "certificate", "auth", "--card", "hanako"),
    ("reader", "certificate", "sign-ca", "--card", "hanako"),
    ("ca", "show"),
]


@pytest.mark.parametrize("command", FREE, ids=" ".join)
def test_what_needs_no_pin_is_one_json_document_or_text_in_two_languages(
    tegata: Tegata, command: tuple[str, ...]
) -> None:
    assert tegata.json(*command)
    english, japanese = tegata(*command), tegata(*command, LC_ALL="ja_JP.UTF-8")
    assert english.exit_code == japanese.exit_code == DONE
    assert english.stdout != japanese.stdout
    assert english.stderr == japanese.stderr == ""


def test_reading_with_a_pin(tegata: Tegata) -> None:
    found = tegata.pin("reader", "attributes", "--card", "hanako", pin=TEXT)
    assert (found["name"], found["birth"], found["sex"]) == ("手形　花子", "1980-02-17", "female")
    assert tegata.pin("reader", "number", "--card", "hanako", pin=TEXT)["number"].startswith("99")
    assert tegata.pin("reader", "certificate", "sign", "--card", "hanako", pin=SIGN)["serial"]
    genuine = tegata.pin("reader", "authenticity", "--card", "hanako", pin=tegata.number_b)
    assert genuine == {"authentic": True, "issuer": "9000023/001"}


def test_a_password_in_small_letters_is_taken(tegata: Tegata) -> None:
    assert tegata.pin("reader", "certificate", "sign", "--card", "hanako", pin=SIGN.lower())["serial"]


def test_the_pin_may_come_from_the_environment_or_a_prompt(tegata: Tegata) -> None:
    command = ("reader", "number", "--card", "hanako")
    by_environment, by_prompt = tegata(*command, TEGATA_PIN=TEXT), tegata(*command, stdin=f"{TEXT}\n")
    assert by_environment.exit_code == by_prompt.exit_code == DONE
    assert by_environment.stdout.strip() == by_prompt.stdout.splitlines()[-1]
    assert "4 digits" in by_prompt.output


def test_stdin_goes_before_the_environment(tegata: Tegata) -> None:
    result = tegata("reader", "number", "--card", "hanako", "--pin-stdin", stdin=f"{TEXT}\r\n", TEGATA_PIN="0000")
    assert result.exit_code == DONE


def test_no_option_takes_a_pin() -> None:
    for path in COMMANDS:
        item: click.Command = main
        for name in path:
            assert isinstance(item, click.Group)
            item = item.commands[name]
        taking = [option for option in item.params if isinstance(option, click.Option) and not option.is_flag]
        assert not [option.name for option in taking if re.search("pin|password|passphrase", option.name or "")]


def test_a_wrong_pin_is_refused_and_counted(tegata: Tegata, spare: str) -> None:
    said = tegata.refused("reader", "number", "--card", spare, "--pin-stdin", stdin="0000\n")
    assert (said["error"], said["tries_left"]) == ("wrong-pin", 2)
    assert tegata.refused("reader", "number", "--card", spare, "--pin-stdin", stdin="0000\n")["tries_left"] == 1
    assert tegata.refused("reader", "number", "--card", spare, "--pin-stdin", stdin=f"{TEXT}\n")["error"] == "last-try"
    last = tegata.refused("reader", "number", "--card", spare, "--pin-stdin", "--last-try", stdin="0000\n")
    assert last["tries_left"] == 0
    blocked = tegata.refused("reader", "number", "--card", spare, "--pin-stdin", stdin=f"{TEXT}\n")
    assert blocked["error"] == "pin-blocked"


@pytest.mark.parametrize("wrong", ["", "123", "12345", "12a4", "１２３４", "パスワード"])
def test_a_pin_that_cannot_be_costs_no_try(tegata: Tegata, wrong: str) -> None:
    result = tegata("reader", "number", "--card", "hanako", "--pin-stdin", stdin=wrong + "\n")
    assert result.exit_code in {REFUSED, USAGE}
    assert result.stderr.strip()
    assert not wrong or wrong not in result.stderr
    rows = tegata.json("reader", "pins", "--card", "hanako")
    assert all(row["tries"] == row["of"] for row in rows)


@pytest.mark.parametrize(
    ("which", "old", "new"),
    [("auth", AUTH, "4682"), ("sign", SIGN, "ab12cd"), ("text", TEXT, "4682"), ("register", REGISTER, "4682")],
)
def test_changing_a_pin(tegata: Tegata, changing: str, which: str, old: str, new: str) -> None:
    command = ("reader", "change-pin", which, "--card", changing, "--pin-stdin")
    assert tegata.json(*command, stdin=f"{old}\n{new}\n") == {"changed": which}
    assert tegata.refused(*command, stdin=f"{old}\n{new}\n")["error"] == "wrong-pin"
    assert tegata.json(*command, stdin=f"{new}\n{old}\n") == {"changed": which}


def test_the_photo_is_written_once(tegata: Tegata, tmp_path: Path) -> None:
    command = ("reader", "photo", "--card", "hanako", "--out", tmp_path / "face.jp2", "--pin-stdin")
    assert tegata.json(*command, stdin=tegata.number_b)["bytes"] > 1000
    before = (tmp_path / "face.jp2").read_bytes()
    assert before[4:8] == b"jP  "
    (tmp_path / "face.jp2").write_bytes(b"mine")
    assert "--force" in tegata.refused(*command, stdin=tegata.number_b)["message"]
    assert (tmp_path / "face.jp2").read_bytes() == b"mine"
    tegata.json(*command, "--force", stdin=tegata.number_b)
    assert (tmp_path / "face.jp2").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["face.jp2"]


def test_nothing_is_overwritten_without_force(tegata: Tegata, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a letter")
    commands: list[tuple[tuple[str | Path, ...], str]] = [
        (("card", "face", "hanako", "--out", tmp_path), ""),
        (("reader", "certificate", "auth", "--card", "hanako", "--out", tmp_path / "auth.cer"), ""),
        (("reader", "sign", tmp_path / "a.txt", "--card", "hanako", "--pin-stdin"), SIGN),
        (("sign", tmp_path / "a.txt", "--as", "cms", "--card", "hanako", "--pin-stdin"), SIGN),
    ]
    for command, pin in commands:
        tegata.json(*command, stdin=pin)
        before = {path: path.read_bytes() for path in tmp_path.iterdir()}
        assert "--force" in tegata.refused(*command, stdin=pin)["message"]
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
        tegata.json(*command, "--force", stdin=pin)


def test_a_place_that_is_not_there_is_said(tegata: Tegata, tmp_path: Path) -> None:
    place = tmp_path / "none" / "auth.cer"
    said = tegata.refused("reader", "certificate", "auth", "--card", "hanako", "--out", place)
    assert str(place) in said["message"]


def test_a_bare_signature_verifies(tegata: Tegata, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a letter")
    said = tegata.pin("reader", "sign", tmp_path / "a.txt", "--card", "hanako", "--key", "auth", pin=AUTH)
    der = bytes.fromhex(tegata.json("reader", "certificate", "auth", "--card", "hanako")["der"])
    key = x509.load_der_x509_certificate(der).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(Path(said["file"]).read_bytes(), b"a letter", padding.PKCS1v15(), SHA256())


@pytest.mark.parametrize("form", ["pdf", "xml", "cms"])
def test_a_signed_document_is_valid(tegata: Tegata, signed: dict[str, Path], form: str) -> None:
    found = tegata.json("verify", signed[form])
    assert (found["valid"], found["form"]) == (True, form)
    (signature,) = found["signatures"]
    assert signature["status"] == "good"
    assert signature["time_stamped"] is (form == "pdf")
    assert "Valid" in tegata("verify", signed[form]).stdout


def test_a_detached_signature_needs_its_content(tegata: Tegata, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a letter")
    (tmp_path / "b.txt").write_text("another")
    command = ("sign", tmp_path / "a.txt", "--as", "cms", "--detached", "--card", "hanako")
    place = tegata.pin(*command, pin=SIGN)["file"]
    assert tegata.json("verify", place, "--content", tmp_path / "a.txt")["valid"]
    assert tegata.refused("verify", place, "--content", tmp_path / "b.txt")["error"] == "altered"
    assert tegata.refused("verify", place)["error"]
    assert tegata("sign", tmp_path / "a.txt", "--as", "xml", "--detached", "--card", "hanako").exit_code == USAGE


ALTERATIONS = {"pdf": (b"Sample document", b"Simple document"), "xml": (b"yes", b"nay"), "cms": (b"letter", b"latter")}


@pytest.mark.parametrize("form", ALTERATIONS)
def test_an_altered_document_is_refused_with_the_reason(
    tegata: Tegata, signed: dict[str, Path], form: str, tmp_path: Path
) -> None:
    old, new = ALTERATIONS[form]
    content = signed[form].read_bytes()
    assert old in content
    (tmp_path / "altered").write_bytes(content.replace(old, new, 1))
    said = tegata.refused("verify", tmp_path / "altered")
    assert said["error"] == "altered"
    plain = tegata("verify", tmp_path / "altered")
    assert (plain.exit_code, plain.stdout) == (REFUSED, "")
    assert plain.stderr.startswith("tegata: ")


@pytest.mark.parametrize("form", ["pdf", "xml", "cms"])
def test_a_cut_document_is_refused_in_words(tegata: Tegata, signed: dict[str, Path], form: str, tmp_path: Path) -> None:
    content = signed[form].read_bytes()
    if form == "pdf":  # up to the end of what was signed; what follows is evidence
        content = content[: content.index(b"%%EOF", content.index(b"/ByteRange"))]
    for part in range(8):
        (tmp_path / "cut").write_bytes(content[: len(content) * part // 8])
        assert tegata.refused("verify", tmp_path / "cut")["error"]


BROKEN = {
    "empty": b"",
    "text": b"not a PDF",
    "header": b"%PDF-1.7\n",
    "half": sample_pdf()[:300],
    "no table": sample_pdf().replace(b"startxref", b"startxrex"),
    "no catalogue": sample_pdf().replace(b"/Catalog", b"/Nothing").replace(b"/Root 1 0 R", b""),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_pdf_is_neither_signed_nor_verified(tegata: Tegata, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.pdf").write_bytes(content)
    command = ("sign", tmp_path / "broken.pdf", "--as", "pdf", "--card", "hanako", "--pin-stdin")
    assert tegata.refused(*command, stdin=SIGN)["error"] == "broken"
    assert tegata.refused("verify", tmp_path / "broken.pdf")["error"]
    assert [path.name for path in tmp_path.iterdir()] == ["broken.pdf"]


def test_when_the_responder_is_down_status_is_unknown(tegata: Tegata, signed: dict[str, Path]) -> None:
    with socket.socket() as deaf:  # bound, but nobody listens
        deaf.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        said = tegata.refused("verify", signed["cms"], "--ocsp", url)
    assert said["error"] == "status-unknown"
    assert "is it running" in said["message"]


def test_a_responder_that_talks_something_else_is_no_responder(tegata: Tegata, signed: dict[str, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def babble() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"220 mail.example ESMTP\r\n")

        thread = Thread(target=babble)
        thread.start()
        said = tegata.refused("verify", signed["cms"], "--ocsp", f"http://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join(10)
    assert said["error"] == "status-unknown"


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "127.0.0.1:8000", "file:///etc/passwd"])
def test_a_responder_has_a_web_address(tegata: Tegata, signed: dict[str, Path], url: str) -> None:
    assert tegata("verify", signed["cms"], "--ocsp", url).exit_code == USAGE


@pytest.mark.parametrize("url", ["http://", "http://127.0.0.1:99999/", "http://[::1/", "http://127.0.0.1:x/"])
def test_an_impossible_address_is_said(tegata: Tegata, signed: dict[str, Path], url: str) -> None:
    assert tegata("verify", signed["cms"], "--ocsp", url).exit_code in {REFUSED, USAGE}


def test_at_is_a_moment(tegata: Tegata, signed: dict[str, Path]) -> None:
    assert tegata("verify", signed["cms"], "--at", "yesterday").exit_code == USAGE
    assert tegata.refused("verify", signed["cms"], "--at", "2020-01-01T00:00:00+09:00")["error"] == "not-yet-valid"


def test_a_lost_card_signs_no_more(tegata: Tegata, spare: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a letter")
    before = tegata.pin("sign", tmp_path / "a.txt", "--as", "cms", "--card", spare, pin=SIGN)["file"]
    (row,) = tegata.json("card", "show", spare)
    serial, state = row["sign"].split()
    assert state == "good"
    assert tegata.json("ca", "hold", serial)["state"] == "held"
    command = ("sign", tmp_path / "a.txt", "--as", "cms", "--card", spare, "--pin-stdin", "--force")
    assert tegata.refused(*command, stdin=SIGN)["error"] == "held"
    assert tegata.refused("verify", before)["error"] == "held"
    assert tegata.refused("ca", "resume", serial)["error"]
    assert tegata.json("ca", "resume", serial, "--allow")["state"] == "good"
    assert tegata.json("ca", "revoke", serial, "--reason", "superseded")["reason"] == "superseded"
    assert tegata.refused("ca", "hold", serial)["error"]
    assert {row["state"] for row in tegata.json("ca", "show") if row["serial"] == serial} == {"revoked"}


@pytest.mark.parametrize("serial", ["FFFFFFFF", "0", "-1", "F" * 16, "F" * 40])
def test_a_serial_that_nobody_issued(tegata: Tegata, serial: str) -> None:
    assert tegata("ca", "hold", "--", serial).exit_code == REFUSED


def test_a_serial_that_is_no_number(tegata: Tegata) -> None:
    assert tegata("ca", "hold", "hanako").exit_code == USAGE
    assert tegata("ca", "revoke", "01000002", "--reason", "whim").exit_code == USAGE


def test_lists_are_written(tegata: Tegata, tmp_path: Path) -> None:
    files = tegata.json("ca", "crl", "--out", tmp_path / "lists")["files"]
    assert sorted(Path(file).name for file in files) == [
        "auth-13221.crl",
        "auth-all.crl",
        "sign-13221.crl",
        "sign-all.crl",
    ]
    assert all(x509.load_der_x509_crl(Path(file).read_bytes()) is not None for file in files)


REFUSALS: list[tuple[tuple[str, ...], str]] = [
    (("card", "show", "nobody"), "NoSuchCard"),
    (("card", "face", "../home"), "HomeError"),
    (("card", "make", "hanako"), "NameTaken"),
    (("card", "make", "../x"), "HomeError"),
    (("reader", "info", "--card", "nobody"), "NoSuchCard"),
]


@pytest.mark.parametrize(("command", "code"), REFUSALS, ids=lambda item: item if isinstance(item, str) else "")
def test_refusals(tegata: Tegata, command: tuple[str, ...], code: str) -> None:
    assert tegata.refused(*command)["error"] == code


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "not a TOML file"),
        ("name = 'x'", "address is missing"),
        (HOLDER.replace("1980-02-17", "'soon'"), "birth"),
        (HOLDER.replace(f'"{AUTH}"', '"12"'), "auth"),
        (HOLDER + 'other = "1"\n', "\\[pins\\]"),
        (HOLDER.replace("花子", "😀"), "U\\+1F600"),
        (HOLDER.replace("花子", "花" * 60), "does not fit"),
    ],
)
def test_a_person_that_cannot_be(tegata: Tegata, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "person.toml").write_text(text, encoding="utf8")
    said = tegata.refused("card", "make", "third", "--person", tmp_path / "person.toml")
    assert re.search(message, said["message"])
    assert "third" not in [row["name"] for row in tegata.json("card", "list")]


def test_a_photo_that_is_none(tegata: Tegata, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"no photo")
    assert tegata.refused("card", "make", "third", "--photo", tmp_path / "photo.jpg")["error"] == "NotAPicture"


def test_what_is_missing_on_this_machine_is_three(tegata: Tegata, monkeypatch: pytest.MonkeyPatch) -> None:
    result = tegata("ca", "show", TEGATA_CA_PASSPHRASE="wrong")
    assert (result.exit_code, result.stdout) == (MISSING, "")

    def no_pcsc(_module: str) -> None:
        raise ReaderMissing("the pyscard package is not installed")

    monkeypatch.setattr("tegata.reader.pcsc._smartcard", no_pcsc)
    assert tegata.refused("reader", "info", status=MISSING)["error"] == "no-reader"


def test_without_a_sandbox_the_next_step_is_named(tegata: Tegata, tmp_path: Path) -> None:
    said = tegata.refused("card", "list", "--home", tmp_path / "none")
    assert "tegata init" in said["message"]


def test_brackets_in_names_are_only_brackets(tegata: Tegata, tmp_path: Path) -> None:
    name = "[bold]x[/][/red]a[b]c"
    place = tmp_path / name.replace("/", "∕")
    result = tegata("reader", "certificate", "auth", "--card", "hanako", "--out", place)
    assert result.exit_code == DONE
    (tmp_path / "person.toml").write_text(HOLDER.replace("見本町", name), encoding="utf8")
    assert tegata("card", "make", "brackets", "--person", tmp_path / "person.toml").exit_code == DONE
    said = tegata("reader", "attributes", "--card", "brackets", "--pin-stdin", stdin=TEXT)
    assert said.exit_code == DONE
    assert name in said.stdout


@pytest.fixture
def signals() -> Iterator[None]:
    """Signals that nobody else catches fail the test instead of ending the test run."""

    def uncaught(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError("nobody caught the signal")

    before = {number: signal.signal(number, uncaught) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_plugged_card_answers_until_the_signal_comes(
    tegata: Tegata, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as vpcd:
        vpcd.settimeout(10)

        def ask() -> None:
            connection, _ = vpcd.accept()
            with connection:
                connection.settimeout(10)
                connection.sendall(b"\x00\x01\x04")
                heard.append(connection.recv(100))
                os.kill(os.getpid(), number)
                heard.append(connection.recv(100))

        port = vpcd.getsockname()[1]
        monkeypatch.setattr("tegata.cli.card.VirtualReader", partial(VirtualReader, first_port=port))
        thread = Thread(target=ask)
        thread.start()
        result = tegata("card", "plug", "hanako", "--json")
        thread.join(10)
    assert result.exit_code == DONE
    assert json.loads(result.stdout) == {"card": "hanako", "slot": 0, "plugged": True}
    assert [answer[2:3] for answer in heard] == [b"\x3b", b""]


@pytest.mark.usefixtures("signals")
def test_plugging_without_a_reader_is_missing(tegata: Tegata, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        monkeypatch.setattr("tegata.cli.card.VirtualReader", partial(VirtualReader, first_port=port))
        said = tegata.refused("card", "plug", "hanako", status=MISSING)
    assert "pcscd" in said["message"]
