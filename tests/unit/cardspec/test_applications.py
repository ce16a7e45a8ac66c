"""The specification as data: ids, firewalls and access conditions that start at denied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.cardspec.access import FREE, NEVER, after
from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID, JPKI
from tegata.cardspec.free_areas import FreeArea, FreeAreaFile
from tegata.cardspec.model import Application, ElementaryFile, Role


def test_five_applications_with_names_of_their_own() -> None:
    aids = [application.aid for application in APPLICATIONS]
    assert len(aids) == 5
    assert len({*aids, CARD_MANAGER_AID}) == 6


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda application: application.name)
def test_every_id_has_a_short_form_and_every_condition_names_a_secret(application: Application) -> None:
    secrets = {secret.fid for secret in application.secrets}
    assert all(1 <= fid <= 0x1E for fid in (*application.by_fid, *application.reserved))
    for item in application.files:
        assert set(item.read.any_of) <= secrets
    for key in application.keys:
        assert set(key.access.any_of) <= secrets
    assert application.default_key is None or application.default_key in {key.fid for key in application.keys}


@given(st.sets(st.integers(1, 30)))
def test_never_is_never_and_free_is_free(verified: set[int]) -> None:
    assert not NEVER.granted(verified)
    assert FREE.granted(verified)
    assert after(5, 7).granted(verified) == bool(verified & {5, 7})


def test_a_file_that_says_nothing_is_closed() -> None:
    assert ElementaryFile(0x0003, "forgotten").read == NEVER


def test_an_id_that_stands_twice_is_refused() -> None:
    file = ElementaryFile(0x0003, "file")
    with pytest.raises(ValueError, match="twice"):
        Application("doubled", "", b"\xd3", files=(file, file))


def test_secrets_of_the_holder_have_the_tries_of_the_law() -> None:
    tries = {
        (application.name, secret.name): secret.tries
        for application in APPLICATIONS
        for secret in application.secrets
        if secret.role is Role.PIN
    }
    assert sorted(tries.values()) == [3, 3, 3, 3, 5]
    assert tries["JPKI", "signature password"] == 5


def test_no_private_key_opens_without_its_secret_in_jpki() -> None:
    assert all(not key.access.free and len(key.access.any_of) == 1 for key in JPKI.keys)


@given(st.integers(1, 0xFFFFFFFF), st.binary(max_size=200))
def test_a_free_area_file_survives_the_wire(owner: int, content: bytes) -> None:
    file = FreeAreaFile(owner, content)
    assert FreeAreaFile.from_bytes(bytes(file) + bytes(20)) == file


def test_each_user_of_a_free_area_has_an_applet_of_its_own() -> None:
    aids = {area.aid(user) for area in FreeArea for user in range(1, 50)}
    assert len(aids) == 2 * 49
    with pytest.raises(ValueError, match="number"):
        FreeArea.RESIDENTS.aid(0)
    assert not FreeAreaFile.access().granted(set())
