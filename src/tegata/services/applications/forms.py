"""What people send on the pages of applications."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tegata.rules.numbers import InvalidNumber
from tegata.rules.pins import PinKind
from tegata.services.applications.rules.applicants import AppliedBy, Reason, Wishes, secrets_wanted
from tegata.services.applications.rules.channels import ONLINE, Channel, Handover
from tegata.services.applications.rules.documents import Document
from tegata.services.applications.rules.form_ids import grouped, parse_form_id, parse_receipt
from tegata.services.applications.rules.tracing import MAIN_OFFICE

CHANNELS = {
    Channel.PAPER: _("On paper"),
    Channel.WEB: _("Computer"),
    Channel.PHONE: _("Smartphone"),
    Channel.BOOTH: _("Photo booth"),
    Channel.COUNTER: _("At the counter"),
    Channel.VISIT: _("On a visit (a hall, a company, a home)"),
    Channel.EMBASSY: _("Embassy or consulate"),
    Channel.PRISON: _("Prison"),
    Channel.PROXY: _("Through an agent"),
    Channel.NEWBORN: _("With the notice of birth"),
}
APPLICANTS = {
    AppliedBy.SELF: _("The person themself"),
    AppliedBy.REPRESENTATIVE: _("Legal representative (of a child)"),
    AppliedBy.GUARDIAN: _("Guardian of an adult"),
    AppliedBy.AGENT: _("Agent with a letter of authority"),
}
REASONS = {
    Reason.FIRST: _("First card"),
    Reason.RENEWAL: _("Renewal before the card expires"),
    Reason.REISSUE: _("Lost, stolen or broken"),
    Reason.NOTE_FIELD_FULL: _("The note field is full"),
    Reason.NUMBER_CHANGED: _("The Individual Number was changed"),
    Reason.PHOTO: _("Another photo is wanted"),
}
HANDOVERS = {
    Handover.COLLECTION: _("Collected at the town hall"),
    Handover.POST: _("By post, to be received by the holder only"),
}
DOCUMENTS = {
    Document.CARD: _("Individual Number Card"),
    Document.LICENCE: _("Driving licence"),
    Document.PASSPORT: _("Passport"),
    Document.RESIDENCE_CARD: _("Residence card"),
    Document.DISABILITY: _("Disability certificate"),
    Document.INSURANCE: _("Health insurance confirmation"),
    Document.PENSION: _("Pension book"),
    Document.STUDENT: _("Student card"),
    Document.CHILD_BOOK: _("Mother and child book"),
    Document.NOTICE: _("Notice of the Individual Number"),
}
FAULTS = {
    "blurred": _("Blurred, too dark or too bright"),
    "background": _("The background is not plain"),
    "covered": _("Hat, mask or hair over the face"),
    "old": _("Older than six months"),
    "another": _("It seems to be another person's"),
}
PINS = {
    PinKind.TEXT: _("PIN for reading name and address (4 digits)"),
    PinKind.REGISTER: _("PIN for the resident register (4 digits)"),
    PinKind.AUTHENTICATION: _("PIN for signing in (4 digits)"),
    PinKind.SIGNATURE: _("Password for signatures (6 to 16 capital letters and digits)"),
}


class _Day(forms.DateInput):
    input_type = "date"


class PaperForm(forms.Form):
    """A form that came by post: the ID on it says whose it is."""

    form_id = forms.CharField(
        label=_("Application ID"),
        max_length=40,
        help_text=_("The 23 digits on the application form. Spaces do not matter."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_form_id(self) -> str:
        """The 23 digits."""
        return form_id_of(self.cleaned_data["form_id"])


def form_id_of(typed: str) -> str:
    """The 23 digits of an application ID, or the form's error."""
    try:
        return parse_form_id(typed)
    except InvalidNumber:
        raise ValidationError(_("These are not the 23 digits of an application ID. Look at the form again.")) from None


class KnockForm(PaperForm):
    """An application ID and the birth date that belongs to it."""

    birth = forms.DateField(label=_("Date of birth"), widget=_Day())


class WishesFields(forms.Form):
    """What is applied for."""

    by = forms.ChoiceField(label=_("Who applies?"), widget=forms.RadioSelect, initial=AppliedBy.SELF)
    reason = forms.ChoiceField(label=_("Why is a card wanted?"), choices=list(REASONS.items()))
    no_signature = forms.BooleanField(label=_("Without the certificate for signatures"), required=False)
    no_sign_in = forms.BooleanField(label=_("Without the certificate for signing in"), required=False)
    face_only = forms.BooleanField(
        label=_("Without PINs: a card for health insurance and as proof of identity only"), required=False
    )

    def offer(self, reasons: Sequence[Reason]) -> None:
        """Only reasons that fit the card that is there."""
        self.fields["reason"].choices = [(one, REASONS[one]) for one in reasons]  # type: ignore[attr-defined]

    def wishes(self, handover: Handover = Handover.COLLECTION) -> Wishes:
        """As the rules take them."""
        data = self.cleaned_data
        return Wishes(
            Reason(data["reason"]), handover, data["face_only"], not data["no_sign_in"], not data["no_signature"]
        )

    def applied_by(self) -> AppliedBy:
        """Who applies."""
        return AppliedBy(self.cleaned_data["by"])


