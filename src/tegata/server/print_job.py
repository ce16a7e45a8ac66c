"""What is printed on a card, kept with it in its folder; both sides are drawn from it when somebody looks."""

import json
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Self

from tegata.chip.personalisation import Order, Person, PersonalisedCard
from tegata.chip.printing import back, front, pdf, png
from tegata.rules.card_numbers import verification_number_b
from tegata.rules.municipalities import municipality
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.server import founding

FACES = ("front.png", "back.png", "face.pdf")
NOT_PRINTED = {"resident_code": ""}
PRINTED, PHOTO = "printed.json", "photo"


@dataclass(frozen=True, slots=True, repr=False)
class PrintJob:
    """Everything that both sides show. `notes` are the lines of the note field (追記欄)."""

    person: Person
    photo: bytes
    serial: str
    security_code: str
    expires: date
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, order: Order, made: PersonalisedCard) -> Self:
        """The job of a new card."""
        return cls(made.person, order.photo, made.serial, made.security_code, made.expires, made.notes)

    def write(self, folder: Path) -> None:
        """Keep the job in a card's folder; pictures drawn from an older one go."""
        facts = {
            "person": {field.name: _plain(getattr(self.person, field.name)) for field in fields(Person)} | NOT_PRINTED,
            "serial": self.serial,
            "security_code": self.security_code,
            "expires": self.expires.isoformat(),
            "notes": list(self.notes),
        }
        founding.write(folder / PHOTO, self.photo)
        founding.write(folder / PRINTED, json.dumps(facts, ensure_ascii=False, indent=1).encode())
        for name in FACES:
            (folder / name).unlink(missing_ok=True)

    @property
    def number_b(self) -> str:
        """照合番号B: birth date, year of expiry and security code, as printed."""
        return verification_number_b(self.person.birth, self.expires.year, self.security_code)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The job of a card in its folder."""
        facts: dict[str, Any] = json.loads((folder / PRINTED).read_text(encoding="utf8"))
        person: dict[str, Any] = facts["person"]
        person |= {
            "birth": date.fromisoformat(person["birth"]),
            "stay_ends": date.fromisoformat(person["stay_ends"]) if person["stay_ends"] else None,
            "sex": Sex(person["sex"]),
            "residence": Residence(person["residence"]),
            "municipality": municipality(person["municipality"]),
        }
        return cls(
            Person(**person),
            (folder / PHOTO).read_bytes(),
            facts["serial"],
            facts["security_code"],
            date.fromisoformat(facts["expires"]),
            tuple(facts["notes"]),
        )

    def draw(self, folder: Path) -> None:
        """Draw both sides beside the job."""
        sides = (
            front(self.person, self.photo, self.serial, self.security_code, self.expires, self.notes),
            back(self.person),
        )
        for name, picture in zip(FACES, (png(sides[0]), png(sides[1]), pdf(*sides)), strict=True):
            founding.write(folder / name, picture)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "code6", value)
