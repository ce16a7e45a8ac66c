"""What tenants send and get: JSON with binary values in base64 (RFC 4648 §4, strict)."""

from base64 import b64encode
from binascii import a2b_base64
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
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
    return a2b_base64(value, strict_mode=True)


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
    """A card's answer to a challenge: RSASSA-PKCS1-v1_5 with SHA-256 (ECDSA with SHA-384 for P-384) over its bytes.

    `origin`: the answer came through a local agent, which bound the challenge to the site of this origin.
    """

    challenge: Base64
    signature: Base64
    certificate: Base64
    origin: Origin | None = None
    evidence: bool = False


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
    """A signature that counts. `certificate_id` is what to keep in place of the certificate; `user_id` only where asked for."""

    kind: Kind
    serial: str
    certificate_id: str
    not_after: datetime
    at: datetime
    time_stamped: bool
    claimed: datetime | None
    status: Status
    holder: Holder | None
    user_id: str | None = None


class Verdict(Message):
    """Everything asked about is valid; what is not is a problem. `evidence` is the id of the record, if one was made."""

    valid: Literal[True]
    form: str
    signatures: list[Signature]
    evidence: str | None = None


class User(Message):
    """Who logged in, registered, or came with a new certificate. `signature` has the attributes unless it was a login."""

    user_id: str
    signature: Signature
    evidence: str | None = None


class AttributesQuestion(Message):
    """The consent under which is asked, and the signature certificate that the firm knows."""

    consent: str = Field(max_length=64)
    serial: str = Field(pattern="^[0-9A-Fa-f]{1,16}$")


class Attributes(Message):
    """`same`; `superseded` with the new attributes and serial; `gone`; `not_yet` (no new certificate so far)."""

    result: Literal["same", "superseded", "gone", "not_yet"]
    attributes: dict[str, Any] | None = None
    serial: str | None = None


class ConsentGiven(Message):
    """A consent document: CMS, signed by the holder's signature certificate."""

    document: Base64
    received_at: datetime | None = None


class Watched(Message):
    """One certificate to watch, under the firm's own reference."""

    reference: str = Field(min_length=1, max_length=64)
    certificate_id: str = Field(max_length=120)


class WatchItems(Message):
    """Certificates to watch; more can be added later."""

    items: list[Watched] = Field(max_length=10_000)


class Watch(Message):
    """A watch, and how many certificates are in it."""

    id: str
    items: int


class Change(Message):
    """What became of a certificate: good, held, revoked (with reason), expired, or unknown, which is not good."""

    number: int
    reference: str
    state: str
    reason: str | None
    since: datetime


class Changes(Message):
    """Changes in the order in which they were seen; ask again with `after` = `last`."""

    changes: list[Change]
    last: int
    more: bool