class OnlineForm(KnockForm, WishesFields):
    """The first page of an application online."""

    channel = forms.ChoiceField(
        label=_("Where does the photo come from?"),
        widget=forms.RadioSelect,
        choices=[(one, CHANNELS[one]) for one in Channel if one in ONLINE],
        initial=Channel.WEB,
    )
    field_order = ("form_id", "birth", "channel", "by", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = (AppliedBy.SELF, AppliedBy.REPRESENTATIVE, AppliedBy.GUARDIAN)
        self.fields["by"].choices = [(one, APPLICANTS[one]) for one in who]  # type: ignore[attr-defined]


class OfficeForm(WishesFields):
    """An application that the office takes in for the resident on the page."""

    channel = forms.ChoiceField(
        label=_("How does it come?"),
        choices=[(one, CHANNELS[one]) for one in Channel if one not in ONLINE],
        initial=Channel.COUNTER,
    )
    handover = forms.ChoiceField(
        label=_("How does the card come to its holder?"), widget=forms.RadioSelect, choices=list(HANDOVERS.items()),
        initial=Handover.COLLECTION,
    )  # fmt: skip
    ward = forms.BooleanField(label=_("The person is an adult under guardianship"), required=False)
    form_id = forms.CharField(
        label=_("Application ID of the paper form"), max_length=40, required=False, help_text=_("Only for paper.")
    )
    branch = forms.CharField(
        label=_("Branch where the papers lie"),
        max_length=24,
        initial=MAIN_OFFICE,
        help_text=_("“main” for the town hall itself."),
    )
    field_order = ("channel", "by", "ward", "handover", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = list(APPLICANTS.items())  # type: ignore[attr-defined]

    def for_centre(self, form_id: str) -> None:
        """The issuing centre gets forms by post: paper, collected, with the ID that led here."""
        self.fields["channel"].choices = [(Channel.PAPER, CHANNELS[Channel.PAPER])]  # type: ignore[attr-defined]
        self.fields["handover"].choices = [(Handover.COLLECTION, HANDOVERS[Handover.COLLECTION])]  # type: ignore[attr-defined]
        self.fields["form_id"].required, self.fields["form_id"].initial = True, grouped(form_id)
        del self.fields["branch"]

    def clean_form_id(self) -> str:
        """The 23 digits, or empty."""
        text = self.cleaned_data["form_id"]
        return form_id_of(text) if text else ""


class PhotoForm(forms.Form):
    """A photo, from a file or the camera (camera.js fills the same field)."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG or PNG, from the front, no hat, plain background, taken within six months, 35 by 45."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "data-camera": "photo"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    """The applicant's word that name and photo are theirs, and the PINs of a card that is posted."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, wishes: Wishes, *args: Any, photo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = secrets_wanted(wishes)
        for kind in self.kinds:
            self.fields[kind.value] = _pin(PINS[kind])
            self.fields[f"{kind.value}_again"] = _pin(_("The same once more"))
        label = _("This is my name and this is my photo") if photo else _("This is the child's name")
        self.fields["mine"] = forms.BooleanField(label=label)

    def clean(self) -> dict[str, Any]:
        """Each PIN twice the same."""
        data = super().clean() or {}
        for kind in self.kinds:
            if data.get(kind.value) != data.get(f"{kind.value}_again"):
                self.add_error(f"{kind.value}_again", _("The two are not the same. Type both again."))
        return data

    def secrets(self) -> dict[PinKind, str]:
        """What was chosen."""
        return {kind: self.cleaned_data[kind.value] for kind in self.kinds}


class ReceiptForm(forms.Form):
    """A receipt's number."""

    number = forms.CharField(
        label=_("Receipt number"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        """The digits."""
        try:
            return parse_receipt(self.cleaned_data["number"])
        except InvalidNumber:
            raise ValidationError(_("This is no receipt number. Look at the receipt again.")) from None


class SearchForm(forms.Form):
    """The beginning of a name."""

    text = forms.CharField(label=_("Beginning of the name, in kanji or kana"), max_length=40)


class FaultForm(forms.Form):
    """Why another photo is needed."""

    fault = forms.ChoiceField(label=_("What is wrong with the photo?"), choices=list(FAULTS.items()))


class IdentifyForm(forms.Form):
    """Which documents were shown."""

    documents = forms.MultipleChoiceField(
        label=_("Documents that the applicant shows"),
        choices=list(DOCUMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One with a photo, or two others."),
    )

    def chosen(self) -> list[Document]:
        """As the rules take them."""
        return [Document(value) for value in self.cleaned_data["documents"]]


class VersionForm(forms.Form):
    """The version that was shown, on a page that asks once more."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TextForm(forms.Form):
    """A question or an answer between centre and town."""

    text = forms.CharField(label=_("Text"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReceiptsForm(forms.Form):
    """Some of the receipt numbers that a page lists."""

    receipts = forms.MultipleChoiceField(label=_("Receipt numbers"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, offered: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receipts"].choices = [(one, one) for one in offered]  # type: ignore[attr-defined]


def _pin(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=16, strip=False, widget=widget)


def birth_of(form: KnockForm) -> date:
    """The birth date that was typed."""
    day: date = form.cleaned_data["birth"]
    return day
