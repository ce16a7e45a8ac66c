"""Firms of the sandbox: entered once however often, by two officers; whoever asks has a key of its own in the home folder."""

from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tests.offices import clock
from tests.unit.services.verifiers.parties import Operator

from tegata.pki.names import Kind
from tegata.server.duties import Duty
from tegata.server.sandbox import accounts, firms
from tegata.server.sandbox.acts import act_of
from tegata.services.verifiers import api as verifiers
from tegata.services.verifiers.api import FirmState


@pytest.mark.django_db
def test_the_operator_of_the_sandbox_asks_for_its_bank(tmp_path: Path) -> None:
    accounts.open_all()
    for _ in range(2):
        firms.connect(tmp_path, act_of(Duty.AUTHORITY, clock()))
    assert {verifiers.firm(one.firm_id).state for one in firms.FIRMS} == {FirmState.ACCREDITED}
    folder = tmp_path / "parties" / "operator"
    key = load_pem_private_key((folder / firms.KEY).read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert (folder / firms.KEY).stat().st_mode & 0o077 == 0
    operator = Operator("operator-1", UUID((folder / firms.CALLER).read_text()), key)
    for provider in ("bank", "insurer", "phoneshop"):
        assert b"unknown-serial" in operator.user_id(Kind.SIGNATURE, 0xDEAD, provider).content
    assert b"no-contract" in operator.user_id(Kind.SIGNATURE, 0xDEAD, "verifier-1").content
    assert (tmp_path / "parties" / "verifier" / firms.CALLER).exists()
