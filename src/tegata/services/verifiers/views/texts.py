"""What the pages say of roles, states, steps, answers, attributes and refusals."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.services.verifiers.forms import ROLES
from tegata.services.verifiers.rules import Answered, Fault, FirmState, Refusal, Role, Step

ROLE: dict[Role, object] = {Role(value): label for value, label in ROLES}

STATES: dict[FirmState, parts.Tag] = {
    FirmState.APPLIED: parts.Tag(_("Applied"), "info"),
    FirmState.ACCREDITED: parts.Tag(_("Accredited"), "success"),
    FirmState.SUSPENDED: parts.Tag(_("Suspended"), "warning"),
    FirmState.REFUSED: parts.Tag(_("Refused"), "neutral"),
    FirmState.ENDED: parts.Tag(_("Ended"), "neutral"),
}
STEPS: dict[Step, Promise] = {
    Step.ACCREDIT: _("Propose accreditation"),
    Step.REFUSE: _("Propose to refuse"),
    Step.SUSPEND: _("Suspend now"),
    Step.RESUME: _("Propose to end the suspension"),
    Step.END: _("Propose to end the accreditation"),
}
PROPOSED: dict[Step, Promise] = {
    Step.ACCREDIT: _("To accredit this firm is proposed."),
    Step.REFUSE: _("To refuse this firm's application is proposed."),
    Step.SUSPEND: _("To suspend this firm is proposed."),
    Step.RESUME: _("To end the suspension of this firm is proposed."),
    Step.END: _("To end this firm's accreditation is proposed."),
}
FOLLOWS: dict[Step, Promise] = {
    Step.ACCREDIT: _("Its signed requests are answered from then on; for a service provider its operator's are."),
    Step.REFUSE: _("The application is closed. The firm can apply again under another id."),
    Step.SUSPEND: _(
        "None of its requests is answered from now on. Another officer has to agree before it is answered again."
    ),
    Step.RESUME: _("Its requests are answered again."),
    Step.END: _("None of its requests is answered ever again. Consents stay visible to their holders."),
}
CONSENT_STATES: dict[str, parts.Tag] = {
    "counts": parts.Tag(_("Counts"), "success"),
    "not-begun": parts.Tag(_("Counts from tomorrow"), "info"),
    "lapsed": parts.Tag(_("Over"), "neutral"),
    "withdrawn": parts.Tag(_("Withdrawn by its holder"), "warning"),
}
ANSWERS: dict[str, Promise] = {
    Answered.SAME.value: _("Nothing new; nothing was given"),
    Answered.SUPERSEDED.value: _("Your latest attributes"),
    Answered.GONE.value: _("That the person died"),
    Answered.NOT_YET.value: _("Not yet: your new certificate was not issued; nothing was given"),
}
ATTRIBUTES: dict[str, Promise] = {
    "name": _("Name"),
    "name_kana": _("Reading of the name"),
    "former_name": _("Former name"),
    "address": _("Address"),
    "planned_departure": _("Planned departure from Japan"),
    "birth": _("Date of birth"),
    "sex": _("Sex"),
}
WHATS: dict[str, Promise] = {
    "consents": _("Consents"),
    "withdrawals": _("Withdrawals"),
    "attributes": _("Latest attributes"),
    "user-ids": _("Ids of people at firms"),
    "user-ids forgotten": _("Deleted ids"),
    "usage": _("Usage report"),
}

FAULTS: dict[Fault, Promise] = {
    Fault.ID_TAKEN: _("Another firm has this id; choose one that nobody has."),
    Fault.PROVIDER_KEY: _("A service provider never asks the centre itself and needs no key here."),
    Fault.KEY_TAKEN: _("A firm has this key already; every firm makes a key of its own."),
    Fault.LAST_KEY: _("This is the firm's last key: enter the new one first, or suspend the firm."),
    Fault.QUOTA: _("A quota is a number of requests a day."),
    Fault.PARTIES: _("A contract is between a service provider and a platform operator."),
    Fault.CLOSED: _("One of the two is refused or ended."),
    Fault.PROPOSED: _("Something is proposed for this firm already; decide that first."),
    Fault.NOT_PROPOSED: _("Nothing is proposed for this firm."),
    Fault.NO_KEY: _("The firm has no key yet: enter the one that it signs its requests with."),
    Fault.ID_FORM: _("An id is small letters and digits, parts joined by -, and begins with a letter: bank-1."),
    Fault.NOT_A_KEY: _("This is no public key (PEM, or a JWK)."),
    Fault.KEY_KIND: _("A key is P-256, or RSA of 2048 bits and more."),
    Fault.NOT_NOW: _("This is not decided about a firm in this state; look at its page again."),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A refusal: what happened, what to do next."""

    what: Promise
    next: Promise


