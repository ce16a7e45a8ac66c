"""Writes. Firms are decided about by staff; what firms ask for leaves its trace in usage, in the log, and before the holder."""

from tegata.services.verifiers.actions.asking import Asker, count, refused
from tegata.services.verifiers.actions.attributes import FETCH, fetch
from tegata.services.verifiers.actions.consents import (
    GIVE,
    WITHDRAW,
    give,
    own,
    withdraw,
    withdraw_by_holder,
    withdraw_with_card,
)
from tegata.services.verifiers.actions.firms import (
    VERBS,
    add_key,
    apply,
    contract,
    decide,
    drop,
    end_contract,
    propose,
    retire_key,
    set_quota,
    suspend,
)
from tegata.services.verifiers.actions.user_ids import FIND, FORGET, forget, user_id

__all__ = [
    "FETCH",
    "FIND",
    "FORGET",
    "GIVE",
    "VERBS",
    "WITHDRAW",
    "Asker",
    "add_key",
    "apply",
    "contract",
    "count",
    "decide",
    "drop",
    "end_contract",
    "fetch",
    "forget",
    "give",
    "own",
    "propose",
    "refused",
    "retire_key",
    "set_quota",
    "suspend",
    "user_id",
    "withdraw",
    "withdraw_by_holder",
    "withdraw_with_card",
]
