"""What one card holds when it leaves personalisation: contents, secrets, keys. Maker-independent, immutable, checked.

Not the specification of a card (`cardspec`), not how a chip keeps it (`makers`).
`loading.load(memory, image, maker)` writes it to a memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from tegata.cardspec.applications import APPLICATIONS
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.issuer_commands import ISSUER_KEY_SIZE
from tegata.cardspec.model import Application, ElementaryFile, Key, Role, Secret, Structure

_T = TypeVar("_T", ElementaryFile, Secret, Key)


class ImageError(ValueError):
    """The contents do not fit the card's specification."""


@dataclass(frozen=True, slots=True, repr=False)
class ApplicationImage:
    """The contents of one application by EF id.

    `files`: bytes of transparent files; `records`: the records of record files, record 1 first; `secrets`: reference
    data as the terminal sends it (ASCII); `keys`: RSA-2048 private keys as PKCS #8 DER. What is left out is empty:
    a file without content, a secret blocked from issue, a key that signs nothing.
    """

    files: Mapping[int, bytes] = field(default_factory=dict)
    records: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict)
    secrets: Mapping[int, bytes] = field(default_factory=dict)
    keys: Mapping[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("files", "records", "secrets", "keys"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


@dataclass(frozen=True, slots=True, repr=False)
class CardImage:
    """A whole card: applications by AID, GET DATA objects by tag, and the issuer's key of this card (AES-256).

    The issuer derives `issuer_key` from its master key and the card's serial number; the chip only keeps it.
    Raises ImageError when something does not fit the specification.
    """

    applications: Mapping[bytes, ApplicationImage]
    data_objects: Mapping[int, bytes]
    issuer_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "applications", MappingProxyType(dict(self.applications)))
        object.__setattr__(self, "data_objects", MappingProxyType(dict(self.data_objects)))
        if len(self.issuer_key) != ISSUER_KEY_SIZE:
            raise ImageError(f"the issuer's key has {ISSUER_KEY_SIZE} bytes, not {len(self.issuer_key)}")
        if DataObject.CONTACT_ATR in self.data_objects:
            raise ImageError("the contact ATR (5F51) comes from the chip's maker, not from the issuer")
        specified = {application.aid: application for application in APPLICATIONS}
        for aid, image in self.applications.items():
            if aid not in specified:
                raise ImageError(f"no application of the card has the AID {aid.hex().upper()}")
            _check(specified[aid], image)


def _check(application: Application, image: ApplicationImage) -> None:
    for fid, content in image.files.items():
        _check_file(application, fid, content)
    for fid in image.records:
        if _find(application, fid, ElementaryFile).structure is not Structure.RECORD:
            raise ImageError(f"{application.name}: EF {fid:04X} is no record file")
    for fid, value in image.secrets.items():
        _check_secret(application, fid, value)
    for fid in image.keys:
        _find(application, fid, Key)


def _check_file(application: Application, fid: int, content: bytes) -> None:
    file = _find(application, fid, ElementaryFile)
    if file.structure is not Structure.TRANSPARENT:
        raise ImageError(f"{application.name}: EF {fid:04X} is a record file")
    if file.size is not None and len(content) != file.size:
        raise ImageError(f"{application.name}: EF {fid:04X} has {file.size} bytes, not {len(content)}")


def _check_secret(application: Application, fid: int, value: bytes) -> None:
    secret = _find(application, fid, Secret)
    if secret.role is Role.BLOCKED:
        raise ImageError(f"{application.name}: reference {fid:04X} is blocked from issue and holds nothing")
    if not secret.shortest <= len(value) <= secret.longest:
        length = f"{secret.shortest} to {secret.longest}"
        raise ImageError(f"{application.name}: reference {fid:04X} has {length} characters, not {len(value)}")
    if any(byte not in secret.alphabet.encode() for byte in value):
        raise ImageError(f"{application.name}: reference {fid:04X} has a character outside its alphabet")


def _find(application: Application, fid: int, kind: type[_T]) -> _T:
    found = application.by_fid.get(fid)
    if not isinstance(found, kind):
        raise ImageError(f"{application.name}: {fid:04X} is no {kind.__name__} of its specification")
    return found
