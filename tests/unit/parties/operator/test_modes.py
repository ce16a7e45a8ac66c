"""Registration, login, replacement: the 410 that leads to replacement, ids that survive renewal, and what each refuses.

The centre's user ids come from a stand-in for the contract of /verifiers/v1/user-ids; the journey asks the real one.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.operating import CountryStatus, Operating, Signing, operating, served

from tegata.client import Client, errors
from tegata.client.results import User
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason
from tegata.server.home import Home


class Centre:
    """Status by the country's own service, and a person for each serial."""

    def __init__(self, home: Home) -> None:
        self._status = CountryStatus(home)
        self.people: dict[str, str] = {}
        self.down = False
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        if not environ["PATH_INFO"].startswith("/verifiers/v1/user-ids"):
            return self._status(environ, start)
        sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        person = self.people.get(sent["serial"])
        self.asked += 1
        status = "503 Away" if self.down else "200 OK" if person else "404 Not Found"
        start(status, [("Content-Type", "application/json")])
        return [json.dumps({"user_id": f"{sent['tenant']}-{person}"}).encode()]

    def knows(self, person: str, *signing: Signing) -> None:
        for item in signing:
            self.people[f"{item.serial:08X}"] = person


@pytest.fixture
def centre(founded: Home) -> Centre:
    return Centre(founded)


@pytest.fixture
def operator(founded: Home, centre: Centre, tmp_path: Path) -> Iterator[Operating]:
    with served(centre) as url, operating(founded, tmp_path / "operator", url) as found:
        yield found


@pytest.fixture
def client(operator: Operating) -> Iterator[Client]:
    with operator.client() as client:
        yield client


def register(client: Client, person: Signing) -> User:
    challenge = client.new_challenge().value
    return client.register(challenge, person.answer(challenge), person.certificate)


def log_in(client: Client, person: Signing) -> User:
    challenge = client.new_challenge().value
    return client.log_in(challenge, person.answer(challenge), person.certificate)


def replace(client: Client, person: Signing) -> User:
    challenge = client.new_challenge().value
    return client.replace(challenge, person.answer(challenge), person.certificate)


def test_one_life_at_a_bank(operator: Operating, centre: Centre, client: Client) -> None:
    sign, auth, later = operator.person(), operator.person(Kind.AUTHENTICATION), operator.person()
    centre.knows("hanako", sign, auth, later)
    with pytest.raises(errors.UserUnknown):
        log_in(client, auth)
    registered = register(client, sign)
    assert registered.signature.holder is not None
    with pytest.raises(errors.UserRegistered):
        register(client, sign)
    back = log_in(client, auth)
    assert (back.user_id, back.signature.holder) == (registered.user_id, None)
    operator.home.authorities[Kind.SIGNATURE].revoke(sign.serial, Reason.SUPERSEDED, operator.home.now())
    operator.platform.mirror.forget()
    with pytest.raises(errors.ReplacementNeeded) as gone:
        log_in(client, auth)
    assert gone.value.status == 410
    assert gone.value.members["replacement"] == "http://operator.example/v1/replacement"
    assert gone.value.members["reason"] == "superseded"
    with pytest.raises(errors.CertificateRevoked):
        replace(client, sign)
    assert replace(client, later).user_id == registered.user_id
    assert log_in(client, auth).user_id == registered.user_id


def test_the_wrong_kind_of_certificate_is_refused(operator: Operating, centre: Centre, client: Client) -> None:
    sign, auth = operator.person(), operator.person(Kind.AUTHENTICATION)
    centre.knows("hanako", sign, auth)
    with pytest.raises(errors.PolicyNotAccepted):
        register(client, auth)
    with pytest.raises(errors.PolicyNotAccepted):
        log_in(client, sign)


def test_replacement_is_for_those_who_are_registered(operator: Operating, centre: Centre, client: Client) -> None:
    sign = operator.person()
    centre.knows("hanako", sign)
    with pytest.raises(errors.UserUnknown):
        replace(client, sign)


def test_ids_differ_from_tenant_to_tenant(operator: Operating, centre: Centre, client: Client) -> None:
    sign = operator.person()
    centre.knows("hanako", sign)
    with operator.client(operator.tenant("shop")) as other:
        assert register(client, sign).user_id != register(other, sign).user_id


def test_an_id_is_asked_of_the_centre_once(operator: Operating, centre: Centre, client: Client) -> None:
    sign = operator.person()
    centre.knows("hanako", sign)
    register(client, sign)
    before = centre.asked
    replace(client, sign)
    assert centre.asked == before


def test_without_the_link_nobody_is_registered(operator: Operating, client: Client) -> None:
    with pytest.raises(errors.LinkUnavailable):
        register(client, operator.person())


def test_while_the_centre_is_away_the_challenge_is_not_lost(
    operator: Operating, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tegata.client.calls.ATTEMPTS", 1)
    sign = operator.person()
    centre.knows("hanako", sign)
    centre.down = True
    with operator.client() as client:
        challenge = client.new_challenge().value
        with pytest.raises(errors.CountryUnreachable):
            client.register(challenge, sign.answer(challenge), sign.certificate, key="first")
        centre.down = False
        assert client.register(challenge, sign.answer(challenge), sign.certificate, key="first").user_id


def test_who_is_forgotten_is_unknown(operator: Operating, centre: Centre, client: Client) -> None:
    sign, auth = operator.person(), operator.person(Kind.AUTHENTICATION)
    centre.knows("hanako", sign, auth)
    client.forget_user(register(client, sign).user_id)
    with pytest.raises(errors.UserUnknown):
        log_in(client, auth)
    with pytest.raises(errors.NotFound):
        client.forget_user("nobody")
