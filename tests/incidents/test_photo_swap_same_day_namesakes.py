"""Photo swap between namesakes of one day. Yasugi, Shimane, 2023-01-17 (also Misato 2023-05-19, Nanjō, Oyama).

Two people of the same name applied on the same day; the clerk took the photo of the one for the other. Here a photo is of an
application's id, taken in the page of one resident; the picture of another's application is refused under any name.
"""

from uuid import UUID

import pytest
from tests.unit.services.applications.desk import (
    applied_at_counter,
    begun_at_counter,
    clerk,
    digest_of,
    face,
    himself,
    queries,
    registered,
    sent,
)

from tegata.services.applications.actions import photographing, sending
from tegata.services.applications.rules.likeness import PhotoRefused
from tegata.services.applications.rules.tracing import AnotherPicture

pytestmark = pytest.mark.django_db


def namesakes() -> tuple[UUID, UUID]:
    born_the_same_day = registered("見本　太郎", "ミホン タロウ")
    return born_the_same_day, registered("見本　太郎", "ミホン タロウ")


def test_the_photo_of_the_namesake_is_refused() -> None:
    one, other = namesakes()
    applied_at_counter(one, face(1))
    begun = begun_at_counter(other)
    with pytest.raises(PhotoRefused, match="another resident"):
        photographing.take_photo(clerk(), other, begun.application_id, face(1))


def test_also_when_neither_is_sent_yet() -> None:
    one, other = namesakes()
    begun_at_counter(one, face(1))
    begun = begun_at_counter(other)
    with pytest.raises(PhotoRefused):
        photographing.take_photo(clerk(), other, begun.application_id, face(1))


def test_each_keeps_its_own() -> None:
    one, other = namesakes()
    first, second = begun_at_counter(one, face(1)), begun_at_counter(other, face(2))
    with pytest.raises(AnotherPicture):
        sending.confirm_and_send(himself(one), one, first.application_id, digest_of(second))
    sent(second)
    sent(first)
    assert queries.photo(one, first.application_id) == face(1)
    assert queries.photo(other, second.application_id) == face(2)
