"""Fetching the lists that the policies need from the centre, over HTTP. A list takes the old one's place only when it counts."""

from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from tegata.parties.insurer.lists import LARGEST, Mirror, NoList, Refused, Seen, Unusable
from tegata.parties.insurer.store import Store
from tegata.pki.names import Kind


def renew(store: Store, mirror: Mirror, client: httpx.Client, now: datetime) -> dict[str, str]:
    """Fetch every list that is needed; `client` knows the centre's address.

    Gives what did not come, as `sign/13101` and why. What was there before then stays, until it is out of date.
    """
    missing: dict[str, str] = {}
    for kind, codes in ((Kind.SIGNATURE, store.codes()), (Kind.AUTHENTICATION, store.other_codes())):
        for code in codes:
            try:
                _renew_one(store, mirror, client, kind, code, now)
            except (Unusable, httpx.HTTPError) as error:
                missing[f"{kind.value}/{code}"] = str(error) or type(error).__name__
    return missing


def _renew_one(store: Store, mirror: Mirror, client: httpx.Client, kind: Kind, code: str, now: datetime) -> None:
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
    before = store.seen(kind.value, code)
    seen = None if before is None else Seen(before[0], datetime.fromtimestamp(before[1], UTC))
    mirror.checked(data, kind, code, now, seen)
    mirror.keep(kind, code, data, tag)


def _body(response: httpx.Response) -> bytes:
    data = bytearray()
    for part in response.iter_bytes():
        data += part
        if len(data) > LARGEST:
            raise Refused("the list is larger than any list can be; tell the centre")
    return bytes(data)
