"""What is done all the time (queues to the authorities) and by the calendar (notices). Each is safe to run twice."""

from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.ground.pages import gauges
from tegata.ground.schedule import continually, daily
from tegata.services.certificates import actions, queries

PAGE = 500
gauges.register("certificates.orders", _("Waiting for the certification authorities"), lambda _act: queries.waiting())


@continually("certificates.finish orders")
def finish_orders(act: Act) -> int:
    """Orders that a crash or an authority away left over."""
    return actions.finish_orders(act)


@continually("certificates.tell authorities")
def tell_authorities(act: Act) -> int:
    """Holds and revocations."""
    return actions.tell_authorities(act)


@daily("certificates.notice")
def notice(act: Act) -> None:
    """Notices about certificates that end before their card."""
    while keys := queries.to_notice(act.today, PAGE):
        for key in keys:
            actions.send_notice(act, *key)
