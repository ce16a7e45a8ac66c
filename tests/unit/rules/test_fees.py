"""Fees: 800 and 200 yen where they are due, and nothing where nothing is."""

import pytest

from tegata.rules.fees import (
    CardOccasion,
    CertificateOccasion,
    Excuse,
    WrongFee,
    card_fee,
    certificate_fee,
    require_right,
)

FREE = ["first", "renewal", "note field full", "number changed"]
COSTS = ["reissue", "photo"]


def test_every_reason_is_decided() -> None:
    assert {occasion.word for occasion in CardOccasion} == {*FREE, *COSTS}


@pytest.mark.parametrize("reason", FREE)
def test_free_cards(reason: str) -> None:
    assert card_fee(reason).total == 0


@pytest.mark.parametrize("reason", COSTS)
def test_cards_that_cost(reason: str) -> None:
    assert (card_fee(reason).card, card_fee(reason).certificates, card_fee(reason).total) == (800, 200, 1000)
    assert card_fee(reason, certificates=False).total == 800
    assert [card_fee(reason, excuse=excuse).total for excuse in Excuse] == [0, 0]


def test_an_unknown_reason_is_not_free() -> None:
    with pytest.raises(ValueError, match="reasons are"):
        card_fee("because")


@pytest.mark.parametrize("occasion", list(CertificateOccasion))
def test_certificates(occasion: CertificateOccasion) -> None:
    costs = {
        CertificateOccasion.WITH_REISSUED_CARD,
        CertificateOccasion.EXPIRED,
        CertificateOccasion.LOST_OR_ENDED_AT_WILL,
    }
    assert certificate_fee(occasion).total == (200 if occasion in costs else 0)
    assert certificate_fee(occasion, excuse=Excuse.DISASTER).total == 0


def test_neither_too_much_nor_too_little() -> None:
    require_right(card_fee("reissue"), 1000)
    for taken in (0, 200, 800, 1001):
        with pytest.raises(WrongFee, match="1000 yen are due"):
            require_right(card_fee("reissue"), taken)
