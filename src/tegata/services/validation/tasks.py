"""What is done by the calendar. Each is safe to run twice."""

from tegata.ground.act import Act
from tegata.ground.schedule import daily
from tegata.services.validation import actions


@daily("validation.forget ended tokens")
def forget_ended_tokens(act: Act) -> None:
    """A token lives for a minute; its trace for a day."""
    actions.forget_ended_tokens(act)
