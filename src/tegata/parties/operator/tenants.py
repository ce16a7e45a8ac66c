"""Tenants (service providers, サービスプロバイダ) and their API keys. A key is shown once; its SHA-256 alone is kept."""

import secrets
from hashlib import sha256
from typing import NamedTuple

from tegata.parties.operator.problems import Problem
from tegata.parties.operator.store import Store

PREFIX = "tgk_"
"""By which a key is recognised when it turns up where it should not."""


class Tenant(NamedTuple):
    """A firm that asks. `id` is also the centre's name for its service."""

    id: str
    name: str


class TenantError(Exception):
    """A tenant of this id is there already, or is not there."""


def new_key() -> str:
    """256 bits from the operating system: no dictionary finds it, so a plain hash keeps it safe."""
    return PREFIX + secrets.token_urlsafe(32)


def add(store: Store, tenant: Tenant, key: str) -> None:
    """Admit a tenant. Raises TenantError."""
    with store.writing() as db:
        if db.execute("SELECT 1 FROM tenant WHERE id = ?", (tenant.id,)).fetchone():
            raise TenantError(f"there is a tenant {tenant.id} already; give it a new key or choose another id")
        db.execute("INSERT INTO tenant (id, name, key_hash) VALUES (?, ?, ?)", (tenant.id, tenant.name, _hash(key)))


def change_key(store: Store, tenant_id: str, key: str) -> None:
    """Replace a tenant's key; the old one counts no more. Raises TenantError."""
    with store.writing() as db:
        if not db.execute("UPDATE tenant SET key_hash = ? WHERE id = ?", (_hash(key), tenant_id)).rowcount:
            raise TenantError(f"there is no tenant {tenant_id}")


def listed(store: Store) -> list[Tenant]:
    """All tenants by id."""
    with store.reading() as db:
        return [Tenant(*row) for row in db.execute("SELECT id, name FROM tenant ORDER BY id")]


def authenticate(store: Store, authorization: str | None) -> Tenant:
    """The tenant of an Authorization header (RFC 6750 §2.1). Raises Problem."""
    scheme, _, key = (authorization or "").partition(" ")
    if scheme.lower() == "bearer" and key:
        with store.reading() as db:
            row = db.execute(
                "SELECT id, name FROM tenant WHERE key_hash = ? AND NOT suspended", (_hash(key),)
            ).fetchone()
        if row:
            return Tenant(*row)
    raise Problem("api-key-unknown", "send the header Authorization: Bearer <your API key>")


def _hash(key: str) -> bytes:
    return sha256(key.strip().encode()).digest()
