"""The page for firms: its example is run, and its consent is one that the sandbox's operator could pass on."""

import re
from pathlib import Path
from typing import Any

from tegata.rules.consents import read_consent
from tegata.server.sandbox.firms import FIRMS
from tegata.services.verifiers.urls import urlpatterns

PAGE = (Path(__file__).parents[4] / "docs" / "verifiers.md").read_text(encoding="utf8")


def test_the_example_names_the_firms_of_the_sandbox() -> None:
    found: dict[str, Any] = {}
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(block, found)  # noqa: S102 (our own page)
    consent = read_consent(found["text"])
    names = {one.firm_id: one.name for one in FIRMS}
    assert consent.provider_name == names[consent.provider]
    assert consent.operator_name == names[consent.operator]
    assert all(f"`{one.firm_id}`" in PAGE for one in FIRMS)


def test_every_address_is_on_the_page() -> None:
    under = [str(one.pattern).removeprefix("verifiers/v1") for one in urlpatterns if "v1/" in str(one.pattern)]
    wanted = {re.sub(r"<uuid:\w+>", "{id}", path) for path in under} - {"/openapi.json"}
    assert {path for path in wanted if path not in PAGE} == set()
