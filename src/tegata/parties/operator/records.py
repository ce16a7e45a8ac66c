"""Records of evidence: made of a check that succeeded, kept for the tenant that asked, given to nobody else."""

import secrets

from tegata.parties.operator.platform import Platform
from tegata.parties.operator.problems import Problem
from tegata.parties.operator.tenants import Tenant
from tegata.pki import evidence
from tegata.pki.checks import Checked, Question
from tegata.pki.evidence import Circumstances


def keep(platform: Platform, tenant: Tenant, question: Question, checked: Checked) -> str:
    """Make and keep a record; its id."""
    now, record_id = platform.now(), secrets.token_urlsafe(16)
    around = Circumstances(platform.settings.base_url, tenant.id, now)
    archive = evidence.record(question, checked, around, platform.stamps, now)
    with platform.store.writing() as db:
        row = (record_id, tenant.id, int(now.timestamp()), archive)
        db.execute("INSERT INTO evidence VALUES (?, ?, ?, ?)", row)
    return record_id


def kept(platform: Platform, tenant: Tenant, record_id: str) -> bytes:
    """A record of this tenant's. Raises Problem."""
    with platform.store.reading() as db:
        query = "SELECT archive FROM evidence WHERE id = ? AND tenant = ?"
        row = db.execute(query, (record_id, tenant.id)).fetchone()
    if row is None:
        raise Problem("not-found", "you have no record of this id")
    return bytes(row[0])
