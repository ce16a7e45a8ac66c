"""Fetching the lists that the policies need from the centre, over HTTP. A list takes the old one's place only when it counts."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from tegata.parties.insurer.lists import LARGEST, Mirror, NoList, Refused, Seen, Unusable
from tegata.parties.insurer.store import Store
from tegata.pki.names import Kind
from tegata.pki.path import CrlSource, Evidence, UnverifiedCertificate
from tegata.pki.path.errors import StatusUnknown


def renew(store: Store, mirror: Mirror, client: httpx.Client, now: datetime) -> dict[str, str]:
    """Fetch every list that is needed; `client` knows the centre's address.

    Gives what did not come, as `sign/13101` and why. What was there before then stays, until it is out of date.
    """
    missing: dict[str, str] = {}
    for kind, codes in ((Kind.SIGNATURE, store.codes()), (Kind.AUTHENTICATION, store.other_codes())):
        for code in codes:
            try:
                renew_one(store, mirror, client, kind, code, now)
            except (Unusable, httpx.HTTPError) as error:
                missing[f"{kind.value}/{code}"] = str(error) or type(error).__name__
    return missing


def renew_one(store: Store, mirror: Mirror, client: httpx.Client, kind: Kind, code: str, now: datetime) -> None:
    """Fetch one list if the centre has another than is here. Raises Unusable, httpx.HTTPError."""
    tag = mirror.tag(kind, code)
    with client.stream(
        "GET", f"/crl/{kind.value}/{code}.crl", headers={"If-None-Match": tag} if tag else {}
    ) as response:
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return
        if response.status_code != HTTPStatus.OK:
            raise NoList(f"the centre answered {response.status_code}; ask again later")
        data = _body(response)
        tag = response.headers.get("etag", "")
    mirror.checked(data, kind, code, now, _seen(store, kind, code))
    mirror.keep(kind, code, data, tag)


def _seen(store: Store, kind: Kind, code: str) -> Seen | None:
    before = store.seen(kind.value, code)
    return None if before is None else Seen(before[0], datetime.fromtimestamp(before[1], UTC))


def _body(response: httpx.Response) -> bytes:
    data = bytearray()
    for part in response.iter_bytes():
        data += part
        if len(data) > LARGEST:
            raise Refused("the list is larger than any list can be; tell the centre")
    return bytes(data)


class Lists:
    """A source of status for one new customer: the list of the certificate's municipality, fetched now."""

    def __init__(
        self, store: Store, mirror: Mirror, client: Callable[[], httpx.Client], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._mirror = mirror
        self._client = client
        self._now = now

    def evidence(self, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, at: datetime) -> Evidence:
        """Evidence by the newest list. Raises StatusUnknown."""
        code = self._mirror.code(Kind.SIGNATURE, certificate.crl_point)
        now = self._now()
        try:
            with self._client() as client:
                renew_one(self._store, self._mirror, client, Kind.SIGNATURE, code, now)
            loaded = self._mirror.load(Kind.SIGNATURE, code, now, _seen(self._store, Kind.SIGNATURE, code))
        except (Unusable, httpx.HTTPError) as error:
            raise StatusUnknown(f"no list says whether the certificate is revoked: {error}") from error
        return CrlSource([loaded]).evidence(certificate, issuer, at)
