"""On what ground somebody is in the resident record, as far as the life of a card hangs on it.

Basic Resident Register Act art. 5 (nationals) and the table of art. 30-45 (foreign residents), in their order.
"""

from enum import StrEnum


class Residence(StrEnum):
    """Nationals, then the groups of art. 30-45; mid to long-term residents split where their cards' lives differ."""

    NATIONAL = "national"  # 日本国民
    PERMANENT = "permanent resident"  # 永住者
    HIGHLY_SKILLED_II = "highly skilled professional (ii)"  # 高度専門職第2号
    MID_TO_LONG_TERM = "mid to long-term resident"  # その他の中長期在留者
    SPECIAL_PERMANENT = "special permanent resident"  # 特別永住者
    TEMPORARY_REFUGE = "landing for temporary refuge"  # 一時庇護許可者
    PROVISIONAL_STAY = "provisional stay"  # 仮滞在許可者
    TRANSITIONAL = "transitional stay by birth or loss of nationality"  # 出生・国籍喪失による経過滞在者

    @property
    def has_period_of_stay(self) -> bool:
        """Whether the stay, and so the card, ends on a day of its own."""
        return self not in {self.NATIONAL, self.PERMANENT, self.HIGHLY_SKILLED_II, self.SPECIAL_PERMANENT}
