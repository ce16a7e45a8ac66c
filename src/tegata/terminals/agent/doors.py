"""Who gets in: loopback, the right Host, sites on the list, and our own page. Everything else is refused with its reason.

Host: a name that an outsider points at 127.0.0.1 (DNS rebinding) is not ours. Origin: WHATWG Fetch §3.2; Sec-Fetch-*: W3C
Fetch Metadata.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


class NotLoopback(ValueError):
    """The agent answers this machine only."""


class Refused(Exception):
    """The door stays shut. `code` is a stable word for machines."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Site:
    """A site that may ask, by the name under which the holder knows it."""

    origin: str
    name: str


def require_loopback(host: str) -> str:
    """The address to listen on. Raises NotLoopback for one that other machines reach."""
    try:
        if ipaddress.ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise NotLoopback(f"{host} can be reached by other machines; the agent listens on 127.0.0.1 or ::1 only")


def origin_of(text: str) -> str:
    """An origin in the form browsers send. Raises ValueError: https, or http on this machine; no path."""
    parts = urlsplit(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username or not parts.hostname:
        raise ValueError(f"{text}: an origin is scheme, host and port, such as https://bank.example")
    at_home = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and at_home):
        raise ValueError(f"{text}: a site that asks for a card is served over https")
    usual = {"https": 443, "http": 80}[parts.scheme]
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"


class Doors:
    """The checks of one agent on one port."""

    def __init__(self, sites: Iterable[Site], port: int) -> None:
        self.sites = {site.origin: site for site in sites}
        self._hosts = {f"{name}:{port}" for name in LOOPBACK_NAMES}

    def check_host(self, headers: Mapping[str, str]) -> None:
        """Every request: the browser must have meant this agent. Raises Refused."""
        if headers.get("host", "") not in self._hosts:
            raise Refused(421, "wrong-host", "this is no name of the agent; call it 127.0.0.1")

    def site(self, headers: Mapping[str, str]) -> Site:
        """The site whose page asks. Raises Refused."""
        origin = headers.get("origin")
        if origin is None:
            raise Refused(403, "no-origin", "only the page of a site may ask; its browser says whose page it is")
        if headers.get("sec-fetch-mode", "cors") != "cors":
            raise Refused(403, "not-cors", "ask by fetch, with CORS")
        found = self.sites.get(origin)
        if found is None:
            raise Refused(
                403, "unknown-site", f"{origin} is not on the agent's list; add it with --allow if you trust it"
            )
        return found

    def own_page(self, headers: Mapping[str, str]) -> None:
        """A page that is opened in a window of its own, or a form sent from one of ours. Raises Refused."""
        if headers.get("sec-fetch-dest", "document") != "document":
            raise Refused(403, "framed", "the consent page stands alone, in no other site's page")

    def own_form(self, headers: Mapping[str, str]) -> None:
        """The PIN comes from our own page. Raises Refused."""
        self.own_page(headers)
        own = {f"http://{host}" for host in self._hosts}
        if headers.get("origin") not in own or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Refused(403, "foreign-form", "this form was not sent from the agent's own page")
