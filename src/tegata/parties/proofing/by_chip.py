"""Method ヘ and ニ: the chip's own picture and a picture of the face taken now. A plastic, however well made, is never looked at.

Whether the picture shows a living person (liveness) is out of scope, but for the chip's own photo sent back; a clerk looks at
both before anything is opened. A chip does not say that its card was reported lost: against a thief there is the face.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tegata import faces
from tegata.cardspec.codecs.face import CardFace
from tegata.parties.proofing.refusals import Refused
from tegata.reader.authenticity import FaceFiles, NotAuthentic, UnknownIssuer, accept_face
from tegata.reader.binding import bound
from tegata.reader.errors import MalformedAnswer
from tegata.wire.cvc import KeyId, PublicKey

READ_FACE = "read_face"


@dataclass(frozen=True, slots=True, repr=False)
class ChipSeen:
    """A genuine chip's record. `distance` is between the two faces; None where no face was asked for."""

    face: CardFace
    distance: float | None


def by_chip(
    files: FaceFiles,
    trusted: Mapping[KeyId, PublicKey],
    challenge: bytes,
    origin: str,
    today: date,
    *,
    camera: bytes | None,
) -> ChipSeen:
    """What a genuine, unexpired chip says, the face compared where one was taken. Raises Refused."""
    try:
        face, _ = accept_face(files, trusted, bound(origin, READ_FACE, challenge))
    except (UnknownIssuer, MalformedAnswer) as error:
        raise Refused("issuer" if isinstance(error, UnknownIssuer) else "unreadable-result") from error
    except NotAuthentic as error:
        raise Refused(error.code) from error
    if face.expiry < today:
        raise Refused("expired-card")
    return ChipSeen(face, None if camera is None else _compared(face, camera))


def _compared(face: CardFace, camera: bytes) -> float:
    try:
        printed, now = faces.read_portrait(face.portrait), faces.read_portrait(camera)
        if faces.is_copy(printed.picture_hash, now.picture_hash):
            raise Refused("photo-copy")
        return faces.same_person(printed.descriptor, now.descriptor)
    except faces.DifferentPerson as error:
        raise Refused("different-person") from error
    except faces.PhotoError as error:
        raise Refused("photo") from error
