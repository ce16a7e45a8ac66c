"""Method ワ and チ: the customer signs the firm's own document with the signature certificate; the attributes are in it.

No attribute is taken from a form: whoever could write over them would be anybody (the benefit applications of 2020).
"""

from dataclasses import dataclass
from datetime import date

from tegata.client import Client, ClientError
from tegata.parties.proofing.refusals import Refused, of_operator
from tegata.pki.documents import DocumentError, cms


@dataclass(frozen=True, slots=True, repr=False)
class Customer:
    """The four attributes as certified, and the operator's record of how that was checked."""

    name: str
    address: str
    birth: date
    sex: str
    evidence: str


def by_signature(operator: Client, signed: bytes, document: bytes) -> Customer:
    """Who signed `document`, which is the firm's own and was made for this application alone. Raises Refused."""
    try:
        if cms.open_signed(signed).content != document:
            raise Refused("another-document")
        verdict = operator.verify_document(signed, evidence=True)
        signature = verdict.signature
    except DocumentError as error:
        raise Refused("another-document") from error
    except ClientError as error:
        raise of_operator(error) from error
    except ValueError as error:
        raise Refused("another-document") from error
    holder = signature.holder
    if signature.kind != "sign" or holder is None or holder.birth is None:
        raise Refused("other")
    return Customer(holder.name, holder.address, holder.birth, holder.sex, verdict.evidence or "")
