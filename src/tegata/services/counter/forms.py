"""What officers scan and type, and what holders type on their own screen."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tegata.rules.calendar import JST
from tegata.rules.pins import PinKind
from tegata.services.counter.rules.proofing import DocumentKind, Item, Proof, Shown, checklist_on

Choices = Sequence[tuple[str, Any]]
_OFF = {"autocomplete": "off"}
_DAY = forms.DateInput(attrs={"type": "date"})


def scan(label: Any, hint: Any = "") -> forms.CharField:
    """A field for a bar code scanner, which types and presses Enter."""
    return forms.CharField(label=label, help_text=hint, max_length=60, widget=forms.TextInput(attrs=_OFF))


class ScanForm(forms.Form):
    """A card's serial number."""

    serial = scan(_("Serial number of the card"), _("Scan it, or type the 16 digits at the lower left of the photo."))


class PlaceForm(ScanForm):
    """A card and where it goes."""

    place = forms.CharField(label=_("Shelf or box"), max_length=40, widget=forms.TextInput(attrs=_OFF))


class PostForm(ScanForm):
    """A card, the label of its envelope, the number of the mail."""

    label = scan(_("Bar code on the address label"))
    mail = scan(_("Number of the recipient-only mail"), _("11 to 13 digits."))


class ConfirmForm(forms.Form):
    """One button, and the version of what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ProofForm(forms.Form):
    """The checklist. Of documents only the kind and the last day are written down, never a number."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_ward = forms.BooleanField(label=_("The person has a guardian"), required=False)

    def __init__(self, *given: Any, items: dict[Item, Any], documents: dict[DocumentKind, Any], **named: Any) -> None:
        """Labels come from the page's texts."""
        super().__init__(*given, **named)
        kinds = [("", "–"), *((kind.value, label) for kind, label in documents.items())]
        own: dict[str, forms.Field] = {
            f"item_{item.name}": forms.BooleanField(label=label, required=False) for item, label in items.items()
        }
        for name, label in _ROWS:
            own[name] = forms.ChoiceField(label=label, choices=kinds, required=False)
            own[f"{name}_until"] = forms.DateField(label=_("Valid until"), required=False, widget=_DAY)
        self.fields = own | self.fields

    def proof(self, today: date) -> Proof:
        """What was confirmed, under the checklist in force."""
        sent = self.cleaned_data
        items = frozenset(item for item in Item if sent[f"item_{item.name}"])
        return Proof(
            checklist_on(today).version,
            items,
            self._shown("document1", "document2", "document3"),
            self._shown("representative"),
            sent["is_ward"],
        )

    def _shown(self, *names: str) -> tuple[Shown, ...]:
        sent = self.cleaned_data
        return tuple(Shown(DocumentKind(sent[name]), sent[f"{name}_until"]) for name in names if sent[name])


_ROWS = (
    ("document1", _("First document")),
    ("document2", _("Second document")),
    ("document3", _("Third document")),
    ("representative", _("Document of the legal representative")),
)


