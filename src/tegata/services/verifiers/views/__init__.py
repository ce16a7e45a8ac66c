"""Pages: the authority's about firms, a holder's about consents, and one about every refusal that a program meets."""

from tegata.services.verifiers.views.firms import (
    contract,
    end_contract,
    firm,
    firms,
    key,
    new,
    quota,
    retire,
    step,
)
from tegata.services.verifiers.views.holders import consents, withdraw
from tegata.services.verifiers.views.problems import problem

__all__ = [
    "consents",
    "contract",
    "end_contract",
    "firm",
    "firms",
    "key",
    "new",
    "problem",
    "quota",
    "retire",
    "step",
    "withdraw",
]
