"""What is done all the time (lists are published, questions logged) and by the calendar. Each is safe to run twice."""

from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.ground.pages import gauges
from tegata.ground.ports import plugged
from tegata.ground.schedule import continually, daily
from tegata.services.certificates.api import AuthorityAway
from tegata.services.validation import actions
from tegata.services.validation.rules import Lists


def _overdue(_act: Act) -> int:
    lists: Lists = plugged("lists")
    try:
        return lists.overdue()
    except AuthorityAway:
        return 0


gauges.register("validation.lists", _("Revocation lists older than today's"), _overdue)


@continually("validation.publish lists")
def publish_lists(act: Act) -> int:
    """What changed at once, everything once a day. An authority that is away is waited for: what is published stays."""
    lists: Lists = plugged("lists")
    try:
        return lists.publish(act.at)
    except AuthorityAway:
        return 0


@continually("validation.fold journal")
def fold_journal(act: Act) -> int:
    """Who asked about which certificate."""
    return actions.fold_journal(act, plugged("status-journal"))


@daily("validation.forget ended tokens")
def forget_ended_tokens(act: Act) -> None:
    """A token lives for a minute; its trace for a day."""
    actions.forget_ended_tokens(act)
