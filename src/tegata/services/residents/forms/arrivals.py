"""Somebody who has no record yet: a newborn, a first move-in, from abroad, a foreign resident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.rules.life_events import LifeEvent
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.services.residents import actions
from tegata.services.residents.actions import Entered, PerhapsRegistered
from tegata.services.residents.forms.events import FOREIGN, SEX_LABELS
from tegata.services.residents.forms.parts import (
    AddressFields,
    HouseholdFields,
    NameFields,
    RefusableForm,
    date_field,
)
from tegata.services.residents.rules.record import Newcomer, ResidentRecord


class ArrivalForm(NameFields, AddressFields, HouseholdFields, RefusableForm):
    """Everything a first record says. `doubles`: who may be the same person, once the form was refused for it."""

    event = LifeEvent.MOVE_IN
    birth = date_field(_("Date of birth"))
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *SEX_LABELS])
    event_day = date_field(_("Resident since"))
    notice_day = date_field(_("Day of the notice"))
    another_person = forms.BooleanField(label=_("This is another person than those who are registered"), required=False)

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        self.act = act
        self.doubles: tuple[ResidentRecord, ...] = ()
        kwargs["initial"] = {"notice_day": act.today}
        super().__init__(*args, **kwargs)
        self.offer(act.town)
        first = ("written", "kana", "roman", "substitute", "birth", "sex")
        self.order_fields([*first, *(name for name in self.fields if name not in first)])

    def enter(self) -> Entered | None:
        """Register. None: refused, see the errors and `doubles`. Raises NotAllowed."""
        return self.carry_out(self._register)

    def _register(self) -> Entered:
        given = self.cleaned_data
        try:
            return actions.register(
                self.act, self.event, self.newcomer(), given["notice_day"], another_person=given["another_person"]
            )
        except PerhapsRegistered as refusal:
            self.doubles = refusal.records
            raise

    def newcomer(self) -> Newcomer:
        """Who is to be registered."""
        given = self.cleaned_data
        return Newcomer(
            name=self.name,
            birth=given["birth"],
            sex=Sex(given["sex"]),
            place=self.place,
            since=given["event_day"],
            substituted=self.was_substituted,
            residence=Residence(given.get("residence", Residence.NATIONAL)),
            nationality=given.get("nationality", ""),
            stay_ends=given.get("stay_ends"),
            **self.household,
        )


class BirthForm(ArrivalForm):
    """出生: a resident from the day of birth."""

    event = LifeEvent.BIRTH
    event_day = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        """The day of birth is both days."""
        given = super().clean() or self.cleaned_data
        if "birth" in given:
            given["event_day"] = given["birth"]
        return given


class FromAbroadForm(ArrivalForm):
    """国外からの転入 of a national without an earlier record."""

    event = LifeEvent.RETURN_FROM_ABROAD


class ForeignerForm(ArrivalForm):
    """中長期在留者等となった届出."""

    event = LifeEvent.BECAME_FOREIGN_RESIDENT
    nationality = forms.CharField(label=_("Nationality"), max_length=60)
    residence = forms.ChoiceField(label=_("Status"), choices=FOREIGN)
    stay_ends = date_field(_("End of the period of stay"), required=False)


ARRIVALS: dict[LifeEvent, type[ArrivalForm]] = {
    form.event: form for form in (BirthForm, ArrivalForm, FromAbroadForm, ForeignerForm)
}
