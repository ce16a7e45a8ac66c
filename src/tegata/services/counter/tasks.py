"""What the counter does by the calendar."""

from tegata.ground.act import Act
from tegata.ground.schedule import daily
from tegata.services.counter.actions import counting


@daily("counter.counts")
def counts(act: Act) -> None:
    """Mark towns that did not count yesterday."""
    counting.mark_omitted(act, counting.yesterday(act.today))
