"""Coverage-guided fuzzing of the responder: whatever is asked, the answer is an OCSP response, and nothing unasked is kept.

Run by `make fuzz`. The input is a request, or a true one with some of its bytes changed.
"""

import sys
from datetime import UTC, datetime

import atheris

with atheris.instrument_imports(include=["tegata.pki.ocsp", "tegata.pki.ocsp_request", "tegata.pki.der"]):
    from tegata.pki import der, ocsp, ocsp_request
    from tegata.pki.keys import SoftwareKey
    from tegata.pki.names import Kind, Naming
    from tegata.pki.profiles import Issuer
    from tegata.pki.revocation import CertificateStatus, State

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = SoftwareKey.generate(elliptic=True)
ISSUER = Issuer(Kind.SIGNATURE, Naming(), KEY.public_key, KEY.algorithm, 1)
RESPONDER = ocsp.Responder(ISSUER, KEY, b"\x30\x00", lambda serial, _: STATUS if serial == 7 else None, lambda: 1)
STATUS = CertificateStatus(State.GOOD, NOW)
TRUE = [
    ocsp_request.build([ocsp_request.cert_id(ISSUER, serial)], nonce)
    for serial in (7, 8)
    for nonce in (None, bytes(32))
]
WAYS_TO_ASK = 4
"""About one certificate: by SHA-1 or SHA-256, with NULL or without."""


def one(data: bytes) -> None:
    """One request."""
    source = atheris.FuzzedDataProvider(data)
    if source.ConsumeBool():
        asked = bytearray(source.PickValueInList(TRUE))
        for _ in range(source.ConsumeIntInRange(0, 4)):
            asked[source.ConsumeIntInRange(0, len(asked) - 1)] = source.ConsumeIntInRange(0, 255)
        request = bytes(asked)
    else:
        request = source.ConsumeBytes(4096)
    answer = ocsp.respond([RESPONDER], request, NOW).response
    status = der.node(answer, der.whole(answer).content)
    assert der.read_integer(answer, status) in (0, 1, 6)
    assert len(RESPONDER._kept) <= WAYS_TO_ASK


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
