"""What every request of a firm has in common: its quota, its place in the usage report, its trace in the log."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.services.verifiers.models import Usage
from tegata.services.verifiers.queries import FirmView, asked_on
from tegata.services.verifiers.rules import FirmState, Refusal, Refused


@dataclass(frozen=True, slots=True)
class Asker:
    """A firm that asks, and its act."""

    act: Act
    firm: FirmView

    def require(self) -> None:
        """Refuse a firm that is not accredited now or has used up its day. Raises Refused."""
        if self.firm.state is not FirmState.ACCREDITED:
            raise Refused(Refusal.SUSPENDED)
        if asked_on(self.firm.firm_id, self.act.today) >= self.firm.quota:
            raise Refused(Refusal.QUOTA, f"the firm may make {self.firm.quota} requests a day")


@transaction.atomic
def count(asker: Asker, what: str, outcome: str, provider: str = "", yen: int = 0) -> None:
    """Add one request to the day's usage, in the caller's transaction where there is one."""
    day = {
        "operator": asker.firm.firm_id,
        "provider": provider,
        "day": asker.act.today,
        "what": what,
        "outcome": outcome,
    }
    Usage.objects.get_or_create(**day, defaults={"number": 0, "yen": 0})
    Usage.objects.filter(**day).update(number=F("number") + 1, yen=F("yen") + yen)


@transaction.atomic
def refused(asker: Asker, what: str, refusal: Refusal, provider: str = "") -> None:
    """Write a refused request down: in the usage, and in the log. `provider` only where it is a firm's id."""
    count(asker, what, refusal.word, provider)
    audit.refused(asker.act, f"verifiers {what}", thing=provider, why=refusal.word)
