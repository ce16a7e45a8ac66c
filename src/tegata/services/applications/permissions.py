"""What may be done with applications, `room:object:verb`. Each has the office that holds it beside it."""

from enum import StrEnum


class Permission(StrEnum):
    """Held within one's own town; the issuing centre has no town and reaches all."""

    READ = "applications:application:read"  # town hall, issuing centre
    PRINT_FORM = "applications:form:print"  # town hall
    ENTER = (
        "applications:application:enter"  # town hall (counter, visit, prison, embassy's desk), issuing centre (paper)
    )
    IDENTIFY = "applications:applicant:identify"  # town hall
    REVIEW = "applications:application:review"  # town hall
    CANCEL = "applications:application:cancel"  # town hall, issuing centre
    SEND_ON = "applications:transfer:send"  # town hall, its branches
    ACKNOWLEDGE = "applications:transfer:acknowledge"  # issuing centre
    ASK = "applications:question:ask"  # issuing centre
    ANSWER = "applications:question:answer"  # town hall
