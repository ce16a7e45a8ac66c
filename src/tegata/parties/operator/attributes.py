"""The latest four attributes (最新の利用者情報): asked of the centre under the holder's consent, passed on, kept nowhere."""

import json
from base64 import b64encode
from datetime import datetime
from typing import Any

from tegata.parties.operator.country import CountryRefused
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.problems import Problem
from tegata.parties.operator.tenants import Tenant

ATTRIBUTES, CONSENTS = "/verifiers/v1/attributes", "/verifiers/v1/consents"
REFUSED = (403, 404, 422)
"""What the centre answers where a consent is unknown, not begun, lapsed, withdrawn, another's, or no consent."""


def fetch(platform: Platform, tenant: Tenant, consent: str, serial: str) -> dict[str, Any]:
    """What is new about the holder of a signature certificate. Raises Problem or CountryAway."""
    _require_own(platform, tenant, consent)
    return _asked(platform, ATTRIBUTES, {"consent": consent, "serial": serial})


def give(platform: Platform, tenant: Tenant, document: bytes, received_at: datetime | None) -> dict[str, Any]:
    """Hand a signed consent to the centre; the consent as the centre has it. Raises Problem or CountryAway."""
    body: dict[str, Any] = {"provider": tenant.id, "document": b64encode(document).decode()}
    if received_at is not None:
        body["received_at"] = received_at.isoformat()
    return _asked(platform, CONSENTS, body)


def shown(platform: Platform, tenant: Tenant, consent: str) -> dict[str, Any]:
    """A consent of this tenant's: withdrawals are not pushed. Raises Problem or CountryAway."""
    return _require_own(platform, tenant, consent)


def withdraw(platform: Platform, tenant: Tenant, consent: str, document: bytes) -> dict[str, Any]:
    """Take a consent back, signed by its holder. Raises Problem or CountryAway."""
    _require_own(platform, tenant, consent)
    return _asked(platform, f"{CONSENTS}/{consent}/withdrawal", {"document": b64encode(document).decode()})


def _require_own(platform: Platform, tenant: Tenant, consent: str) -> dict[str, Any]:
    """The centre knows operators; that one tenant does not use another's consent is for the operator to see to."""
    if not consent.replace("-", "").isalnum():
        raise Problem("consent-refused", "there is no such consent")
    found = _asked(platform, f"{CONSENTS}/{consent}", None)
    if found.get("provider") != tenant.id:
        raise Problem("consent-refused", "there is no such consent")
    return found


def _asked(platform: Platform, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    country = platform.country
    try:
        answer = country.get(path) if body is None else country.post(path, json.dumps(body).encode())
        return dict(json.loads(answer))
    except CountryRefused as error:
        if error.status in REFUSED:
            reason = str(error.problem.get("type", "")).rsplit("/", 1)[-1]
            raise Problem("consent-refused", str(error.problem.get("detail", error)), reason=reason) from error
        raise
