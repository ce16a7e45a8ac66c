"""Ten walks through the town: what somebody may try, and where it begins. A walk whose page is not there is not shown."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Walk:
    """A title, who does what, and the name of the route where it begins."""

    title: Promise
    text: Promise
    route: str

    @property
    def is_open(self) -> bool:
        """Whether its page is there."""
        try:
            reverse(self.route)
        except NoReverseMatch:
            return False
        return True

    @property
    def href(self) -> str:
        """Where it begins."""
        return reverse(self.route)


WALKS: tuple[Walk, ...] = (
    Walk(
        _("See how many have a card"),
        _("The numbers of the real country beside those of this town, by town, age and reason."),
        "statistics:dashboard",
    ),
)
