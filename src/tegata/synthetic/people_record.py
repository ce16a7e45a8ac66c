"""What is known of somebody who does not exist: the resident record's items, and a hint where they stand with the card."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tegata.rules.addresses import Address
from tegata.rules.names import Name
from tegata.rules.sex import Sex
from tegata.synthetic.people_foreign import Stay
from tegata.synthetic.people_households import Relation


class Story(StrEnum):
    """Where somebody stands with the card; a hint to whoever fills a sandbox."""

    NO_CARD = "no card"
    APPLIED = "applied"
    AWAITING_HANDOVER = "card waits at the town hall"
    HOLDS = "holds a card"
    FACE_ONLY = "holds a face-only card"
    PIN_LOCKED = "locked a PIN"
    SIGNATURE_LOCKED = "locked the signature password"
    EXPIRING = "card expires soon"
    CERTIFICATES_EXPIRING = "certificates expire soon"
    NOT_CARRIED_ON = "moved in, card not entered yet"
    LOST = "lost the card, certificates on hold"  # certificateHold
    RETURNED = "returned the card"  # cessationOfOperation
    RENEWED = "holds a second card"  # superseded


@dataclass(frozen=True, slots=True)
class SyntheticResident:
    """Somebody who does not exist, as the resident record would have them.

    `running` counts people, `household` households; `since` is the day they became residents here, `moved_from` the line
    of the address before. `registered` is false for who has no record anywhere. `abroad_since`: a national gone abroad,
    of whom only the supplementary family register (戸籍の附票) tells.
    """

    running: int
    household: int
    relation: Relation
    name: Name
    birth: date
    sex: Sex
    address: Address
    resident_code: str
    since: date
    stay: Stay
    story: Story
    former_name: Name | None = None
    alias: Name | None = None
    moved_from: str = ""
    abroad_since: date | None = None
    registered: bool = True
    labels: frozenset[str] = frozenset()
    synthetic: bool = True

    def __repr__(self) -> str:
        """Only the number in the stream: a test person, but logs take the habit."""
        return f"SyntheticResident({self.running})"
