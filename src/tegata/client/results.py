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
    """A signature that counts. `kind` is "sign" or "auth"; `serial` hexadecimal; `user_id` only where it was asked for."""

    kind: str
    serial: str
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


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without its zone")
    return found
