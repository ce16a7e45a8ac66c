"""What a firm calls an operator with: typed, sync and async. It knows HTTP and nothing of the country's insides.

with Client("https://operator.example", key) as operator:
    verdict = operator.verify_document(document)
"""

from tegata.client.asynchronous import AsyncClient
from tegata.client.errors import ClientError, OperatorProblem, OperatorUnreachable
from tegata.client.results import Challenge, Holder, Signature, Status, Verdict
from tegata.client.synchronous import Client

__all__ = [
    "AsyncClient",
    "Challenge",
    "Client",
    "ClientError",
    "Holder",
    "OperatorProblem",
    "OperatorUnreachable",
    "Signature",
    "Status",
    "Verdict",
]
