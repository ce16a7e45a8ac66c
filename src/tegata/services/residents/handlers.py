"""What follows in the register from an entry of its own: a household whose head has gone."""

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.services.residents import actions, queries
from tegata.services.residents.events import LifeEventRecorded


@handles(LifeEventRecorded, "residents.succession")
def settle_head(act: Act, fact: LifeEventRecorded) -> None:
    """The household that the person was in before may have lost its head."""
    versions = queries.history(fact.resident_id)
    earlier = [one for one in versions if one.version == fact.version - 1]
    if earlier and earlier[0].is_head:
        actions.succeed(act, earlier[0].household_id)
