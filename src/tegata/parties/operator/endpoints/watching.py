"""/v1/watches: many certificates watched in a batch, by the ids that verdicts gave."""

from typing import Annotated

from fastapi import APIRouter, Query

from tegata.parties.operator import watches
from tegata.parties.operator.route import TenantRoute, ThePlatform, TheTenant
from tegata.parties.operator.schemas import Change, Changes, Watch, WatchItems

router = APIRouter(prefix="/v1/watches", tags=["watches"], route_class=TenantRoute)


@router.post("", status_code=201)
def begin(asked: WatchItems, platform: ThePlatform, tenant: TheTenant) -> Watch:
    """Begin to watch certificates."""
    watch = watches.begin(platform, tenant)
    return Watch(id=watch, items=_added(platform, tenant, watch, asked))


@router.post("/{watch_id}/items")
def add(watch_id: str, asked: WatchItems, platform: ThePlatform, tenant: TheTenant) -> Watch:
    """Watch more; a reference that is there already gets its new certificate."""
    return Watch(id=watch_id, items=_added(platform, tenant, watch_id, asked))


@router.get("/{watch_id}/changes")
def changes(
    watch_id: str,
    platform: ThePlatform,
    tenant: TheTenant,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=watches.MOST_CHANGES)] = watches.MOST_CHANGES,
) -> Changes:
    """What changed since. At first every certificate counts as good, so that what is not shows up."""
    found = watches.changes(platform, tenant, watch_id, after, limit + 1)
    told = [Change(**item._asdict()) for item in found[:limit]]
    return Changes(changes=told, last=told[-1].number if told else after, more=len(found) > limit)


def _added(platform: ThePlatform, tenant: TheTenant, watch: str, asked: WatchItems) -> int:
    return watches.add(platform, tenant, watch, [(item.reference, item.certificate_id) for item in asked.items])
