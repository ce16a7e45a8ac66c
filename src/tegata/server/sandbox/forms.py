"""Laying a card on a reader."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LayForm(forms.Form):
    """A card and a reader."""

    card = forms.ChoiceField(label=_("Card"))
    desk = forms.ChoiceField(label=_("Card reader"))

    def __init__(self, *arguments: Any, cards: dict[str, str], readers: dict[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["card"].choices = list(cards.items())  # type: ignore[attr-defined]
        self.fields["desk"].choices = list(readers.items())  # type: ignore[attr-defined]
