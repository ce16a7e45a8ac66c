"""The states of an application and the only steps between them. A form that is printed and not yet used is no application.

Deny by default: a step that is not in the table does not happen, and the refusal says what to do instead.
"""

from enum import StrEnum


class State(StrEnum):
    """Where an application stands."""

    BEGUN = "begun"  # not sent yet: nobody has received anything
    RECEIVED = "received"  # 受付
    PHOTO_PROBLEM = "photo problem"  # 写真不備: the applicant is asked for another photo
    REVIEWED = "reviewed"  # 審査済: the town looked at it
    ACCEPTED = "accepted"  # 正式受理: a card is ordered
    MAKING = "making"  # 作成中: the point of no return
    MADE = "made"  # 作成済
    CANCELLED = "cancelled"  # 取消
    REJECTED = "rejected"  # 却下
    LAPSED = "lapsed"  # 失効: the resident record changed


class Step(StrEnum):
    """What may be done with an application."""

    SEND = "send it"
    ASK_PHOTO = "ask for another photo"
    NEW_PHOTO = "take another photo"
    REVIEW = "pass it"
    ACCEPT = "accept it"
    MAKE = "make its card"
    FINISH = "finish its card"
    CANCEL = "cancel it"
    REJECT = "reject it"
    LAPSE = "let it lapse"


OPEN = frozenset({State.RECEIVED, State.PHOTO_PROBLEM, State.REVIEWED, State.ACCEPTED, State.MAKING})
"""A resident has at most one application in these."""
CANCELLABLE = OPEN - {State.MAKING}
CLOSED = frozenset({State.MADE, State.CANCELLED, State.REJECTED, State.LAPSED})

_TO: dict[Step, tuple[frozenset[State], State]] = {
    Step.SEND: (frozenset({State.BEGUN}), State.RECEIVED),
    Step.ASK_PHOTO: (frozenset({State.RECEIVED, State.REVIEWED}), State.PHOTO_PROBLEM),
    Step.NEW_PHOTO: (frozenset({State.PHOTO_PROBLEM}), State.RECEIVED),
    Step.REVIEW: (frozenset({State.RECEIVED}), State.REVIEWED),
    Step.ACCEPT: (frozenset({State.REVIEWED}), State.ACCEPTED),
    Step.MAKE: (frozenset({State.ACCEPTED}), State.MAKING),
    Step.FINISH: (frozenset({State.MAKING}), State.MADE),
    Step.CANCEL: (CANCELLABLE, State.CANCELLED),
    Step.REJECT: (frozenset({State.RECEIVED, State.PHOTO_PROBLEM, State.REVIEWED}), State.REJECTED),
    Step.LAPSE: (CANCELLABLE, State.LAPSED),
}


class NotNow(ValueError):
    """The application is not in a state for this. The text says in which it is."""

    def __init__(self, state: State, step: Step) -> None:
        super().__init__(f"this application is {state}: to {step} is not possible now; look at its page for what is")
        self.state = state
        self.step = step


def after(state: State, step: Step) -> State:
    """The state after a step. Raises NotNow."""
    sources, target = _TO[step]
    if state not in sources:
        raise NotNow(state, step)
    return target


def can(state: State, step: Step) -> bool:
    """Whether the step is possible now."""
    return state in _TO[step][0]
