"""The parts that forms of the register are made of: the two days, names, an address, a place in a household."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tegata.chip.personalisation.glyphs import coverage
from tegata.ground.act import Act
from tegata.rules import municipalities
from tegata.rules.addresses import Address
from tegata.rules.life_events import NoticeTooEarly
from tegata.rules.names import Name, NotAName, parse_kana, parse_written, romanise
from tegata.rules.numbers import InvalidNumber, parse_resident_code
from tegata.rules.romanisation import NotHiragana
from tegata.services.residents import queries
from tegata.services.residents.actions import Entered
from tegata.services.residents.rules.events import Days, EventRefused
from tegata.services.residents.rules.glyphs import Unprintable, substituted
from tegata.services.residents.rules.record import HEAD, ResidentRecord

FIELDS_OF = {"name": "written", "former_name": "written", "alias": "written", "address": "block"}
"""Where a character that the card cannot print was typed."""


class SearchForm(forms.Form):
    """The beginning of a name, in kanji or kana, or a resident record code."""

    text = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_(
            "Its beginning, in kanji or kana; variants (高 and 髙) are found together. Or a resident record code."
        ),
    )
    nationwide = forms.BooleanField(label=_("Search the whole country"), required=False)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, nationwide: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not nationwide:
            del self.fields["nationwide"]


def date_field(label: Any, **options: Any) -> forms.DateField:
    """A day, typed or chosen."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class RefusableForm(forms.Form):
    """A form whose action may refuse: the reason is shown in the reader's language where it belongs."""

    def carry_out(self, action: Callable[[], Entered]) -> Entered | None:
        """Run the action. None: it was refused, and the form says why."""
        try:
            return action()
        except EventRefused as refusal:
            facts = {name: gettext(fact) for name, fact in refusal.facts.items()}
            self.add_error(None, gettext(refusal.template) % facts)
        except NoticeTooEarly:
            self.add_error("event_day", _("Notice is given once it has happened; come again on or after that day."))
        except Unprintable as refusal:
            self._refuse_glyphs(refusal)
        return None

    def _refuse_glyphs(self, refusal: Unprintable) -> None:
        places = "、".join(map(str, refusal.places))
        if refusal.substitute:
            text = _(
                "The card cannot print the characters at: %(places)s. Tick “use the substitute form”, or change them."
            )
        else:
            text = _("The card cannot print the characters at: %(places)s. Agree with the person on another writing.")
        field = FIELDS_OF[refusal.field]
        self.add_error(field if field in self.fields else None, text % {"places": places})


class EventForm(RefusableForm):
    """A life event: when it happened, when the town was told, which version of the record was on the screen."""

    event_day = date_field(_("Day of the event"))
    notice_day = date_field(_("Day of the notice"))
    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, act: Act, record: ResidentRecord, **kwargs: Any) -> None:
        self.act, self.record = act, record
        kwargs["initial"] = {"notice_day": act.today, "shown": record.version, **self.start(record)}
        super().__init__(*args, **kwargs)
        self.order_fields([*[name for name in self.fields if name not in LAST], *LAST])

    def start(self, record: ResidentRecord) -> Mapping[str, Any]:
        """What stands in the fields at first."""
        del record
        return {}

    def enter(self) -> Entered | None:
        """Enter the event. None: refused, see the errors. Raises NotAllowed, ChangedMeanwhile."""
        given = self.cleaned_data
        days, shown = Days(given["event_day"], given["notice_day"]), given["shown"]
        return self.carry_out(lambda: self.act_on(days, shown, given))

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """The action of this event."""
        raise NotImplementedError


LAST = ("event_day", "notice_day", "shown")


