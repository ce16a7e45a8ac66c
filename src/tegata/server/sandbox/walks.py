"""Ten walks through the town: who does what, and where it begins. A walk whose page is not there is not shown."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Walk:
    """A title, the logins that walk it, what they do, and the name of the route where it begins."""

    title: Promise
    logins: str
    text: Promise
    route: str

    @property
    def href(self) -> str:
        """Where it begins; empty where that page is not there."""
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return ""


WALKS: tuple[Walk, ...] = (
    Walk(
        _("Apply"),
        "clerk-1",
        _("Find somebody without a card, print the form, and apply with its 23 digits and a photo."),
        "applications:start",
    ),
    Walk(
        _("Review"),
        "reviewer-1, reviewer-2",
        _(
            "Pass the namesakes' applications. One applicant has the face of a card holder: both reviewers have to look."
        ),
        "applications:today",
    ),
    Walk(
        _("Make"),
        "centre-1",
        _("Watch the accepted card being made, then pack the parcel and send it to the town."),
        "production:centre",
    ),
    Walk(
        _("Hand over"),
        "stock-1, proof-1, clerk-1",
        _("Scan the parcel in, lay the card on the reader, identify its holder, and let them type the PINs."),
        "counter:begin_handover",
    ),
    Walk(
        _("Move"),
        "clerk-1, neighbour-1",
        _(
            "Enter the arrival of whoever gave notice yesterday, and rewrite the card: chip, face, certificates in one act."
        ),
        "residents:search",
    ),
    Walk(
        _("Lose it"),
        "hotline-1",
        _("Take the call, find the caller, stop the card; within a second nobody may rely on it."),
        "hotline:calls",
    ),
    Walk(
        _("Renew"),
        "post-1, pin-desk",
        _("Sign in as the holder whose card ends soon, and see what may be renewed from when."),
        "my_cards",
    ),
    Walk(
        _("Die"),
        "clerk-2",
        _("Enter a death, and see the card, its certificates and the statistics follow."),
        "residents:search",
    ),
    Walk(
        _("A number leaks"),
        "chief-1, chief-2",
        _("Change a leaked number: the old one is never given again, and the card that shows it falls."),
        "numbering:find",
    ),
    Walk(
        _("Count the stock"),
        "stock-1, stock-2",
        _("Count the cards of the day, and find out on the same day which one is missing."),
        "counter:count",
    ),
    Walk(
        _("See how many have a card"),
        "",
        _("The numbers of the real country beside those of this town, by town, age and reason."),
        "statistics:dashboard",
    ),
)
