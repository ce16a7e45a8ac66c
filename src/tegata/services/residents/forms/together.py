"""Who else of the household moves: one notice for several persons (届出 by the head or a member, art. 26 and 27)."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tegata.rules.life_events import LifeEvent
from tegata.services.residents import actions, queries
from tegata.services.residents.actions import Entered
from tegata.services.residents.rules import events as rules
from tegata.services.residents.rules.record import ResidentRecord

One = Callable[[UUID, int], Entered]
"""Enters the event for one resident, whose version was shown."""


class TogetherFields(forms.Form):
    """Members of the household that the event may be entered for too. Each choice holds the version that was shown."""

    record: ResidentRecord
    members = forms.MultipleChoiceField(label=_("Who moves along"), required=False, widget=forms.CheckboxSelectMultiple)

    def offer_members(self, event: LifeEvent) -> None:
        """Offer whoever can move along; with nobody there is no such field."""
        everybody = queries.household_members(self.record.household_id)
        others = [one for one in everybody if one.resident_id != self.record.resident_id]
        choices = [(f"{one.resident_id}:{one.version}", one.name) for one in others if rules.is_possible(event, one)]
        self.fields["members"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["members"]

    def all_of(self, one: One, shown: int, other: One | None = None) -> Entered:
        """Enter the event for the person of the page and for everybody who moves along, or for nobody."""
        return actions.for_all(list(self._steps(one, shown, other or one)))

    def _steps(self, one: One, shown: int, other: One) -> Iterator[Callable[[], Entered]]:
        yield partial(one, self.record.resident_id, shown)
        for key in self.cleaned_data.get("members", []):
            member, _, version = key.partition(":")
            yield partial(other, UUID(member), int(version))


class ArrivingTogetherFields(TogetherFields):
    """A head comes with members: they stay that head's household."""

    def clean(self) -> dict[str, Any]:
        """Only into a household of one's own: to another head, everybody's relationship is another one."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("members") and given.get("member_code"):
            text = _(
                "Into another household each person is entered on their own page, with their relationship to its head."
            )
            self.add_error("members", text)
        return given

    def offer_members(self, event: LifeEvent) -> None:
        """Only a head's page takes members along."""
        if self.record.is_head:
            super().offer_members(event)
        else:
            del self.fields["members"]
