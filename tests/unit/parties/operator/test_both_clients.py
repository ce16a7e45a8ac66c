"""The client that waits and the one that does not: the same methods, the same answers, the same problems."""

import asyncio
import inspect

import httpx
import pytest
from tests.operating import Operating

from tegata.client import AsyncClient, Client, errors
from tegata.client.results import Verdict
from tegata.pki.documents import cms
from tegata.pki.names import Kind

METHODS = [name for name, member in vars(Client).items() if inspect.isfunction(member) and not name.startswith("_")]


def without_waiting(operator: Operating, key: str | None = None) -> AsyncClient:
    transport = httpx.ASGITransport(operator.application)
    return AsyncClient("http://operator.example", key or operator.key, transport=transport)


@pytest.mark.parametrize("name", [name for name in METHODS if name != "close"])
def test_every_method_is_there_with_the_same_signature(name: str) -> None:
    twin = getattr(AsyncClient, name)
    assert inspect.signature(twin) == inspect.signature(getattr(Client, name))
    assert inspect.iscoroutinefunction(twin)


def test_a_document_gets_the_same_verdict(operator: Operating) -> None:
    document = cms.sign(b"what is signed\n", operator.person().signer, operator.home.now())

    async def verified() -> Verdict:
        async with without_waiting(operator) as client:
            return await client.verify_document(document)

    with operator.client() as client:
        expected = client.verify_document(document)
    found = asyncio.run(verified())
    assert (found.form, found.signature.serial) == (expected.form, expected.signature.serial)


def test_a_challenge_counts_once_and_a_wrong_key_opens_nothing(operator: Operating) -> None:
    person = operator.person(Kind.AUTHENTICATION)

    async def twice() -> None:
        async with without_waiting(operator) as client:
            challenge = (await client.new_challenge()).value
            answer = challenge, person.answer(challenge), person.certificate
            assert (await client.verify_answer(*answer)).signature.kind == "auth"
            with pytest.raises(errors.ChallengeUsed):
                await client.verify_answer(*answer)
        async with without_waiting(operator, "wrong") as stranger:
            with pytest.raises(errors.ClientError):
                await stranger.new_challenge()

    asyncio.run(twice())
