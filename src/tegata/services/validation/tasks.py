"""What is done all the time (the journal of questions goes into the log) and by the calendar. Each is safe to run twice."""

from tegata.ground.act import Act
from tegata.ground.ports import plugged
from tegata.ground.schedule import continually, daily
from tegata.services.validation import actions


@continually("validation.fold journal")
def fold_journal(act: Act) -> int:
    """Who asked about which certificate."""
    return actions.fold_journal(act, plugged("status-journal"))


@daily("validation.forget ended tokens")
def forget_ended_tokens(act: Act) -> None:
    """A token lives for a minute; its trace for a day."""
    actions.forget_ended_tokens(act)
