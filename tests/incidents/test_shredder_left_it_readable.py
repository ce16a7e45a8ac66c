"""Cards went to the waste cut so that they could still be read. Taitō, Tōkyō, 2023-08-17: 13 cards and one of the register's.

Here a card is out of the books only when nothing comes back from it: after the cut it is laid on a reader, and one that answers
stays in the bin. Two people do it, and the log has both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from tests.unit.services.counter.desk import agreed, held, identified, officer

from tegata.ground.two_person import TwoPersonRefused
from tegata.reader import Connection
from tegata.server.plugs_plastic import plastic
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import returns
from tegata.services.counter.rules.desk import Errand, StillReadable
from tegata.services.counter.rules.stock import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


class StripCutter:
    """A shredder for paper: its strips are wide, and the chip comes out whole."""

    def destroy(self, card_id: UUID) -> None:
        """Cut beside the chip."""

    @contextmanager
    def open(self, card_id: UUID) -> Iterator[Connection]:
        with plastic().open(card_id) as connection:
            yield connection


def test_a_card_that_answers_after_the_cut_stays_in_the_bin(monkeypatch: pytest.MonkeyPatch) -> None:
    one = held()
    returns.take_back(officer(), one.serial, cards.ReturnCause.WISH, identified(one, Errand.RETURN))
    proposal = returns.propose_shredding(officer(), one.serial)
    with pytest.raises(TwoPersonRefused):
        returns.shred(officer(), one.serial, proposal)
    agreed(proposal)
    with monkeypatch.context() as patch:
        patch.setattr("tegata.services.counter.actions.chip.plastic", StripCutter)
        with pytest.raises(StillReadable):
            returns.shred(officer(), one.serial, proposal)
    assert one.card.state is cards.State.INVALID
    assert queries.totals("132217")[Where.BIN] == 1
    (line,) = queries.shreddings("132217")
    assert line.confirmed_at is None, "the log shows a cut that was begun and not confirmed"
    returns.shred(officer("second"), one.serial, proposal)
    assert one.card.state is cards.State.DESTROYED
    (line,) = queries.shreddings("132217")
    assert (line.begun_by, line.confirmed_by) == ("staff:clerk", "staff:second")
