"""Why a firm's request is refused: one word each, with its HTTP status. Each has a page that says what to do."""

from enum import Enum


class Refusal(Enum):
    """Word and status."""

    MALFORMED = ("malformed", 400)  # no JSON object of the members that the address takes
    NOT_SIGNED = ("not-signed", 401)  # no token, or one that does not count
    NOT_AN_OPERATOR = ("not-an-operator", 403)
    SUSPENDED = ("suspended", 403)
    NO_CONTRACT = ("no-contract", 403)  # with the service provider that is named
    UNKNOWN_CONSENT = ("unknown-consent", 404)  # or one of another operator
    UNKNOWN_SERIAL = ("unknown-serial", 404)  # links cannot be had: the request fails with this
    NO_DOCUMENT = ("no-document", 422)  # not CMS signed by one certificate
    NOT_ACCEPTED = ("certificate-not-accepted", 422)  # signature good, certificate not: `reason` says why
    NO_CONSENT_TEXT = ("no-consent-text", 422)
    OTHER_PARTIES = ("other-parties", 422)  # the text names another operator, provider or consent
    OTHER_HOLDER = ("other-holder", 403)  # the serial number or the withdrawal is not of who consented
    NOT_BEGUN = ("not-begun", 403)  # it counts from the next day
    LAPSED = ("lapsed", 403)
    WITHDRAWN = ("withdrawn", 403)
    RECEIVED_WHEN = ("received-when", 422)  # `received_at` lies ahead, or too long ago
    QUOTA = ("quota", 429)
    AWAY = ("away", 503)  # an authority or its records cannot be reached: never taken for valid

    def __init__(self, word: str, status: int) -> None:
        self.word = word
        self.status = status


class Refused(Exception):
    """A request is refused. `detail` adds what helps; nothing of a person stands in it."""

    def __init__(self, refusal: Refusal, detail: str = "", reason: str = "") -> None:
        super().__init__(detail or refusal.word)
        self.refusal = refusal
        self.detail = detail
        self.reason = reason
