"""/v1/consents and /v1/attributes: the latest four attributes, under the holder's consent."""

from typing import Any

from fastapi import APIRouter

from tegata.parties.operator import attributes
from tegata.parties.operator.route import TenantRoute, ThePlatform, TheTenant
from tegata.parties.operator.schemas import Attributes, AttributesQuestion, ConsentGiven

router = APIRouter(prefix="/v1", tags=["attributes"], route_class=TenantRoute)


@router.post("/consents", status_code=201)
def give(asked: ConsentGiven, platform: ThePlatform, tenant: TheTenant) -> dict[str, Any]:
    """Hand in a consent that its holder signed; the centre's answer as it is."""
    return attributes.give(platform, tenant, asked.document, asked.received_at)


@router.get("/consents/{consent_id}")
def show(consent_id: str, platform: ThePlatform, tenant: TheTenant) -> dict[str, Any]:
    """Whether a consent counts. Ask now and then: withdrawals are not pushed."""
    return attributes.shown(platform, tenant, consent_id)


@router.post("/consents/{consent_id}/withdrawal")
def withdraw(consent_id: str, asked: ConsentGiven, platform: ThePlatform, tenant: TheTenant) -> dict[str, Any]:
    """Hand in a withdrawal that the holder signed."""
    return attributes.withdraw(platform, tenant, consent_id, asked.document)


@router.post("/attributes")
def fetch(asked: AttributesQuestion, platform: ThePlatform, tenant: TheTenant) -> Attributes:
    """What is new about the holder of a signature certificate. Nothing of it is kept here."""
    found = attributes.fetch(platform, tenant, asked.consent, asked.serial)
    return Attributes(result=found["result"], attributes=found.get("attributes"), serial=found.get("serial"))
