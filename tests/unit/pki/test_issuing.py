"""Issuing in two steps: nothing is signed that was not recorded, and what was recorded is signed once."""

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.unit.pki.authorities import FIRST_SERIAL, HOLDER, NOW, Keys, request

from tegata.pki import der, issuing
from tegata.pki.authority import Authority
from tegata.pki.keys import SoftwareKey
from tegata.pki.keys.port import KeyUnavailable
from tegata.pki.lint import LintError
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.ports import StoreUnavailable, TokenSpent, TokenUnknown
from tegata.pki.revocation import State
from tegata.pki.signatures import verify_signed
from tegata.rules.expiry import UnderFifteen
from tegata.server.ca_store import SqliteStore

ROOT = Path(__file__).parents[3]


class NoKey:
    """A token that was pulled out."""

    def __init__(self, key: SoftwareKey, signatures: int = 0) -> None:
        self.public_key, self.algorithm = key.public_key, key.algorithm
        self._key, self._left = key, signatures

    def sign(self, data: bytes) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise KeyUnavailable("gone")
        return self._key.sign(data)


def test_prepared_is_not_yet_issued(authority: Authority, keys: Keys) -> None:
    (prepared,) = authority.prepare([request(keys.holder)], NOW)
    assert authority.store.unfinished() == [prepared]
    assert authority.store.certificate(prepared.serial) is None
    assert authority.store.status(prepared.serial) is None
    assert authority.store.serials() == []
    (certificate,) = authority.issue([prepared.token])
    assert UnverifiedCertificate.parse(certificate).to_be_signed == prepared.to_be_signed
    verify_signed(certificate, keys.authority.public_key)
    assert authority.store.certificate(prepared.serial) == certificate
    assert authority.status(prepared.serial).state is State.GOOD
    assert authority.store.unfinished() == []


def test_a_token_is_good_once(signing: Authority, keys: Keys) -> None:
    (prepared,) = signing.prepare([request(keys.holder)], NOW)
    signing.issue([prepared.token])
    with pytest.raises(TokenSpent):
        signing.issue([prepared.token])
    assert signing.store.serials() == [prepared.serial]


def test_a_token_twice_in_one_call_is_good_for_nothing(signing: Authority, keys: Keys) -> None:
    (prepared,) = signing.prepare([request(keys.holder)], NOW)
    with pytest.raises((TokenSpent, StoreUnavailable)):
        signing.issue([prepared.token, prepared.token])
    assert signing.store.serials() == []
    assert signing.store.unfinished() == [prepared]


def test_an_unknown_token_spends_no_other(signing: Authority, keys: Keys) -> None:
    (prepared,) = signing.prepare([request(keys.holder)], NOW)
    with pytest.raises(TokenUnknown):
        signing.issue([prepared.token, "never given"])
    assert signing.store.unfinished() == [prepared]
    assert len(signing.issue([prepared.token])) == 1


def test_a_key_that_fails_in_a_batch_spends_no_token(signing: Authority, keys: Keys) -> None:
    prepared = signing.prepare([request(keys.holder)] * 3, NOW)
    with pytest.raises(KeyUnavailable):
        issuing.issue([item.token for item in prepared], NoKey(keys.authority, 2), signing.store)
    assert signing.store.unfinished() == prepared
    assert len(signing.issue([item.token for item in prepared])) == 3


@pytest.mark.parametrize(("birth", "allowed"), [(date(2011, 1, 5), True), (date(2011, 1, 6), False)])
def test_the_signature_certificate_is_for_those_of_fifteen(
    authority: Authority, keys: Keys, birth: date, allowed: bool
) -> None:
    child = request(keys.holder, replace(HOLDER, birth=birth))
    if allowed or authority.kind == "auth":
        assert authority.certify(child, NOW)
    else:
        with pytest.raises(UnderFifteen):
            authority.certify(child, NOW)
        assert authority.store.unfinished() == []


def test_a_batch_is_prepared_whole_or_not_at_all(signing: Authority, keys: Keys) -> None:
    child = request(keys.holder, replace(HOLDER, birth=date(2015, 1, 1)))
    with pytest.raises(UnderFifteen):
        signing.prepare([request(keys.holder), child], NOW)
    with pytest.raises(LintError):
        signing.prepare([request(keys.holder), request(keys.authority)], NOW)
    assert signing.store.unfinished() == []
    (next_one,) = signing.prepare([request(keys.holder)], NOW)
    assert next_one.serial == FIRST_SERIAL + 1


