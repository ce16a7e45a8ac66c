"""One form a life event, and the action it calls."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.access import Title
from tegata.rules.life_events import LifeEvent
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.services.residents import actions, queries
from tegata.services.residents.actions import Entered
from tegata.services.residents.forms.parts import (
    AddressFields,
    EventForm,
    HouseholdFields,
    NameFields,
    address_start,
    date_field,
    kana_of,
    written_of,
)
from tegata.services.residents.forms.together import ArrivingTogetherFields, TogetherFields
from tegata.services.residents.rules.events import Days
from tegata.services.residents.rules.record import ResidentRecord

RESIDENCE_LABELS = {
    Residence.NATIONAL: _("national of Japan"),
    Residence.PERMANENT: _("permanent resident"),
    Residence.HIGHLY_SKILLED_II: _("highly skilled professional (ii)"),
    Residence.MID_TO_LONG_TERM: _("mid to long-term resident"),
    Residence.SPECIAL_PERMANENT: _("special permanent resident"),
    Residence.TEMPORARY_REFUGE: _("landing for temporary refuge"),
    Residence.PROVISIONAL_STAY: _("provisional stay"),
    Residence.TRANSITIONAL: _("transitional stay by birth or loss of nationality"),
}
FOREIGN: list[tuple[str, Title]] = [("", "–")] + [
    (one.value, label) for one, label in RESIDENCE_LABELS.items() if one is not Residence.NATIONAL
]
SEX_LABELS: list[tuple[str, Title]] = [
    (Sex.MALE.value, _("male")),
    (Sex.FEMALE.value, _("female")),
    (Sex.OTHER.value, _("other")),
]


class DeathForm(EventForm):
    """死亡."""

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Nothing but the days."""
        del given
        return actions.death(self.act, self.record.resident_id, days, shown=shown)


class MoveOutForm(TogetherFields, EventForm):
    """転出, of a person and of members of the household."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_members(LifeEvent.MOVE_OUT)

    destination = forms.CharField(
        label=_("Where to"), max_length=100, help_text=_("The new address, as far as it is known.")
    )

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """The day of the event is the planned departure."""

        def leave(who: UUID, version: int) -> Entered:
            return actions.move_out(self.act, who, days, given["destination"], shown=version)

        return self.all_of(leave, shown)


class PlaceForm(AddressFields, HouseholdFields, ArrivingTogetherFields, EventForm):
    """Somewhere to live, for a person and for members of the household."""

    event: LifeEvent

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(self.act.town, self.record.place.code6 if self.record.town == self.act.town else "")
        self.offer_members(self.event)

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Into the clerk's town; who comes along stays in the household of the person of the page."""
        del given
        action = actions.move_in if self.event is LifeEvent.MOVE_IN else actions.return_from_abroad

        def arrive(who: UUID, version: int) -> Entered:
            return action(self.act, who, days, self.place, shown=version, **self.household)

        def follow(who: UUID, version: int) -> Entered:
            house, relationship = queries.record(self.record.resident_id).household_id, queries.record(who).relationship
            return action(self.act, who, days, self.place, household_id=house, relationship=relationship, shown=version)

        return self.all_of(arrive, shown, follow)


class MoveInForm(PlaceForm):
    """転入."""

    event = LifeEvent.MOVE_IN


class ReturnForm(PlaceForm):
    """国外からの転入."""

    event = LifeEvent.RETURN_FROM_ABROAD


class MoveWithinForm(AddressFields, TogetherFields, EventForm):
    """転居, of a person and of members of the household."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(self.act.town, self.record.place.code6)
        self.offer_members(LifeEvent.MOVE_WITHIN)

    def start(self, record: ResidentRecord) -> Mapping[str, Any]:
        """The address so far."""
        return address_start(record.place)

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Within the town."""
        del given

        def move(who: UUID, version: int) -> Entered:
            return actions.move_within(self.act, who, days, self.place, shown=version)

        return self.all_of(move, shown)


class MoveAbroadForm(TogetherFields, EventForm):
    """国外転出, of a person and of members of the household."""

    country = forms.CharField(label=_("Country"), max_length=60)
    keeps_card = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_members(LifeEvent.MOVE_ABROAD_KEEPING_CARD if self.keeps_card else LifeEvent.MOVE_ABROAD)

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """The day of the event is the planned departure."""

        def leave(who: UUID, version: int) -> Entered:
            return actions.move_abroad(self.act, who, days, given["country"], keeps_card=self.keeps_card, shown=version)

        return self.all_of(leave, shown)


class MoveAbroadKeepingCardForm(MoveAbroadForm):
    """国外転出 with the card kept."""

    keeps_card = True


class HouseholdForm(HouseholdFields, EventForm):
    """世帯変更."""

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Another household, or another relationship."""
        del given
        return actions.change_household(self.act, self.record.resident_id, days, shown=shown, **self.household)


class NameChangeForm(NameFields, EventForm):
    """氏名の変更."""

    def start(self, record: ResidentRecord) -> Mapping[str, Any]:
        """The name so far."""
        return {"written": record.name, "kana": record.kana}

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """A new name."""
        del given
        who = self.record.resident_id
        return actions.change_name(self.act, who, days, self.name, substituted=self.was_substituted, shown=shown)


class SecondNameForm(EventForm):
    """A name beside the name; empty takes it out."""

    written = forms.CharField(label=_("Name"), max_length=100, required=False, help_text=_("Empty: it is taken out."))
    kana = forms.CharField(label=_("Reading in katakana"), max_length=100, required=False)

    def clean_written(self) -> str:
        """As it is kept."""
        return written_of(self.cleaned_data["written"]) if self.cleaned_data["written"] else ""

    def clean_kana(self) -> str:
        """As it is kept."""
        return kana_of(self.cleaned_data["kana"]) if self.cleaned_data["kana"] else ""


class FormerNameForm(SecondNameForm):
    """旧氏."""

    def start(self, record: ResidentRecord) -> Mapping[str, Any]:
        """The one so far."""
        return {"written": record.former_name, "kana": record.former_name_kana}

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Entered, changed or taken out."""
        who = self.record.resident_id
        return actions.set_former_name(self.act, who, days, given["written"], given["kana"], shown=shown)


