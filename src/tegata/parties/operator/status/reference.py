"""A certificate's id for those who may not keep the certificate: issuer's key id, serial, list, end. Nothing of its holder.

It is as much of a certificate as a question about its status needs.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from tegata.parties.operator.problems import Problem
from tegata.parties.operator.status.lists import Lists
from tegata.pki import der, names, oids
from tegata.pki.path import Anchors, UnverifiedCertificate, ValidatedPath
from tegata.rules.municipalities import UnknownMunicipality

LISTS = Lists()
_FORM = re.compile(r"([0-9a-f]{40})\.([0-9A-F]{8,16})\.(all|[0-9]{5})\.([0-9]{8}T[0-9]{6}Z)")
_MOMENT = "%Y%m%dT%H%M%SZ"


class Reference(NamedTuple):
    """Issuer's key id (hexadecimal), serial, the municipality's code of its list (`all`), and when the certificate ends."""

    issuer: str
    serial: int
    town: str
    not_after: datetime

    def __str__(self) -> str:
        ends = self.not_after.isoformat()[:19].replace("-", "").replace(":", "")
        return f"{self.issuer}.{self.serial:08X}.{self.town}.{ends}Z"

    @classmethod
    def of(cls, path: ValidatedPath) -> "Reference":
        """Of a certificate that was validated."""
        certificate, issuer = path.certificates[0], path.certificates[1]
        town = LISTS.town(issuer.subject, certificate.crl_point)
        return cls((issuer.subject_key_id or b"").hex(), certificate.serial, town, certificate.not_after)

    @classmethod
    def read(cls, text: str) -> "Reference":
        """Raises Problem."""
        found = _FORM.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            ends = datetime.strptime(found[4], _MOMENT).replace(tzinfo=UTC)
        except ValueError as error:
            raise Problem("request-malformed", "a certificate_id is what a verdict gave as such") from error
        return cls(found[1], int(found[2], 16), found[3], ends)

    def question(self, anchors: Anchors) -> tuple[UnverifiedCertificate, UnverifiedCertificate]:
        """A certificate of which all but its status is left out, and its issuer: what a StatusSource is asked. Raises Problem."""
        for issuer in anchors.certificates:
            if issuer.subject_key_id is not None and issuer.subject_key_id.hex() == self.issuer:
                return self._certificate(issuer), issuer
        raise Problem("issuer-unknown", "the authority of this certificate_id is not trusted here")

    def _certificate(self, issuer: UnverifiedCertificate) -> UnverifiedCertificate:
        try:
            point = LISTS.point(issuer.subject, self.town)
        except UnknownMunicipality as error:
            raise Problem("request-malformed", "a certificate_id is what a verdict gave as such") from error
        extensions = {} if point is None else {_POINTS: _extension(point)}
        ends = self.not_after
        return UnverifiedCertificate(
            b"", b"", b"", b"", self.serial, issuer.subject, b"", issuer.not_before, ends, b"", extensions
        )


_POINTS = der.oid(oids.CRL_DISTRIBUTION_POINTS)


def _extension(point: bytes) -> der.Extension:
    return der.Extension(_POINTS, critical=False, value=der.sequence(der.sequence(names.full_name_point(point))))
