"""Looking into the audit log: by chain, subject, actor, verb and day, within the reader's own office. Looking is recorded."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from tegata.ground import audit
from tegata.ground.act import Act, NotAllowed
from tegata.ground.models import AuditEntry, AuditHead
from tegata.ground.permissions import Permission
from tegata.rules.calendar import JST

NEWEST_FIRST = ("-at", "chain", "-number")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; None is everything. `verb` is how it begins; the days are days in Japan, both included."""

    chain: str | None = None
    subject: UUID | None = None
    actor: str | None = None
    verb: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def narrow(self) -> bool:
        """Whether an index finds it: chain, subject or actor is given."""
        return bool(self.chain or self.subject or self.actor)


def entries(act: Act, search: Search) -> QuerySet[AuditEntry]:
    """Entries that the actor may see; of a town's auditor the town's own. Raises NotAllowed."""
    act.require(Permission.SEE_AUDIT)
    found = AuditEntry.objects.filter(chain=act.town) if act.town else AuditEntry.objects.all()
    exact = {"chain": search.chain, "subject": search.subject, "actor": search.actor, "verb__startswith": search.verb}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if search.since:
        found = found.filter(at__gte=_midnight(search.since))
    if search.until:
        found = found.filter(at__lt=_midnight(search.until + timedelta(days=1)))
    return found


def looked(act: Act, search: Search, verb: str = "audit seen") -> None:
    """Record that the log was looked into, and by what it was searched."""
    asked = " ".join(field.name for field in fields(search) if getattr(search, field.name))
    audit.record(act, verb, subject=search.subject, thing=search.actor or "", facts={"by": asked})


def export(act: Act, search: Search) -> Iterator[AuditEntry]:
    """All that is found, the newest first, row by row; recorded before the first. Raises NotAllowed."""
    found = entries(act, search).order_by(*NEWEST_FIRST)
    looked(act, search, "audit exported")
    return found.iterator(chunk_size=2000)


def has_chain(act: Act, chain: str) -> bool:
    """Whether there is such a chain within the actor's reach."""
    return act.town in (None, chain) and AuditHead.objects.filter(chain=chain).exists()


def check(act: Act, chain: str, after: audit.Checked, limit: int) -> audit.Checked:
    """Check a part of a chain (audit.check); how it ended is recorded. Raises NotAllowed, ChainBroken."""
    act.require(Permission.SEE_AUDIT)
    if not has_chain(act, chain):
        raise NotAllowed(Permission.SEE_AUDIT, chain)
    try:
        checked = audit.check(chain, after, limit)
    except audit.ChainBroken as broken:
        audit.record(act, "audit checked", thing=chain, facts={"holds": False, "entry": broken.number})
        raise
    if checked.number == checked.end:
        audit.record(act, "audit checked", thing=chain, facts={"holds": True, "entries": checked.number})
    return checked


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JST)
