"""Writes. What touches an authority is done outside transactions, in steps each of which is written down before the next."""

from tegata.services.certificates.actions.endings import (
    attributes_changed,
    end,
    installed,
    resume,
    send_notice,
    tell_authorities,
)
from tegata.services.certificates.actions.orders import abandon, ask, certify, certify_all, finish_orders
from tegata.services.certificates.actions.reconciling import Reconciliation, links, reconcile
from tegata.services.certificates.actions.signing_in import SignedIn, SignInRefused, authenticate

__all__ = [
    "Reconciliation",
    "SignInRefused",
    "SignedIn",
    "abandon",
    "ask",
    "attributes_changed",
    "authenticate",
    "certify",
    "certify_all",
    "end",
    "finish_orders",
    "installed",
    "links",
    "reconcile",
    "resume",
    "send_notice",
    "tell_authorities",
]
