"""Fee taken when free: Ryūō-chō took 200 yen 225 times (2018–22), Sakata-shi 46 times (2019–24).

Certificates made anew after a change of name or address, and renewed ones, cost nothing; the counter cannot take anything else.

Guard taken away (`require_right` of rules/fees.py doing nothing, or ADDRESS_OR_NAME_CHANGED costing): the tests fail.
"""

import pytest

from tegata.services.cards.api import CertificateOccasion, Excuse, WrongFee, certificate_fee, fee, require_right

RYUO = [CertificateOccasion.ADDRESS_OR_NAME_CHANGED]
SAKATA = [CertificateOccasion.RENEWAL, CertificateOccasion.OFFICE_ERROR, CertificateOccasion.HOLD_LIFTED]


@pytest.mark.parametrize("occasion", [*RYUO, *SAKATA])
def test_two_hundred_yen_cannot_be_taken(occasion: CertificateOccasion) -> None:
    due = certificate_fee(occasion)
    require_right(due, 0)
    with pytest.raises(WrongFee, match="0 yen are due, not 200"):
        require_right(due, 200)


@pytest.mark.parametrize("reason", ["first", "renewal", "note field full", "number changed"])
def test_eight_hundred_yen_cannot_be_taken(reason: str) -> None:
    with pytest.raises(WrongFee, match="0 yen are due, not 800"):
        require_right(fee(reason), 800)


def test_after_a_disaster_neither() -> None:
    """Noto, 2024-01-11: lost or broken cards, and certificates that ended because nobody could come."""
    require_right(fee("reissue", excuse=Excuse.DISASTER), 0)
    require_right(certificate_fee(CertificateOccasion.EXPIRED, excuse=Excuse.DISASTER), 0)
    with pytest.raises(WrongFee):
        require_right(certificate_fee(CertificateOccasion.EXPIRED, excuse=Excuse.DISASTER), 200)
