"""What a site may ask for, read strictly from what it sent: one of four acts, with a document or a challenge."""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from tegata.reader.binding import LONGEST, SHORTEST

LARGEST_DOCUMENT = 5_000_000


class Action(StrEnum):
    """The four acts of a card for a site."""

    SIGN = "sign"
    AUTHENTICATE = "authenticate"
    READ_FACE = "read_face"
    FORM_FILL = "form_fill"


class BadAsk(ValueError):
    """What the site sent asks for nothing that a card does. The text says what is missing."""


class AskBody(BaseModel):
    """The JSON body of POST /v1/requests; bytes are Base64."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    site: str | None = Field(None, description="The origin of the page that asks; checked against the browser's word.")
    purpose: str = Field("", max_length=200, description="In the site's words; shown as such.")
    challenge: str | None = Field(None, description="16 to 64 random bytes: raw signature, authenticate, read_face.")
    document: str | None = Field(None, description="sign: what becomes the content of a CMS signature.")
    document_name: str = Field("", max_length=100)


@dataclass(frozen=True, slots=True, repr=False)
class Ask:
    """A request that makes sense."""

    action: Action
    purpose: str = ""
    challenge: bytes | None = None
    document: bytes | None = None
    document_name: str = ""

    @classmethod
    def of(cls, body: AskBody) -> "Ask":
        """Read what came. Raises BadAsk."""
        challenge, document = _bytes("challenge", body.challenge), _bytes("document", body.document)
        if challenge is not None and not SHORTEST <= len(challenge) <= LONGEST:
            raise BadAsk(f"a challenge is {SHORTEST} to {LONGEST} random bytes")
        if document is not None and not 0 < len(document) <= LARGEST_DOCUMENT:
            raise BadAsk(f"a document has 1 to {LARGEST_DOCUMENT} bytes")
        given = {name for name, value in (("challenge", challenge), ("document", document)) if value is not None}
        if given not in _TAKES[body.action]:
            raise BadAsk(f"{body.action.value} takes {_SAID[body.action]}")
        return cls(body.action, body.purpose, challenge, document, body.document_name)

    @property
    def text(self) -> str | None:
        """The document as text that can be shown whole before it is signed; None if it is no text."""
        try:
            return None if self.document is None else self.document.decode("utf8")
        except UnicodeDecodeError:
            return None


_TAKES = {
    Action.SIGN: ({"challenge"}, {"document"}),
    Action.AUTHENTICATE: ({"challenge"},),
    Action.READ_FACE: ({"challenge"},),
    Action.FORM_FILL: (set[str](),),
}
_SAID = {
    Action.SIGN: "a document or a challenge",
    Action.AUTHENTICATE: "a challenge",
    Action.READ_FACE: "a challenge",
    Action.FORM_FILL: "neither document nor challenge",
}


def _bytes(name: str, text: str | None) -> bytes | None:
    try:
        return None if text is None else base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadAsk(f"the {name} is not Base64") from error
