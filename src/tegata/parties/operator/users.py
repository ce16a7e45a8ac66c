"""Users of a tenant: one id for a person's certificates old and new, the same at one tenant only; and their registrations.

The id is the centre's (利用者ID, made from its serial links); a copy is kept here. The register is not: attributes are passed on.
"""

import json
from datetime import datetime

from tegata.parties.operator.country import CountryRefused
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.problems import Problem
from tegata.parties.operator.status import Reference
from tegata.parties.operator.tenants import Tenant
from tegata.pki.checks import Proved
from tegata.pki.names import Kind
from tegata.pki.path.status import check

USER_IDS, DELETION = "/verifiers/v1/user-ids", "/verifiers/v1/user-ids/deletion"


def user_id(platform: Platform, tenant: Tenant, proved: Proved) -> str:
    """The id of a certificate's holder at this tenant. Raises Problem or CountryAway."""
    kind, serial = proved.kind, proved.path.certificate.serial
    key = (tenant.id, kind.value, serial)
    with platform.store.reading() as db:
        row = db.execute("SELECT id FROM user_id WHERE tenant = ? AND kind = ? AND serial = ?", key).fetchone()
    if row is not None:
        return str(row[0])
    found = str(_asked(platform, USER_IDS, tenant, kind, serial)["user_id"])
    with platform.store.writing() as db:
        db.execute("INSERT OR REPLACE INTO user_id VALUES (?, ?, ?, ?)", (*key, found))
    return found


def registered(platform: Platform, tenant: Tenant, user: str) -> Reference | None:
    """The signature certificate of a registration."""
    with platform.store.reading() as db:
        query = "SELECT certificate FROM registration WHERE tenant = ? AND user_id = ?"
        row = db.execute(query, (tenant.id, user)).fetchone()
    return None if row is None else Reference.read(row[0])


def register(platform: Platform, tenant: Tenant, user: str, certificate: Reference) -> None:
    """A new user. Raises Problem where the person is registered already."""
    with platform.store.writing() as db:
        row = (tenant.id, user, str(certificate), int(platform.now().timestamp()))
        if not db.execute("INSERT OR IGNORE INTO registration VALUES (?, ?, ?, ?)", row).rowcount:
            raise Problem("user-registered", "this person is registered with you already")


def replace(platform: Platform, tenant: Tenant, user: str, certificate: Reference) -> None:
    """The person's new signature certificate. Raises Problem where nobody is registered under this id."""
    with platform.store.writing() as db:
        query = "UPDATE registration SET certificate = ?, at = ? WHERE tenant = ? AND user_id = ?"
        changed = db.execute(query, (str(certificate), int(platform.now().timestamp()), tenant.id, user)).rowcount
    if not changed:
        raise Problem("user-unknown", "nobody with this certificate is registered with you")


def require_good(platform: Platform, certificate: Reference, at: datetime) -> None:
    """Raises the PathError of a registration's certificate that has ended, or of whose status nothing is known."""
    question, issuer = certificate.question(platform.anchors)
    check(platform.status.evidence(question, issuer, at), question, at)


def forget(platform: Platform, tenant: Tenant, user: str) -> None:
    """Delete a registration and the id: the next question makes another. Raises Problem or CountryAway."""
    certificate = registered(platform, tenant, user)
    if certificate is None:
        raise Problem("not-found", "nobody is registered with you under this id")
    _asked(platform, DELETION, tenant, Kind.SIGNATURE, certificate.serial)
    with platform.store.writing() as db:
        db.execute("DELETE FROM registration WHERE tenant = ? AND user_id = ?", (tenant.id, user))
        db.execute("DELETE FROM user_id WHERE tenant = ? AND id = ?", (tenant.id, user))


def _asked(platform: Platform, path: str, tenant: Tenant, kind: Kind, serial: int) -> dict[str, object]:
    body = json.dumps({"tenant": tenant.id, "kind": kind.value, "serial": f"{serial:08X}"}).encode()
    try:
        return dict(json.loads(platform.country.post(path, body)))
    except CountryRefused as error:
        if error.status == 404:
            raise Problem("link-unavailable", "the centre cannot say whose certificate this is") from error
        raise
