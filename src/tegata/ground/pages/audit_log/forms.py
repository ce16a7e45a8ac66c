"""What an auditor asks the log for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tegata.ground import audit_search
from tegata.ground.act import Act
from tegata.ground.audit_search import Search


class SearchForm(forms.Form):
    """At least one of chain, subject and actor: by these the log is kept in order."""

    chain = forms.CharField(
        label=_("Chain"),
        required=False,
        max_length=16,
        help_text=_("The 6-digit code of a town, or the word of an office."),
    )
    subject = forms.UUIDField(label=_("Resident's public ID"), required=False)
    actor = forms.CharField(
        label=_("Actor"), required=False, max_length=60, help_text=_("As in the log, such as staff:sato.")
    )
    verb = forms.CharField(label=_("Act begins with"), required=False, max_length=60)
    since = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Refuse what no index finds."""
        if not self.errors and not Search(**self._given()).narrow:
            raise forms.ValidationError(
                _("Give a chain, a resident's public ID or an actor: the whole log is too long.")
            )
        return self.cleaned_data

    @property
    def search(self) -> Search:
        """What was asked."""
        return Search(**self._given())

    def _given(self) -> dict[str, Any]:
        return {name: value or None for name, value in self.cleaned_data.items()}


class ChainForm(forms.Form):
    """Which chain to check."""

    chain = forms.CharField(
        label=_("Chain"), max_length=16, help_text=_("The 6-digit code of a town, or the word of an office.")
    )

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act

    def clean_chain(self) -> str:
        """A chain that is there and that the actor may see."""
        chain: str = self.cleaned_data["chain"]
        if not audit_search.has_chain(self.act, chain):
            raise forms.ValidationError(_("There is no such chain, or it is another office's. Check the code."))
        return chain
