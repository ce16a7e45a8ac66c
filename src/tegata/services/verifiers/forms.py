"""What staff enter about firms, and what a holder types to withdraw a consent. A password is never shown again and never kept."""

import json
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django import forms
from django.utils.translation import gettext_lazy as _
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from tegata.ground.ports import NotPlugged, plugged
from tegata.services.verifiers.queries import FirmView
from tegata.services.verifiers.rules import Role

ROLES = [
    (Role.VERIFIER.value, _("Accredited verifier")),
    (Role.OPERATOR.value, _("Platform operator")),
    (Role.PROVIDER.value, _("Service provider")),
]
NO_KEY = _("This is neither a public key nor a certificate in PEM, nor a JWK of kind EC or RSA.")
PRIVATE = _(
    "This is a private key. Nobody but the firm may have it: have the firm make a new one, and send the public half."
)
OWN_READER = "home"


@dataclass(frozen=True, slots=True)
class SentKey:
    """A public key (SubjectPublicKeyInfo, DER), and the certificate it came in."""

    public_key: bytes
    certificate: bytes | None = None


class FirmForm(forms.Form):
    """An application."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)
    firm_id = forms.CharField(
        label=_("Id"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens: bank-1. It stands in contracts and reports."),
    )
    name = forms.CharField(label=_("Name"), max_length=100)
    purpose = forms.CharField(label=_("What certificates are checked for"), max_length=200)


class KeyForm(forms.Form):
    """The key that a firm signs its requests with."""

    key = forms.CharField(
        label=_("Public key"),
        max_length=10_000,
        help_text=_("A public key or certificate in PEM, or a JWK. P-256, or RSA of 2048 bits and more."),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_key(self) -> SentKey:
        """The key, whatever it was wrapped in."""
        text = self.cleaned_data["key"].strip()
        if "PRIVATE KEY" in text:
            raise forms.ValidationError(PRIVATE)
        try:
            return _from_jwk(text) if text.startswith("{") else _from_pem(text.encode())
        except (ValueError, TypeError, JoseError) as error:
            raise forms.ValidationError(NO_KEY) from error


class ContractForm(forms.Form):
    """The other side of a contract."""

    other = forms.ChoiceField(label=_("Firm"))

    def __init__(self, *arguments: Any, firms: list[FirmView], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["other"].choices = [(one.firm_id, f"{one.name} ({one.firm_id})") for one in firms]  # type: ignore[attr-defined]


class QuotaForm(forms.Form):
    """Requests a day."""

    quota = forms.IntegerField(label=_("Requests a day"), min_value=0, max_value=1_000_000_000)


class WithdrawForm(forms.Form):
    """The reader on which the card lies, and the password of the signature certificate, typed by the holder."""

    reader = forms.ChoiceField(label=_("Card reader"))
    password = forms.RegexField(
        r"^[A-Za-z0-9]{6,16}\Z",
        label=_("Password of the signature certificate (6 to 16 letters and digits)"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "maxlength": "16"}),
        error_messages={"invalid": _("The password has 6 to 16 letters and digits. Nothing was sent to the card.")},
        help_text=_("After five wrong passwords the certificate is locked; the town hall unlocks it."),
    )
    last_try = forms.BooleanField(
        label=_("Only one try is left: try all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(OWN_READER, _("The reader beside me")), *((name, name) for name in _readers())]
        self.fields["reader"].choices = choices  # type: ignore[attr-defined]

    def clean_password(self) -> str:
        """Capitals, as the card has it."""
        return str(self.cleaned_data["password"]).upper()


def _readers() -> list[str]:
    try:
        found: list[str] = plugged("readers")()
    except NotPlugged:
        return []
    return found


def _from_jwk(text: str) -> SentKey:
    sent = json.loads(text)
    if "d" in sent:
        raise forms.ValidationError(PRIVATE)
    key = RSAKey.import_key(sent) if sent.get("kty") == "RSA" else ECKey.import_key(sent)
    return SentKey(key.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _from_pem(text: bytes) -> SentKey:
    if b"BEGIN CERTIFICATE" not in text:
        key = load_pem_public_key(text)
        return SentKey(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    certificate = x509.load_pem_x509_certificate(text)
    key = certificate.public_key()
    return SentKey(
        key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), certificate.public_bytes(Encoding.DER)
    )
