"""What tenants send and get: JSON with binary values in base64 (RFC 4648 §4, strict)."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from tegata.pki.names import Kind


def _decoded(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise ValueError("base64 text")  # noqa: TRY004 - what pydantic turns into an error of the request
    return b64decode(value, validate=True)


Base64 = Annotated[
    bytes,
    BeforeValidator(_decoded),
    PlainSerializer(lambda value: b64encode(value).decode(), return_type=str),
    WithJsonSchema({"type": "string", "format": "byte", "contentEncoding": "base64"}),
]


Origin = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")]


class Message(BaseModel):
    """Whatever is sent or answered: no unknown fields, moments with their zone."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChallengeGiven(Message):
    """Bytes for a card to sign, once, before `expires_at`."""

    challenge: Base64
    expires_at: datetime


class Answered(Message):
    """A card's answer to a challenge: RSASSA-PKCS1-v1_5 with SHA-256 (ECDSA with SHA-384 for P-384) over its bytes."""

    challenge: Base64
    signature: Base64
    certificate: Base64


class SignatureQuestion(Message):
    """Either a signed `document` (with `content` when it is detached), or `challenge`, `signature` and `certificate`.

    `origin`: the answer came through a local agent, which bound the challenge to the site of this origin.
    """

    document: Base64 | None = None
    content: Base64 | None = None
    challenge: Base64 | None = None
    signature: Base64 | None = None
    certificate: Base64 | None = None
    origin: Origin | None = None
    at: datetime | None = None
    evidence: bool = False
    identify: bool = False

    @model_validator(mode="after")
    def _one_of_two(self) -> "SignatureQuestion":
        answer = (self.challenge, self.signature, self.certificate)
        if self.document is not None and all(item is None for item in (*answer, self.origin)):
            return self
        if self.document is None and self.content is None and self.at is None and None not in answer:
            return self
        raise ValueError("send `document` (and `content`, `at`), or `challenge` with `signature` and `certificate`")


class CertificateQuestion(Message):
    """A certificate, for a kind (absent: the one its policy says), at a moment (absent: now)."""

    certificate: Base64
    kind: Kind | None = None
    at: datetime | None = None
    evidence: bool = False
    identify: bool = False


class Holder(Message):
    """The four attributes (基本4情報) of a signature certificate. `birth` is absent where the register does not know it."""

    name: str
    address: str
    birth: str | None
    sex: str
    name_substituted: str
    address_substituted: str


class Status(Message):
    """What the verdict rests on: the list or answer, its window, its SHA-256."""

    source: str
    this_update: datetime
    next_update: datetime | None
    sha256: str


class Signature(Message):
    """A signature that counts. `user_id` only where it was asked for."""

    kind: Kind
    serial: str
    not_after: datetime
    at: datetime
    time_stamped: bool
    claimed: datetime | None
    status: Status
    holder: Holder | None
    user_id: str | None = None


class Verdict(Message):
    """Everything asked about is valid; what is not is a problem. `evidence` is the id of the record, if one was made."""

    valid: bool
    form: str
    signatures: list[Signature]
    evidence: str | None = None
