"""Sex as the card and the signature certificate code it: one digit."""

from enum import StrEnum


class Sex(StrEnum):
    """性別. The digit of object DF25 on the card and of otherName …8.5.5.3 in the signature certificate."""

    MALE = "1"
    FEMALE = "2"
    OTHER = "9"

    @property
    def ja(self) -> str:
        """The word on the card face."""
        return {"1": "男", "2": "女", "9": "－"}[self.value]
