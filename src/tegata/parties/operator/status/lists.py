"""Which list speaks of a certificate, and at which address the country serves it.

A certificate names its list by a directory name only (no address), made of the prefecture's and municipality's romanised names.
"""

from collections.abc import Iterable
from functools import cache

from tegata.pki import names
from tegata.pki.names import Kind, Naming
from tegata.rules import municipalities

COMPLETE = "all"


class Lists:
    """Addresses of lists by the distribution points of certificates of these namings (`JPKI`, `JPKI-TEST`)."""

    def __init__(self, namings: Iterable[Naming] = (Naming(), Naming("JPKI"))) -> None:
        self._namings = tuple(namings)

    def path(self, issuer_name: bytes, point: bytes | None) -> str | None:
        """`/crl/sign/13101.crl`, the complete list without a point; None for a point or an authority that is not known."""
        found = self._authority(issuer_name)
        if found is None:
            return None
        kind, organisation = found
        town = COMPLETE if point is None else _towns(kind, organisation).get(point)
        return None if town is None else f"/crl/{kind.value}/{town}.crl"

    def town(self, issuer_name: bytes, point: bytes | None) -> str:
        """The municipality's code of a point; `all` where it has none or none that is known."""
        found = self._authority(issuer_name)
        return COMPLETE if found is None or point is None else _towns(*found).get(point, COMPLETE)

    def point(self, issuer_name: bytes, town: str) -> bytes | None:
        """The point of a municipality's code. Raises UnknownMunicipality."""
        found = self._authority(issuer_name)
        if found is None or town == COMPLETE:
            return None
        kind, organisation = found
        entry = municipalities.municipality(town)
        return names.crl_point(kind, Naming(organisation), entry.prefecture_roman, entry.roman)

    def _authority(self, issuer_name: bytes) -> tuple[Kind, str] | None:
        for naming in self._namings:
            for kind in Kind:
                if issuer_name == names.authority(kind, naming):
                    return kind, naming.organisation
        return None


@cache
def _towns(kind: Kind, organisation: str) -> dict[bytes, str]:
    naming = Naming(organisation)
    return {
        names.crl_point(kind, naming, town.prefecture_roman, town.roman): town.code5
        for town in municipalities.crl_partitions()
    }
