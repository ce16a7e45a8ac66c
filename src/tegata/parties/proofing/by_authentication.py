"""The authentication certificate and its PIN of four digits: that the same card is here again. It says nothing of who that is."""

from dataclasses import dataclass

from tegata.client import Client, ClientError
from tegata.parties.proofing.refusals import Refused, of_operator


@dataclass(frozen=True, slots=True, repr=False)
class CardKnown:
    """The card's certificate by its number (発行番号), and the operator's record."""

    serial: str
    evidence: str


def by_authentication(
    operator: Client, challenge: bytes, signature: bytes, certificate: bytes, origin: str
) -> CardKnown:
    """Which card answered this challenge for this origin. The challenge counts once. Raises Refused."""
    try:
        verdict = operator.verify_answer(challenge, signature, certificate, origin=origin, evidence=True)
    except ClientError as error:
        raise of_operator(error) from error
    if verdict.signature.kind != "auth":
        raise Refused("other")
    return CardKnown(verdict.signature.serial, verdict.evidence or "")
