"""What an installation of the operator decides: where the country is, whom it trusts, how status is asked, how much it reads."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path


class StatusBy(StrEnum):
    """How revocation status is asked."""

    LISTS = "lists"  # CRLs mirrored over HTTP
    RESPONDER = "responder"  # OCSP with a nonce, at every question


@dataclass(frozen=True, slots=True)
class Settings:
    """`folder` holds the database and keys; `anchors` and `stamps` are DER certificates; `caller` is our id at the centre."""

    folder: Path
    base_url: str
    country: str
    anchors: tuple[bytes, ...]
    stamps: tuple[bytes, ...] = ()
    caller: str = "operator"
    status_by: StatusBy = StatusBy.LISTS
    list_patience: timedelta = field(default=timedelta(minutes=15))
    largest_request: int = 32 << 20
