"""The client for asyncio: the same calls as `Client`, awaited."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx

from tegata.client import calls, errors
from tegata.client.calls import Answer, Call
from tegata.client.results import Attributes, Challenge, Changes, Consent, User, Verdict, Watch

T = TypeVar("T")


class AsyncClient:
    """An operator by its address, and the tenant's API key. Every method raises ClientError; what returns is valid.

    `key` is an idempotency key, made for each call unless given; give your own to repeat a call after a crash of yours.
    """

    def __init__(self, base_url: str, api_key: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers=calls.headers(api_key),
            timeout=calls.PATIENCE,
            transport=transport,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def new_challenge(self) -> Challenge:
        """Bytes for a card to sign, once, within five minutes."""
        return await self._make(calls.new_challenge())

    async def verify_document(
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
        return await self._make(call)

    async def verify_answer(
        self,
        challenge: bytes,
        signature: bytes,
        certificate: bytes,
        *,
        origin: str | None = None,
        evidence: bool = False,
        identify: bool = False,
        key: str | None = None,
    ) -> Verdict:
        """A card's answer to a challenge of `new_challenge`. It counts once.

        `origin`: your site's, where the card answered through a local agent.
        """
        answer = Answer(challenge, signature, certificate, origin)
        call = calls.verify_answer(answer, evidence=evidence, identify=identify, key=key)
        return await self._make(call)

    async def verify_certificate(
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
        return await self._make(call)

    async def register(
        self,
        challenge: bytes,
        signature: bytes,
        certificate: bytes,
        *,
        origin: str | None = None,
        evidence: bool = False,
        key: str | None = None,
    ) -> User:
        """Take in a new person, by the signature certificate. Raises UserRegistered."""
        return await self._make(
            calls.identified(
                "registration", Answer(challenge, signature, certificate, origin), evidence=evidence, key=key
            )
        )

    async def log_in(
        self,
        challenge: bytes,
        signature: bytes,
        certificate: bytes,
        *,
        origin: str | None = None,
        evidence: bool = False,
        key: str | None = None,
    ) -> User:
        """Recognise a person, by the authentication certificate. Raises UserUnknown, or ReplacementNeeded."""
        return await self._make(
            calls.identified("login", Answer(challenge, signature, certificate, origin), evidence=evidence, key=key)
        )

    async def replace(
        self,
        challenge: bytes,
        signature: bytes,
        certificate: bytes,
        *,
        origin: str | None = None,
        evidence: bool = False,
        key: str | None = None,
    ) -> User:
        """Take a registered person's new signature certificate. Raises UserUnknown."""
        return await self._make(
            calls.identified(
                "replacement", Answer(challenge, signature, certificate, origin), evidence=evidence, key=key
            )
        )

    async def forget_user(self, user_id: str) -> None:
        """Delete a registration; the person's next id will be another one."""
        await self._make(calls.forget_user(user_id))

    async def give_consent(
        self, document: bytes, *, received_at: datetime | None = None, key: str | None = None
    ) -> Consent:
        """Hand in a consent to the latest attributes, signed by its holder. Raises ConsentRefused."""
        return await self._make(calls.give_consent(document, received_at, key))

    async def consent(self, consent_id: str) -> Consent:
        """Whether a consent counts; withdrawals are not pushed."""
        return await self._make(calls.consent(consent_id))

    async def withdraw_consent(self, consent_id: str, document: bytes, *, key: str | None = None) -> Consent:
        """Hand in a withdrawal, signed by the holder."""
        return await self._make(calls.withdraw_consent(consent_id, document, key))

    async def latest_attributes(self, consent_id: str, serial: str) -> Attributes:
        """What is new about the holder of a signature certificate. Raises ConsentRefused."""
        return await self._make(calls.latest_attributes(consent_id, serial))

    async def watch(self, items: Mapping[str, str], *, key: str | None = None) -> Watch:
        """Watch certificates: your own references, and the `certificate_id` of verdicts. At most 10,000 in a call."""
        return await self._make(calls.watch(items, key))

    async def add_to_watch(self, watch_id: str, items: Mapping[str, str]) -> Watch:
        """Watch more."""
        return await self._make(calls.add_to_watch(watch_id, items))

    async def changes(self, watch_id: str, after: int = 0) -> Changes:
        """What changed in a watch since a number."""
        return await self._make(calls.changes(watch_id, after))

    async def evidence(self, record_id: str) -> bytes:
        """A record of evidence, as a file for the archive."""
        return await self._make(calls.evidence(record_id))

    async def _make(self, call: Call[T]) -> T:
        attempt = 0
        while True:
            try:
                return await self._once(call)
            except errors.ClientError as error:
                if not calls.again(call, attempt, error):
                    raise
            await asyncio.sleep(calls.PAUSES[attempt])
            attempt += 1

    async def _once(self, call: Call[T]) -> T:
        try:
            answer = await self._http.request(call.method, call.path, json=call.body, headers=call.headers)
        except httpx.HTTPError as error:
            raise errors.OperatorUnreachable(f"no answer from the operator: {type(error).__name__}") from error
        return calls.result(call, answer)