PROBLEMS: dict[Refusal, Explained] = {
    Refusal.MALFORMED: Explained(
        _("The request is not what this address takes."),
        _("Compare method and members with the description of the interface; detail names what is wrong."),
    ),
    Refusal.NOT_SIGNED: Explained(
        _("The request does not prove who sends it."),
        _(
            "Sign a fresh token for each request with a key the authority has. Check the clock, the address and the body's hash."
        ),
    ),
    Refusal.NOT_AN_OPERATOR: Explained(
        _("The sender is known to the status service and is no firm of this interface."),
        _("Apply at the authority's office as an accredited verifier or a platform operator."),
    ),
    Refusal.SUSPENDED: Explained(
        _("The firm, or the service provider it asks for, is not accredited now."),
        _("Ask the authority's office. Do not send the request again until it says so."),
    ),
    Refusal.NO_CONTRACT: Explained(
        _("No contract with this service provider is known."),
        _("Have the contract entered at the authority's office, and check the service provider's id."),
    ),
    Refusal.UNKNOWN_CONSENT: Explained(
        _("There is no consent of this id that came through you."),
        _("Check the id. A consent that another operator passed on is not shown."),
    ),
    Refusal.UNKNOWN_SERIAL: Explained(
        _("No certificate of this serial number was issued to a holder of this system, so nothing is linked to it."),
        _("Check kind and serial number. Do not treat the person as known or as valid."),
    ),
    Refusal.NO_DOCUMENT: Explained(
        _("The document is not CMS signed data by exactly one signer, or was altered."),
        _("Send the bytes that the holder's card signed, whole, in base64."),
    ),
    Refusal.NOT_ACCEPTED: Explained(
        _("The certificate that signed the document does not count now; reason says why."),
        _("If it is revoked or expired, ask the holder to have the certificates renewed and to sign again."),
    ),
    Refusal.NO_CONSENT_TEXT: Explained(
        _("The signed text is no consent and no withdrawal in the prescribed form."),
        _(
            "Build the text with all required items, canonically; detail names the first item that is wrong. Have it signed anew."
        ),
    ),
    Refusal.OTHER_PARTIES: Explained(
        _("The signed text is about another firm or another consent than the request."),
        _("A consent counts for one service provider through one operator. Have the right text signed."),
    ),
    Refusal.OTHER_HOLDER: Explained(
        _("The certificate is of another person than the one who consented."),
        _(
            "Use the serial number of the certificate of the same customer. Look for customers of the same name that were mixed up."
        ),
    ),
    Refusal.NOT_BEGUN: Explained(
        _("The consent counts from the day after it was given."),
        _("Ask again from the moment in detail on."),
    ),
    Refusal.LAPSED: Explained(
        _("The ten years of the consent are over."),
        _("Ask the holder for a new consent."),
    ),
    Refusal.WITHDRAWN: Explained(
        _("The holder withdrew the consent."),
        _("Nothing is given any more. Stop asking; a new consent needs a new text and a new signature."),
    ),
    Refusal.RECEIVED_WHEN: Explained(
        _("The moment of receipt lies ahead or too long ago."),
        _("Send consents on when they arrive; check the clock."),
    ),
    Refusal.QUOTA: Explained(
        _("The firm has used up its requests of the day."),
        _("Go on tomorrow, or have the quota raised at the authority's office."),
    ),
    Refusal.AWAY: Explained(
        _("A certification authority cannot be reached, so nothing can be said about the certificate."),
        _("Try again later. Until then it is not valid."),
    ),
}
