"""The client that waits. Safe to share among threads; close it, or use it as a context."""

import secrets
import time
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx

from tegata.client import calls, errors
from tegata.client.calls import Call
from tegata.client.results import Challenge, Verdict

T = TypeVar("T")


class Client:
    """An operator by its address, and the tenant's API key. Every method raises ClientError; what returns is valid."""

    def __init__(self, base_url: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(
            base_url=base_url, headers=calls.headers(key), timeout=calls.PATIENCE, transport=transport, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def new_challenge(self) -> Challenge:
        """Bytes for a card to sign, once, within five minutes."""
        return self._make(calls.new_challenge())

    def verify_document(
        self,
        document: bytes,
        *,
        content: bytes | None = None,
        at: datetime | None = None,
        evidence: bool = False,
        identify: bool = False,
    ) -> Verdict:
        """A signed CMS (`content` when it is detached), PDF or XML document, now or at a moment."""
        call = calls.verify_document(document, content=content, at=at, evidence=evidence, identify=identify)
        return self._make(call)

    def verify_answer(
        self,
        challenge: bytes,
        signature: bytes,
        certificate: bytes,
        *,
        origin: str | None = None,
        evidence: bool = False,
        identify: bool = False,
        idempotency_key: str | None = None,
    ) -> Verdict:
        """A card's answer to a challenge of `new_challenge`. It counts once.

        `origin`: your site's, where the card answered through a local agent.
        """
        key = idempotency_key or secrets.token_urlsafe(16)
        call = calls.verify_answer(
            challenge, signature, certificate, origin=origin, evidence=evidence, identify=identify, key=key
        )
        return self._make(call)

    def verify_certificate(
        self,
        certificate: bytes,
        *,
        kind: str | None = None,
        at: datetime | None = None,
        evidence: bool = False,
        identify: bool = False,
    ) -> Verdict:
        """A certificate for a kind ("sign", "auth", None for its own), now or at a moment."""
        call = calls.verify_certificate(certificate, kind=kind, at=at, evidence=evidence, identify=identify)
        return self._make(call)

    def _make(self, call: Call[T]) -> T:
        attempt = 0
        while True:
            try:
                return self._once(call)
            except errors.ClientError as error:
                if not calls.again(call, attempt, error):
                    raise
            time.sleep(calls.PAUSES[attempt])
            attempt += 1

    def _once(self, call: Call[T]) -> T:
        try:
            answer = self._http.request(call.method, call.path, json=call.body, headers=call.headers)
        except httpx.HTTPError as error:
            raise errors.OperatorUnreachable(f"no answer from the operator: {type(error).__name__}") from error
        return calls.result(call, answer)
