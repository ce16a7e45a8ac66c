"""`python -m tests.faults.publishing HOME MOMENT DIES_AT`: revoke and publish everything; die at the n-th step to the disk.

A step is a file opened, made durable or moved to its place: between any two of them power may fail.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from tests.unit.pki.authorities import HOLDER, NOT_AFTER

from tegata.pki.issuing import Request
from tegata.pki.keys import SoftwareKey
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.revocation import Reason
from tegata.rules.municipalities import municipality
from tegata.server.home import Home

TOWNS = ("13101", "27127")


def main(root: Path, moment: datetime, dies_at: int) -> None:
    home, public_key = Home(root, lambda: moment), SoftwareKey.generate(elliptic=True).public_key
    for authority in home.authorities.values():
        for town in TOWNS:
            wanted = Request(replace(HOLDER, municipality=municipality(town)), public_key, NOT_AFTER)
            serial = UnverifiedCertificate.parse(authority.certify(wanted, moment)).serial
            authority.revoke(serial, secrets.choice([Reason.SUPERSEDED, Reason.KEY_COMPROMISE]), moment)
    steps = count(1)
    for name in ("open", "fsync", "rename"):
        setattr(os, name, _deadly(getattr(os, name), steps, dies_at))
    home.publication.publish_all(moment, renew=True)


def _deadly(call: Callable[..., Any], steps: "count[int]", dies_at: int) -> Callable[..., Any]:
    def step(*arguments: Any, **more: Any) -> Any:
        if next(steps) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **more)

    return step


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]))