class AliasForm(SecondNameForm):
    """通称."""

    def start(self, record: ResidentRecord) -> Mapping[str, Any]:
        """The one so far."""
        return {"written": record.alias, "kana": record.alias_kana}

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Entered or taken out."""
        who = self.record.resident_id
        return actions.set_alias(self.act, who, days, given["written"], given["kana"], shown=shown)


class CorrectionForm(NameFields, EventForm):
    """記載の修正: what an office wrote wrongly."""

    birth = date_field(_("Date of birth"))
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *SEX_LABELS])

    def start(self, record: ResidentRecord) -> Mapping[str, Any]:
        """What the record says so far."""
        shown = {"written": record.name, "kana": record.kana, "roman": record.roman}
        return shown | {"birth": record.birth, "sex": record.sex.value}

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """As it should read."""
        name, was_substituted = self.name, self.was_substituted or self.record.substituted
        right = {"birth": given["birth"], "sex": Sex(given["sex"]), "substituted": was_substituted}

        def correction(record: ResidentRecord) -> ResidentRecord:
            return replace(record, name=name.written, kana=name.kana, roman=name.roman, **right)

        return actions.correct(self.act, self.record.resident_id, days, correction, shown=shown)


class ErasureForm(EventForm):
    """職権消除."""

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Nothing but the days."""
        del given
        return actions.erase(self.act, self.record.resident_id, days, shown=shown)


class CodeChangeForm(EventForm):
    """住民票コードの変更."""

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """The new code is drawn."""
        del given
        return actions.change_resident_code(self.act, self.record.resident_id, days, shown=shown)


class StayExtendedForm(EventForm):
    """在留期間の更新."""

    residence = forms.ChoiceField(label=_("Status"), choices=FOREIGN)
    stay_ends = date_field(_("End of the period of stay"), required=False)

    def start(self, record: ResidentRecord) -> Mapping[str, Any]:
        """The status so far."""
        return {"residence": record.residence.value, "stay_ends": record.stay_ends}

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Until a later day, or with another status."""
        residence, until = Residence(given["residence"]), given["stay_ends"]
        return actions.extend_stay(self.act, self.record.resident_id, days, residence, until, shown=shown)


class StayEndedForm(EventForm):
    """適用除外."""

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Nothing but the days."""
        del given
        return actions.end_stay(self.act, self.record.resident_id, days, shown=shown)


class NationalityAcquiredForm(NameFields, EventForm):
    """国籍の取得."""

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Under the name of the new family register, which this town keeps."""
        del given
        who, town = self.record.resident_id, self.record.town
        return actions.acquire_nationality(self.act, who, days, self.name, town, shown=shown)


class NationalityLostForm(EventForm):
    """国籍の喪失."""

    nationality = forms.CharField(label=_("Nationality"), max_length=60)
    stay_ends = date_field(_("End of the transitional stay"))

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """A transitional stay begins."""
        who, until = self.record.resident_id, given["stay_ends"]
        return actions.lose_nationality(self.act, who, days, given["nationality"], until, shown=shown)


EVENTS: dict[LifeEvent, type[EventForm]] = {
    LifeEvent.MOVE_WITHIN: MoveWithinForm,
    LifeEvent.MOVE_OUT: MoveOutForm,
    LifeEvent.MOVE_IN: MoveInForm,
    LifeEvent.MOVE_ABROAD: MoveAbroadForm,
    LifeEvent.MOVE_ABROAD_KEEPING_CARD: MoveAbroadKeepingCardForm,
    LifeEvent.RETURN_FROM_ABROAD: ReturnForm,
    LifeEvent.HOUSEHOLD_CHANGE: HouseholdForm,
    LifeEvent.NAME_CHANGE: NameChangeForm,
    LifeEvent.FORMER_NAME: FormerNameForm,
    LifeEvent.ALIAS: AliasForm,
    LifeEvent.STAY_EXTENDED: StayExtendedForm,
    LifeEvent.STAY_ENDED: StayEndedForm,
    LifeEvent.NATIONALITY_ACQUIRED: NationalityAcquiredForm,
    LifeEvent.NATIONALITY_LOST: NationalityLostForm,
    LifeEvent.CORRECTION: CorrectionForm,
    LifeEvent.RESIDENT_CODE_CHANGE: CodeChangeForm,
    LifeEvent.ERASURE: ErasureForm,
    LifeEvent.DEATH: DeathForm,
}
"""In the order in which the record's page offers them."""

IRREVOCABLE = frozenset({LifeEvent.DEATH, LifeEvent.ERASURE, LifeEvent.STAY_ENDED, LifeEvent.RESIDENT_CODE_CHANGE})
"""Cards and certificates end with them: asked twice."""
