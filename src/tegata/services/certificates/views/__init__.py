"""Pages: a holder's own (signing in with the card, cards, notices, who looked), and those of the issuing centre."""

from tegata.services.certificates.views.own import cards, looked, notices, renew, sign_in, sign_out
from tegata.services.certificates.views.staff import card, queue, search, staff_sign_in

__all__ = [
    "card",
    "cards",
    "looked",
    "notices",
    "queue",
    "renew",
    "search",
    "sign_in",
    "sign_out",
    "staff_sign_in",
]