def test_certificates_come_in_the_order_of_their_tokens(signing: Authority, keys: Keys) -> None:
    prepared = signing.prepare([request(keys.holder)] * 4, NOW)
    wanted = prepared[::-1]
    made = signing.issue([item.token for item in wanted])
    assert [UnverifiedCertificate.parse(item).serial for item in made] == [item.serial for item in wanted]


def test_finish_issues_only_what_is_still_wanted(signing: Authority, keys: Keys) -> None:
    kept, dropped = signing.prepare([request(keys.holder)] * 2, NOW)
    made = issuing.finish(keys.authority, signing.store, wanted=lambda item: item.serial == kept.serial)
    assert [UnverifiedCertificate.parse(item).serial for item in made] == [kept.serial]
    assert signing.store.unfinished() == [dropped]


def test_parts_of_a_second_are_cut(signing: Authority, keys: Keys) -> None:
    made = UnverifiedCertificate.parse(signing.certify(request(keys.holder), NOW + timedelta(microseconds=999_999)))
    assert made.not_before == NOW


CHILD = """
import os, signal, sys
from contextlib import contextmanager
from pathlib import Path
from tests.unit.pki import authorities
from tegata.pki import issuing
from tegata.pki.keys import SoftwareKey
from tegata.pki.profiles import EndEntityProfile, Issuer
from tegata.pki.names import Kind, Naming

folder, die_at = Path(sys.argv[1]), int(sys.argv[2])
calls = 0

def call():
    global calls
    calls += 1
    if calls == die_at:
        os.kill(os.getpid(), signal.SIGKILL)

class Watched:
    def __init__(self, inner):
        self._inner = inner
    def __getattr__(self, name):
        value = getattr(self._inner, name)
        if not callable(value):
            return value
        def watched(*args):
            call()
            found = value(*args)
            call()
            return context(found) if hasattr(found, "__enter__") else found
        return watched

@contextmanager
def context(inner):
    with inner as opened:
        call()
        yield Watched(opened)
        call()
    call()

key = SoftwareKey.from_pkcs8((folder / "key").read_bytes())
holder = SoftwareKey.from_pkcs8((folder / "holder").read_bytes())
ca = authorities.SqliteStore(folder / "sign.sqlite3")
store = Watched(ca)
issuer = Issuer(Kind.SIGNATURE, Naming(), key.public_key, key.algorithm, authorities.FIRST_SERIAL)
wanted = [authorities.request(holder)] * 2
prepared = issuing.prepare(wanted, EndEntityProfile(issuer), authorities.ENDS, store, authorities.NOW,
                           lambda: os.urandom(8).hex())
for made in issuing.issue([item.token for item in prepared], key, store):
    sys.stdout.write(made.hex() + chr(10))
    sys.stdout.flush()
    call()
"""


def test_killed_at_any_call_no_certificate_is_without_its_record(
    signing: Authority, keys: Keys, tmp_path: Path
) -> None:
    (tmp_path / "key").write_bytes(keys.authority.to_pkcs8())
    (tmp_path / "holder").write_bytes(keys.holder.to_pkcs8())
    killed, issued_before = 0, 0
    while True:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(tmp_path), str(killed + 1)],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        seen = [bytes.fromhex(line) for line in done.stdout.splitlines()]
        for certificate in seen:
            assert signing.store.certificate(UnverifiedCertificate.parse(certificate).serial) == certificate
        issued_now = len(signing.store.serials())
        assert issued_now - issued_before in (0, 2)
        left = len(signing.store.unfinished())
        assert left in (0, 2)
        finished = issuing.finish(keys.authority, signing.store, wanted=lambda _: True)
        assert len(finished) == left
        assert signing.store.unfinished() == []
        issued_before = len(signing.store.serials())
        if done.returncode == 0:
            break
        killed += 1
    assert killed > 14
    serials = signing.store.serials()
    assert serials == sorted(set(serials))
    for serial in serials:
        certificate = signing.store.certificate(serial)
        assert certificate is not None
        verify_signed(certificate, keys.authority.public_key)


def test_seals_and_records_stay_together_in_the_file(signing: Authority, keys: Keys, tmp_path: Path) -> None:
    signing.certify_all([request(keys.holder)] * 2, NOW)
    assert isinstance(signing.store, SqliteStore)
    with sqlite3.connect(tmp_path / "sign.sqlite3") as db:
        orphans = db.execute("SELECT count(*) FROM issued WHERE serial NOT IN (SELECT serial FROM certificate)")
        assert orphans.fetchone() == (0,)
    db.close()
    assert der.whole(signing.store.certificate(FIRST_SERIAL + 1) or b"")
