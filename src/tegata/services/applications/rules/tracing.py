"""Nothing gets lost on the way: how long an application may lie, a question may wait, an application ID may be tried.

Seed: Iwaki, Saga, Shibata 2023 (lost between branch and centre); Yokohama 2023 (questions left lying).
"""

from datetime import date, timedelta

CENTRE, ON_THE_WAY = "centre", "on the way"
MAIN_OFFICE = "main"
PASSED_ON_WITHIN = timedelta(days=1)
"""What nobody at the centre has acknowledged after this is shown as overdue."""
ANSWERED_WITHIN = timedelta(days=7)
"""[guess] How long a town has for an answer to the centre."""
DRAFTS_KEPT = timedelta(days=1)
"""An application that was begun and not sent is forgotten, its photo with it."""
TRIES, TRIES_WITHIN = 5, timedelta(hours=1)
"""[guess] Tries of an application ID with a birth date on public pages."""


class TooManyTries(PermissionError):
    """An application ID was tried too often."""

    def __init__(self) -> None:
        super().__init__("this application ID was tried too often; try again in an hour, or ask at the town hall")


class WrongPair(PermissionError):
    """There is no form of this application ID and this birth date; which of the two is wrong is not told."""

    def __init__(self) -> None:
        super().__init__("this application ID and birth date do not belong together; look at the form again")


class FormNoLonger(ValueError):
    """The form cannot be used: it was used, or the record changed since it was printed."""

    def __init__(self) -> None:
        super().__init__(
            "this form can no longer be used: an application was made with it, or name or address changed since it was "
            "printed; get a new form at the town hall"
        )


class OneOpenAlready(ValueError):
    """The resident has an open application."""

    def __init__(self) -> None:
        super().__init__("there is an open application already; wait for its card, or have it cancelled first")


class NotConfirmed(ValueError):
    """The applicant has not confirmed the photo."""

    def __init__(self) -> None:
        super().__init__("the applicant has to look at name and photo side by side first, and say that they are theirs")


class NotIdentified(ValueError):
    """A card that goes by post needs its applicant identified at application."""

    def __init__(self) -> None:
        super().__init__("a card sent by post needs the applicant identified now: enter the documents that were shown")


class NoPhoto(ValueError):
    """There is no photo yet."""

    def __init__(self) -> None:
        super().__init__("there is no photo yet; take or choose one first")


class AnotherPicture(ValueError):
    """What was shown is not what is kept."""

    def __init__(self) -> None:
        super().__init__("the photo was changed since it was shown; look at it again")


class RecordChanged(ValueError):
    """The resident record changed since the form was printed."""

    def __init__(self) -> None:
        super().__init__("the resident record changed since this application; a new form and application are needed")


def is_overdue(due: date, today: date) -> bool:
    """Whether an answer is late."""
    return due < today