class NameFields(forms.Form):
    """A name and its reading; roman letters follow from the reading where none are given."""

    written = forms.CharField(label=_("Name"), max_length=100, help_text=_("A space between family and given name."))
    kana = forms.CharField(label=_("Reading in katakana"), max_length=100)
    roman = forms.CharField(
        label=_("Roman letters"),
        max_length=100,
        required=False,
        help_text=_("Empty: from the reading, as in passports."),
    )
    substitute = forms.BooleanField(
        label=_("Use the substitute form where the card cannot print a character"),
        required=False,
        help_text=_("The person agrees, and the record says so."),
    )

    def clean_written(self) -> str:
        """As it is kept."""
        return written_of(self.cleaned_data["written"])

    def clean_kana(self) -> str:
        """As it is kept."""
        return kana_of(self.cleaned_data["kana"])

    @property
    def name(self) -> Name:
        """What was given, with substitutes where they were asked for."""
        given = self.cleaned_data
        written = given["written"]
        if given["substitute"]:
            written = substituted(written, coverage()) or written
        return Name(written, given["kana"], given["roman"].upper() or self._romanised(written))

    @property
    def was_substituted(self) -> bool:
        """Whether a substitute stands in the name."""
        return bool(self.name.written != self.cleaned_data["written"])

    def _romanised(self, written: str) -> str:
        try:
            return romanise(written, self.cleaned_data["kana"])
        except NotHiragana:
            return ""


def written_of(text: str) -> str:
    """A name as it is kept, or the form's error."""
    try:
        return parse_written(text)
    except NotAName as fault:
        raise forms.ValidationError(_("A character in it cannot be part of a name; type it again.")) from fault


def kana_of(text: str) -> str:
    """A reading as it is kept, or the form's error."""
    try:
        return parse_kana(text)
    except NotAName as fault:
        raise forms.ValidationError(_("The reading is written in kana only.")) from fault


class AddressFields(forms.Form):
    """An address in one's own municipality."""

    code6 = forms.ChoiceField(label=_("Municipality or ward"))
    postcode = forms.RegexField("^[0-9]{7}$", label=_("Postcode"), required=False, help_text=_("Seven digits."))
    town = forms.CharField(label=_("Town (町名)"), max_length=60)
    town_kana = forms.CharField(label=_("Reading of the town"), max_length=60, required=False)
    block = forms.CharField(label=_("Block and number (丁目・番・号)"), max_length=60)
    building = forms.CharField(label=_("Building and room"), max_length=100, required=False)

    def offer(self, town: str | None, chosen: str = "") -> None:
        """Offer the municipality and its wards."""
        places = [
            place
            for place in municipalities.all()
            if town is None or town in (place.code6, place.parent.code6 if place.parent else "")
        ]
        wards = [place for place in places if place.is_ward]
        japanese = get_language() == "ja"
        choices = [(place.code6, place.name if japanese else place.roman) for place in wards or places]
        self.fields["code6"].choices = choices  # type: ignore[attr-defined]
        self.fields["code6"].initial = chosen or choices[0][0]

    @property
    def place(self) -> Address:
        """What was given."""
        given = self.cleaned_data
        return Address(*(given[part] for part in ("code6", "town", "town_kana", "block", "building", "postcode")))


def address_start(place: Address) -> dict[str, str]:
    """An address in the fields."""
    parts = ("code6", "town", "town_kana", "block", "building", "postcode")
    return {part: getattr(place, part) for part in parts}


class HouseholdFields(forms.Form):
    """Whose household somebody joins: told by the resident record code of a member."""

    member_code = forms.CharField(
        label=_("Resident record code of a member of the household"),
        required=False,
        help_text=_("11 digits. Empty: a household of one's own."),
    )
    relationship = forms.CharField(label=_("Relationship to the head"), max_length=20, required=False)

    def clean_member_code(self) -> UUID | None:
        """The household of that member."""
        text = self.cleaned_data["member_code"]
        if not text:
            return None
        try:
            return queries.by_resident_code(parse_resident_code(text)).household_id
        except InvalidNumber as fault:
            raise forms.ValidationError(_("This is no resident record code; compare the digits.")) from fault
        except queries.UnknownResident as fault:
            raise forms.ValidationError(_("Nobody has this resident record code.")) from fault

    @property
    def household(self) -> dict[str, Any]:
        """What was given, as actions take it."""
        house = self.cleaned_data["member_code"]
        relationship = self.cleaned_data["relationship"] or ("同居人" if house else HEAD)
        return {"household_id": house, "relationship": relationship}
