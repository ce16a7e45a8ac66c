"""Two people photographed one after the other. Noboribetsu, Hokkaidō, 2023-10-03 (also Asahikawa 2023-06-13, Jinsekikōgen, Fukui).

The photos of two women lay in one folder; the clerk put each into the other's online application. Here there is no folder: a
photo comes in through the page of one application that is open for one resident, and the applicant confirms it there.
"""

import pytest
from tests.unit.services.applications.desk import (
    applied,
    begun_at_counter,
    clerk,
    digest_of,
    face,
    himself,
    queries,
    registered,
)

from tegata.ground.act import NotAllowed
from tegata.services.applications.actions import photographing, sending
from tegata.services.applications.models import Photo
from tegata.services.applications.rules.likeness import PhotoRefused
from tegata.services.applications.rules.tracing import AnotherPicture

pytestmark = pytest.mark.django_db


def test_an_id_of_one_does_not_open_the_application_of_the_other() -> None:
    first, second = registered(), registered("見本　恵", "ミホン メグミ")
    one, other = begun_at_counter(first), begun_at_counter(second)
    with pytest.raises(queries.UnknownApplication):
        photographing.take_photo(clerk(), first, other.application_id, face(1))
    photographing.take_photo(clerk(), second, other.application_id, face(2))
    assert queries.photo(first, one.application_id) == b""


def test_the_next_ones_page_refuses_the_picture_before() -> None:
    first, second = registered(), registered("見本　恵", "ミホン メグミ")
    begun_at_counter(first, face(1))
    other = begun_at_counter(second)
    with pytest.raises(PhotoRefused):
        photographing.take_photo(clerk(), second, other.application_id, face(1))


def test_the_applicant_confirms_the_very_picture() -> None:
    first, second = registered(), registered("見本　恵", "ミホン メグミ")
    one, other = begun_at_counter(first, face(1)), begun_at_counter(second, face(2))
    with pytest.raises(AnotherPicture):
        sending.confirm_and_send(himself(second), second, other.application_id, digest_of(one))


def test_a_clerk_puts_no_photo_into_an_online_application() -> None:
    """Asahikawa: the applicant had sent a photo herself; the clerk replaced it."""
    first = registered()
    sent = applied(first, face(1))
    with pytest.raises(NotAllowed):
        photographing.take_photo(clerk(), first, sent.application_id, face(2))
    assert Photo.objects.filter(resident_id=first).count() == 1
