"""The operator's time-stamping authority over HTTP (RFC 3161 §2.4, §3.4): a TimeStampReq in, a TimeStampResp out."""

from datetime import datetime

from asn1crypto import tsp

from tegata.pki import der
from tegata.pki.documents.timestamp import POLICY, TimeStampAuthority

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
LARGEST = 16_384
DIGEST_LENGTH = 32


def answer(request: bytes, stamps: TimeStampAuthority, now: datetime) -> bytes:
    """TimeStampResp: granted with a token, or rejected with the failure of §2.4.2."""
    try:
        asked = tsp.TimeStampReq.load(request[:LARGEST], strict=True)
        algorithm = asked["message_imprint"]["hash_algorithm"]["algorithm"].native
        digest, policy = asked["message_imprint"]["hashed_message"].native, asked["req_policy"].native
        nonce, certificates = asked["nonce"].native, asked["cert_req"].native
        extended = bool(asked["extensions"].native)
    except (ValueError, TypeError, KeyError):
        return _rejected("bad_data_format")
    if algorithm != "sha256" or len(digest) != DIGEST_LENGTH:
        return _rejected("bad_alg")
    if policy not in (None, POLICY):
        return _rejected("unaccepted_policy")
    if extended:
        return _rejected("unaccepted_extension")
    token = stamps.token(digest, now, nonce, certificates=bool(certificates))
    status = tsp.PKIStatusInfo({"status": "granted"})
    return bytes(tsp.TimeStampResp({"status": status, "time_stamp_token": tsp.ContentInfo.load(token)}).dump())


def _rejected(failure: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {failure}})
    return der.sequence(status.dump())  # TimeStampResp: the token is absent, which asn1crypto does not write
