"""The ten ways by which an application comes, and what each of them brings with it.

Seed 発行対象、申請方法 and 交付方法; Number Use Act art. 16-2. What a way brings decides what is still to be proved.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ABROAD_FROM = date(2024, 5, 27)
"""Since then nationals without a resident record in Japan apply at an embassy (seed 在外公館での交付)."""


class Handover(StrEnum):
    """How the card comes to its holder; the words of ApplicationAccepted.handover."""

    COLLECTION = "collection"  # 交付時来庁方式
    POST = "post"  # 申請時来庁方式


class PhotoFrom(StrEnum):
    """Who brought the photo in."""

    APPLICANT = "applicant"  # a file, a phone's camera, a print on the form
    BOOTH = "booth"  # まちなかの証明写真機
    OFFICE = "office"  # taken by staff in the application's own page
    ANOTHER = "another"  # somebody else's hand: an agent
    NOBODY = "nobody"


class FirstStop(StrEnum):
    """Where an application lies when it arrives."""

    OFFICE = "office"  # a branch or the main office of the town; it has to be passed on
    CENTRE = "centre"


_COLLECTED = frozenset({Handover.COLLECTION})
_EITHER = frozenset({Handover.COLLECTION, Handover.POST})


@dataclass(frozen=True, slots=True)
class Way:
    """What a channel brings. `present`: the applicant stands before staff who look at them."""

    ja: str
    photo: PhotoFrom
    present: bool
    by_staff: bool
    first_stop: FirstStop
    handovers: frozenset[Handover]


class Channel(StrEnum):
    """In the order of mission D1."""

    PAPER = "paper"
    WEB = "web"
    PHONE = "phone"
    BOOTH = "photo booth"
    COUNTER = "counter"
    VISIT = "visit"
    EMBASSY = "embassy"
    PRISON = "prison"
    PROXY = "proxy"
    NEWBORN = "newborn"

    @property
    def way(self) -> Way:
        """What it brings."""
        return _WAYS[self]


_OFFICE, _CENTRE = FirstStop.OFFICE, FirstStop.CENTRE
_WAYS = {
    Channel.PAPER: Way("郵送・書面", PhotoFrom.APPLICANT, False, True, _OFFICE, _COLLECTED),
    Channel.WEB: Way("パソコン", PhotoFrom.APPLICANT, False, False, _CENTRE, _COLLECTED),
    Channel.PHONE: Way("スマートフォン", PhotoFrom.APPLICANT, False, False, _CENTRE, _COLLECTED),
    Channel.BOOTH: Way("証明用写真機", PhotoFrom.BOOTH, False, False, _CENTRE, _COLLECTED),
    Channel.COUNTER: Way("窓口", PhotoFrom.OFFICE, True, True, _OFFICE, _EITHER),
    Channel.VISIT: Way("出張申請", PhotoFrom.OFFICE, True, True, _OFFICE, _EITHER),
    Channel.EMBASSY: Way("在外公館", PhotoFrom.OFFICE, True, True, _OFFICE, _COLLECTED),
    Channel.PRISON: Way("刑事施設", PhotoFrom.OFFICE, True, True, _OFFICE, _EITHER),
    Channel.PROXY: Way("代理人", PhotoFrom.ANOTHER, False, True, _OFFICE, _COLLECTED),
    Channel.NEWBORN: Way("出生届と同時", PhotoFrom.NOBODY, True, True, _OFFICE, _EITHER),
}
ONLINE = frozenset(channel for channel, way in _WAYS.items() if not way.by_staff)
