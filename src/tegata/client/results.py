"""What an operator answers, as frozen values. Fields that a newer operator adds are left out; a missing one is an error."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Challenge:
    """Bytes for a card to sign, once, before `expires_at`."""

    value: bytes
    expires_at: datetime

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Challenge":
        """From the operator's JSON."""
        return cls(b64decode(answer["challenge"], validate=True), _moment(answer["expires_at"]))


@dataclass(frozen=True, slots=True)
class Holder:
    """The four attributes (基本4情報). `sex` is the certificate's digit; `birth` is None where it is not wholly known.

    The two `substituted` have a digit for each character: 1 where the certificate writes another form than the register.
    """

    name: str
    address: str
    birth: date | None
    sex: str
    name_substituted: str
    address_substituted: str

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Holder":
        """From the operator's JSON."""
        born = answer["birth"]
        return cls(
            answer["name"],
            answer["address"],
            None if born is None else date.fromisoformat(born),
            answer["sex"],
            answer["name_substituted"],
            answer["address_substituted"],
        )


@dataclass(frozen=True, slots=True)
class Status:
    """What the verdict rests on: a list or an answer, its window, its SHA-256."""

    source: str
    this_update: datetime
    next_update: datetime | None
    sha256: str

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Status":
        """From the operator's JSON."""
        until = answer["next_update"]
        return cls(
            answer["source"],
            _moment(answer["this_update"]),
            None if until is None else _moment(until),
            answer["sha256"],
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that counts. `kind` is "sign" or "auth"; `serial` hexadecimal; `user_id` only where it was asked for.

    `certificate_id` is what to keep in place of the certificate: watches take it, and it says nothing of the holder.
    """

    kind: str
    serial: str
    certificate_id: str
    not_after: datetime
    at: datetime
    time_stamped: bool
    claimed: datetime | None
    status: Status
    holder: Holder | None
    user_id: str | None

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Signature":
        """From the operator's JSON."""
        claimed, holder = answer["claimed"], answer["holder"]
        return cls(
            answer["kind"],
            answer["serial"],
            answer["certificate_id"],
            _moment(answer["not_after"]),
            _moment(answer["at"]),
            answer["time_stamped"],
            None if claimed is None else _moment(claimed),
            Status.read(answer["status"]),
            None if holder is None else Holder.read(holder),
            answer.get("user_id"),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything asked about is valid (what is not is raised). `evidence` is the id of the record, if one was made."""

    form: str
    signatures: tuple[Signature, ...]
    evidence: str | None

    @property
    def signature(self) -> Signature:
        """The only signature. Raises ValueError where there are several."""
        (found,) = self.signatures
        return found

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Verdict":
        """From the operator's JSON. Raises ValueError for anything but a plain yes."""
        if answer["valid"] is not True or not answer["signatures"]:
            raise ValueError("the operator did not say that it is valid")
        return cls(answer["form"], tuple(Signature.read(item) for item in answer["signatures"]), answer["evidence"])


@dataclass(frozen=True, slots=True)
class User:
    """Who logged in, registered or came with a new certificate; `signature.holder` has the attributes unless it was a login."""

    user_id: str
    signature: Signature
    evidence: str | None

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "User":
        """From the operator's JSON."""
        return cls(answer["user_id"], Signature.read(answer["signature"]), answer["evidence"])


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent as the centre has it. `state` says whether it counts; `document` is everything that was answered."""

    id: str
    state: str
    document: dict[str, Any]

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Consent":
        """From the operator's JSON."""
        return cls(answer["id"], answer["state"], answer)


@dataclass(frozen=True, slots=True)
class Attributes:
    """The latest attributes: `result` is same, superseded (then with attributes and the new serial), gone or not_yet."""

    result: str
    attributes: dict[str, Any] | None
    serial: str | None

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Attributes":
        """From the operator's JSON."""
        return cls(answer["result"], answer["attributes"], answer["serial"])


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch, and how many certificates are in it."""

    id: str
    items: int

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Watch":
        """From the operator's JSON."""
        return cls(answer["id"], answer["items"])


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a watched certificate: good, held, revoked, expired or unknown (which is not good)."""

    number: int
    reference: str
    state: str
    reason: str | None
    since: datetime

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Change":
        """From the operator's JSON."""
        since = _moment(answer["since"])
        return cls(answer["number"], answer["reference"], answer["state"], answer["reason"], since)


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in order; ask again with `after=last`, at once where there are `more`."""

    changes: tuple[Change, ...]
    last: int
    more: bool

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Changes":
        """From the operator's JSON."""
        return cls(tuple(Change.read(item) for item in answer["changes"]), answer["last"], answer["more"])


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without its zone")
    return found