class PictureForm(forms.Form):
    """A picture of the person, taken now."""

    picture = forms.FileField(
        label=_("Picture of the person at the desk"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "user"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class HandForm(forms.Form):
    """The last look before the card goes over the counter: old cards, and the fee, preset to what is due."""

    fee = forms.IntegerField(label=_("Taken, in yen"), min_value=0)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, old: list[Any], gone: Choices, excuses: Choices, **named: Any) -> None:
        """`old`: labels of the cards that the holder has; `excuses`: why nothing may be due, empty where it is free anyway."""
        super().__init__(*given, **named)
        own: dict[str, forms.Field] = {f"old{number}": scan(label) for number, label in enumerate(old)}
        for field in own.values():
            field.required = False
        if old:
            own["gone"] = forms.ChoiceField(
                label=_("If it cannot be given back"), choices=[("", _("It is given back")), *gone], required=False
            )
        if excuses:
            own["excuse"] = excuse_field(excuses)
        self.fields = own | self.fields

    def given_back(self) -> tuple[str, ...]:
        """What was scanned of the old cards."""
        return tuple(text for name, text in self.cleaned_data.items() if name.startswith("old") and text)


def excuse_field(excuses: Choices) -> forms.ChoiceField:
    """Whether an occasion that costs is free this time."""
    return forms.ChoiceField(
        label=_("Is there a reason to take no fee?"),
        choices=[("", _("No: the fee is due")), *excuses],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Where nothing is due, enter 0 yen. The choice is written down."),
    )


class StopForm(forms.Form):
    """Why a handover ends without a card."""

    why = forms.CharField(label=_("Why nothing comes of it"), max_length=40, help_text=_("No names."))


class KindsForm(forms.Form):
    """Which PINs."""

    kinds = forms.MultipleChoiceField(label=_("Which PINs"), widget=forms.CheckboxSelectMultiple)
    how = forms.ChoiceField(
        label=_("What is done"),
        choices=[("reset", _("The holder sets new ones")), ("unlock", _("Tries are given back, the values stay"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *given: Any, pins: dict[PinKind, Promise], **named: Any) -> None:
        """Labels come from the page's texts."""
        super().__init__(*given, **named)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(kind.name, label) for kind, label in pins.items()]


class ErrandForm(ScanForm):
    """A card in use and what is done to it."""

    errand = forms.ChoiceField(label=_("What is done"), widget=forms.RadioSelect)

    def __init__(self, *given: Any, errands: list[tuple[str, Promise]], **named: Any) -> None:
        """Only what the office does."""
        super().__init__(*given, **named)
        field = self.fields["errand"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(errands)


class CodeForm(forms.Form):
    """The code that the desk shows."""

    code = forms.CharField(label=_("Code from the desk"), max_length=20, widget=forms.TextInput(attrs=_OFF))


class PinsForm(forms.Form):
    """Each PIN twice, covered. Never filled in again: what was typed is not sent back."""

    def __init__(self, *given: Any, pins: dict[PinKind, Any], **named: Any) -> None:
        """One pair of fields a PIN."""
        super().__init__(*given, **named)
        for kind, label in pins.items():
            attrs = {"autocomplete": "new-password"} | ({} if kind is PinKind.SIGNATURE else {"inputmode": "numeric"})
            for name, text in ((kind.name, label), (f"{kind.name}_again", _("The same once more"))):
                widget = forms.PasswordInput(attrs=attrs, render_value=False)
                self.fields[name] = forms.CharField(label=text, max_length=16, widget=widget, strip=False)
        self.kinds = tuple(pins)

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        sent: dict[str, Any] = super().clean() or {}
        for kind in self.kinds:
            if sent.get(kind.name) != sent.get(f"{kind.name}_again"):
                self.add_error(f"{kind.name}_again", _("This is not the same as above."))
        return sent

    def typed(self) -> dict[PinKind, str]:
        """What goes into the chip."""
        return {kind: self.cleaned_data[kind.name] for kind in self.kinds}


class StoreForm(forms.Form):
    """At a store's terminal."""

    pin = forms.CharField(
        label=_("PIN for signing in (4 digits)"),
        max_length=4,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class SlotForm(forms.Form):
    """A time that is offered."""

    starts_at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    places = forms.IntegerField(label=_("How many people"), min_value=0, max_value=50)


class BookForm(forms.Form):
    """A time for somebody."""

    at = forms.ChoiceField(label=_("Time"))
    errand = forms.ChoiceField(label=_("Why"))

    def __init__(
        self, *given: Any, times: list[tuple[str, str]], errands: list[tuple[str, Promise]], **named: Any
    ) -> None:
        """Free times, in the reader's calendar."""
        super().__init__(*given, **named)
        for name, choices in (("at", times), ("errand", errands)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = list(choices)

    def chosen(self) -> datetime:
        """The moment."""
        return datetime.fromisoformat(self.cleaned_data["at"]).astimezone(JST)
