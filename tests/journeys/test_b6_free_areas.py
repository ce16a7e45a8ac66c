"""B6 (file layout only): an applet a user, so that each sees its own file and nobody else's."""

import pytest

from tegata.cardspec.applications import APPLICATIONS
from tegata.cardspec.codecs.reading import MalformedFile
from tegata.cardspec.free_areas import FreeArea, FreeAreaFile


def test_no_user_shares_an_applet_with_another_or_with_the_card() -> None:
    taken = {application.aid for application in APPLICATIONS}
    aids = [area.aid(user) for area in FreeArea for user in (1, 2, 255, 65_536)]
    assert len(set(aids) | taken) == len(aids) + len(taken)


def test_a_file_opens_with_its_owner_s_key_alone() -> None:
    access = FreeAreaFile.access()
    assert access.granted({FreeAreaFile.OWNER_KEY})
    assert not access.granted({FreeAreaFile.OWNER_KEY + 1})
    assert not access.granted(set())


def test_what_does_not_fit_is_refused_whole() -> None:
    with pytest.raises(MalformedFile):
        bytes(FreeAreaFile(1, bytes(FreeAreaFile.CAPACITY + 1)))
    with pytest.raises(MalformedFile):
        FreeAreaFile.from_bytes(bytes(FreeAreaFile(1, b"tickets: 3"))[:-1])
