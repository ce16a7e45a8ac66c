"""What a firm calls an operator with: typed, sync and async. It knows HTTP and nothing of the country's insides.

with Client("https://operator.example", key) as operator:
    verdict = operator.verify_document(document)
"""

from tegata.client.asynchronous import AsyncClient
from tegata.client.errors import ClientError, OperatorProblem, OperatorUnreachable
from tegata.client.results import (
    Attributes,
    Challenge,
    Change,
    Changes,
    Consent,
    Holder,
    Signature,
    Status,
    User,
    Verdict,
    Watch,
)
from tegata.client.synchronous import Client

__all__ = [
    "AsyncClient",
    "Attributes",
    "Challenge",
    "Change",
    "Changes",
    "Client",
    "ClientError",
    "Consent",
    "Holder",
    "OperatorProblem",
    "OperatorUnreachable",
    "Signature",
    "Status",
    "User",
    "Verdict",
    "Watch",
]
