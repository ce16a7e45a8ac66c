"""Who a card is for: the attributes of the resident record that a card shows or holds. Test people are synthetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tegata.pki.holder import Holder
from tegata.rules.municipalities import Municipality, UnknownMunicipality, municipality
from tegata.rules.numbers import (
    InvalidNumber,
    parse_individual_number,
    parse_resident_code,
    synthetic_number,
    synthetic_resident_code,
)
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex


class PersonError(ValueError):
    """A field of a person's description is missing or wrong. The text names the field, never its value."""


@dataclass(frozen=True, slots=True)
class Person:
    """A resident. `name` has U+3000 between family and given name; `kana` is katakana in the same way.

    `former_name` (旧氏) is printed in [ ], `alias` (通称) in ( ). Foreigners have a residence that is not NATIONAL.
    """

    name: str
    kana: str
    address: str
    birth: date
    sex: Sex
    individual_number: str
    resident_code: str
    municipality: Municipality
    residence: Residence = Residence.NATIONAL
    stay_ends: date | None = None
    former_name: str | None = None
    alias: str | None = None
    braille: bool = False

    def __repr__(self) -> str:
        """Nothing of the person: values end up in logs."""
        return "Person(…)"

    @property
    def is_national(self) -> bool:
        """Whether the birth date is written in the Japanese era."""
        return self.residence is Residence.NATIONAL

    @property
    def shown_name(self) -> str:
        """The name as the card shows it."""
        return shown_name(self.name, self.former_name, self.alias)

    @property
    def holder(self) -> Holder:
        """What the signature authority certifies of the person."""
        return Holder(self.name, self.address, self.birth, self.sex, self.municipality)


def shown_name(name: str, former_name: str | None, alias: str | None) -> str:
    """Name, with the former name (旧氏) in [ ] and the alias (通称) in ( )."""
    return name + (f"［{former_name}］" if former_name else "") + (f"（{alias}）" if alias else "")


_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE, "other": Sex.OTHER, "男": Sex.MALE, "女": Sex.FEMALE}
_FIELDS = {
    "name": "family and given name, e.g. 手形　花子",
    "kana": "reading in katakana, e.g. テガタ　ハナコ",
    "address": "from the prefecture on",
    "birth": "a date, e.g. 1980-02-17",
    "sex": "male, female or other",
    "municipality": "code of 5 or 6 digits, e.g. 13221",
    "individual_number": "12 digits; test people's start with 99 (left out: one is made)",
    "resident_code": "11 digits (left out: one is made)",
    "residence": f"one of: {', '.join(Residence)} (left out: national)",
    "stay_ends": "a date, for residence with a period of stay",
    "former_name": "printed in [ ]",
    "alias": "printed in ( )",
    "braille": "true for the reading in braille on the back",
}
_REQUIRED = ("name", "address", "birth", "sex", "municipality")


def person_from_mapping(fields: Mapping[str, object], running: int = 1) -> Person:
    """A person from a TOML table. `running` makes the numbers that are left out. Raises PersonError."""
    for name in fields:
        if name not in _FIELDS:
            raise PersonError(f"there is no field {name}; fields are {', '.join(_FIELDS)}")
    for name in _REQUIRED:
        if not fields.get(name):
            raise PersonError(f"{name} is missing: {_FIELDS[name]}")
    try:
        return Person(
            name=_text(fields, "name").replace(" ", "　"),
            kana=_text(fields, "kana").replace(" ", "　"),
            address=_text(fields, "address"),
            birth=_day(fields, "birth") or date.min,
            sex=_sex(fields),
            individual_number=parse_individual_number(_text(fields, "individual_number") or synthetic_number(running)),
            resident_code=parse_resident_code(_text(fields, "resident_code") or synthetic_resident_code(running)),
            municipality=municipality(_text(fields, "municipality")),
            residence=_residence(fields),
            stay_ends=_day(fields, "stay_ends"),
            former_name=_text(fields, "former_name") or None,
            alias=_text(fields, "alias") or None,
            braille=_flag(fields, "braille"),
        )
    except UnknownMunicipality as error:
        raise PersonError(f"municipality: {_FIELDS['municipality']}") from error
    except InvalidNumber as error:
        raise PersonError(str(error)) from error


def sample_person(seed: int) -> Person:
    """A synthetic person, the same for the same seed: a name, a town and dates from short lists of the very common."""
    family, family_kana = _FAMILIES[seed % len(_FAMILIES)]
    sex = Sex.FEMALE if seed % 2 == 0 else Sex.MALE
    given, given_kana = _GIVEN[sex][seed // 2 % len(_GIVEN[sex])]
    code, block = _TOWNS[seed // 3 % len(_TOWNS)]
    town = municipality(code)
    return Person(
        name=f"{family}　{given}",
        kana=f"{family_kana}　{given_kana}",
        address=f"{town.prefecture}{town.name}{block}",
        birth=date(1950 + (30 + seed * 7) % 56, 1 + (1 + seed * 5) % 12, 1 + (16 + seed * 11) % 28),
        sex=sex,
        individual_number=synthetic_number(seed + 1),
        resident_code=synthetic_resident_code(seed + 1),
        municipality=town,
    )


_FAMILIES = (
    ("手形", "テガタ"),
    ("見本", "ミホン"),
    ("試験", "シケン"),
    ("山田", "ヤマダ"),
    ("鈴木", "スズキ"),
    ("髙橋", "タカハシ"),
)
_GIVEN = {
    Sex.FEMALE: (("花子", "ハナコ"), ("結衣", "ユイ"), ("さくら", "サクラ"), ("陽菜", "ヒナ")),
    Sex.MALE: (("太郎", "タロウ"), ("大翔", "ヒロト"), ("健", "ケン"), ("蓮", "レン")),
}
_TOWNS = (
    ("13221", "見本町一丁目２番３号"),
    ("13101", "霞が関二丁目１番２号"),
    ("14103", "みなとみらい一丁目１番１号"),
    ("01101", "北一条西二丁目"),
    ("47201", "泉崎一丁目１番１号"),
)


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise PersonError(f"{name}: {_FIELDS[name]}")
    text = str(value).strip()
    if not text.replace("\u3000", " ").isprintable():
        raise PersonError(f"{name}: has characters that cannot be printed")
    return text


def _flag(fields: Mapping[str, object], name: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise PersonError(f"{name}: {_FIELDS[name]}")
    return value


def _day(fields: Mapping[str, object], name: str) -> date | None:
    value = fields.get(name)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise PersonError(f"{name}: {_FIELDS[name]}") from error


def _sex(fields: Mapping[str, object]) -> Sex:
    found = _SEXES.get(str(fields["sex"]).lower())
    if found is None:
        raise PersonError(f"sex: {_FIELDS['sex']}")
    return found


def _residence(fields: Mapping[str, object]) -> Residence:
    try:
        return Residence(str(fields.get("residence", Residence.NATIONAL)))
    except ValueError as error:
        raise PersonError(f"residence: {_FIELDS['residence']}") from error
