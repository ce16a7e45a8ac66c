"""An OCSP responder over HTTP (RFC 6960 appendix A): request bytes in, response bytes out."""

from collections.abc import Callable

from tegata.parties.operator.country import Country, CountryAway, CountryRefused
from tegata.parties.operator.problems import StatusUnreachable

REQUEST = "application/ocsp-request"


def over_http(country: Country, path: str = "/ocsp/") -> Callable[[bytes], bytes]:
    """The transport of `pki.path.OcspSource`. Raises StatusUnreachable."""

    def ask(request: bytes) -> bytes:
        try:
            return country.post(path, request, REQUEST)
        except (CountryAway, CountryRefused) as error:
            raise StatusUnreachable(f"the OCSP responder does not answer: {error}") from error

    return ask
