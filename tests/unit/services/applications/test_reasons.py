"""The reason of an application fits the card that is there, for it decides about the fee; pages offer no other."""

import pytest
from django.test import Client
from tests.offices import START, clock
from tests.unit.services.applications.desk import begun_online, form_of
from tests.unit.services.applications.test_pages import member
from tests.unit.services.counter.desk import held, identified, officer
from tests.unit.services.residents.newcomers import registered

from tegata.rules.expiry import renewal_opens
from tegata.services.applications.api import Channel, Entry, Wishes
from tegata.services.applications.rules.applicants import Reason
from tegata.services.applications.rules.reasons import LastCard, Stands, WrongReason, check_reason, possible_reasons
from tegata.services.cards import api as cards
from tegata.services.counter.actions import returns
from tegata.services.counter.rules.desk import Errand

BORN = "1990-05-06"
HELD = LastCard(Stands.HELD)


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


@pytest.mark.parametrize(
    ("last", "possible"),
    [
        (None, {Reason.FIRST}),
        (HELD, {Reason.REISSUE, Reason.PHOTO}),
        (LastCard(Stands.HELD, renewal_open=True), {Reason.RENEWAL, Reason.REISSUE, Reason.PHOTO}),
        (LastCard(Stands.HELD, noted=True), {Reason.REISSUE, Reason.NOTE_FIELD_FULL, Reason.PHOTO}),
        (LastCard(Stands.LOST), {Reason.REISSUE}),
        (LastCard(Stands.NUMBER_CHANGED), {Reason.NUMBER_CHANGED}),
        (LastCard(Stands.ENDED), {Reason.FIRST, Reason.REISSUE}),
    ],
)
def test_only_reasons_that_fit_are_possible(last: LastCard | None, possible: set[Reason]) -> None:
    assert set(possible_reasons(last)) == possible
    for reason in Reason:
        if reason in possible:
            check_reason(reason, last)
        else:
            with pytest.raises(WrongReason) as refused:
                check_reason(reason, last)
            assert set(refused.value.possible) == possible


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("country")
class TestWithCards:
    """Real cards in their holders' hands."""

    def test_a_holder_does_not_apply_for_a_first_card(self) -> None:
        one = held()
        with pytest.raises(WrongReason, match="there is a card already"):
            begun_online(one.resident_id)
        with pytest.raises(WrongReason, match="last three months"):
            begun_online(one.resident_id, entry=Entry(Channel.WEB, wishes=Wishes(Reason.RENEWAL)))
        begun_online(one.resident_id, entry=Entry(Channel.WEB, wishes=Wishes(Reason.REISSUE)))
        assert one.card.expires is not None
        clock.forward(days=(renewal_opens(one.card.expires) - clock().date()).days + 1)
        begun_online(one.resident_id, entry=Entry(Channel.WEB, wishes=Wishes(Reason.RENEWAL)))

    def test_whoever_lost_a_card_does_not_get_a_first_one_free(self) -> None:
        one = held()
        returns.report_gone(
            officer(), one.resident_id, one.card_id, cards.ReturnCause.LOST, identified(one, Errand.RETURN)
        )
        with pytest.raises(WrongReason, match="became of the last card"):
            begun_online(one.resident_id)

    def test_the_pages_offer_what_fits(self) -> None:
        one, nobody = held(), registered("見本　次郎", "ミホン ジロウ")
        clerk = member()
        page = clerk.get(f"/applications/staff/{one.resident_id}/enter").text
        assert 'value="reissue"' in page
        assert 'value="first"' not in page
        assert 'value="reissue"' not in clerk.get(f"/applications/staff/{nobody}/enter").text
        wishes = {"form_id": form_of(one.resident_id), "birth": BORN, "channel": "web", "by": "self", "reason": "first"}
        refused = Client(headers={"accept-language": "en"}).post("/applications/", wishes).text
        assert "there is a card already" in refused
        assert 'value="first"' not in refused
        assert 'value="reissue"' in refused
