"""Checking a record: nothing was changed since its time-stamp, and the same question gets the same answer from what is in it.

Trust is the reader's own: the authorities and time-stamping authorities that stand in the record are believed only if listed.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tegata.pki import crl
from tegata.pki.checks import Checked, Checker, Question
from tegata.pki.documents import timestamp
from tegata.pki.evidence import container, recording
from tegata.pki.evidence.container import EvidenceError
from tegata.pki.names import Kind
from tegata.pki.path import Anchors, CrlSource, FirstOf, OcspStaple, StatusSource

CLOCKS_DIFFER = timedelta(minutes=5)


class CheckedRecord(NamedTuple):
    """A record that holds: its report, when it was stamped, and what was proved anew."""

    report: dict[str, Any]
    stamped_at: datetime
    checked: Checked


def check(archive: bytes, anchors: Anchors, stamps: Collection[bytes]) -> CheckedRecord:
    """Check a record. Raises EvidenceError, or the DocumentError or PathError of what does not count in it."""
    # 1. Every file is as the manifest has it, and there is none beside them.
    files, listed, token = container.unpack(archive)
    # 2. A time-stamping authority that the reader trusts saw this manifest.
    stamped_at = timestamp.read(token, listed, stamps)
    # 3. The report is about these files, and was stamped when it was made.
    report = read_report(files)
    checked_at = _moment(report, "checked_at")
    if abs(stamped_at - checked_at) > CLOCKS_DIFFER:
        raise EvidenceError("the record was stamped at another time than it says it was checked")
    # 4. The same question, asked of the status bytes in the record, has the same answer.
    checker = Checker(anchors, stamps, _status(files, anchors))
    checked = checker.check(_question(files, report), checked_at)
    if _told(checked) != [(item["serial"], item["at"]) for item in report["signatures"]]:
        raise EvidenceError("what was checked is not what the report says")
    # 5. No evidence is from after the stamp.
    for item in checked.proved:
        if any(evidence.this_update > stamped_at + CLOCKS_DIFFER for evidence in item.path.evidence):
            raise EvidenceError("its evidence of status is younger than its time-stamp")
    return CheckedRecord(report, stamped_at, checked)


def read_report(files: dict[str, bytes]) -> dict[str, Any]:
    """The report of a record. Raises EvidenceError."""
    try:
        report = json.loads(files[recording.REPORT])
        if report["version"] != recording.VERSION or not report["signatures"]:
            raise EvidenceError("the report is of a version that is not read here")
        _ = report["form"], [(item["serial"], item["at"]) for item in report["signatures"]]
    except (KeyError, ValueError, TypeError) as error:
        raise EvidenceError(f"the report cannot be read: {error}") from error
    return dict(report)


def _question(files: dict[str, bytes], report: dict[str, Any]) -> Question:
    try:
        return Question(
            document=files.get(recording.NAMES.get(report["form"], "")),
            content=files.get(recording.CONTENT),
            challenge=files.get(recording.CHALLENGE),
            signature=files.get(recording.SIGNATURE),
            certificate=files.get(recording.CERTIFICATE),
            at=_moment(report, "at") if report.get("at") else None,
            kind=Kind(report["kind"]) if report.get("kind") else None,
        )
    except (ValueError, TypeError) as error:
        raise EvidenceError(f"the report cannot be read: {error}") from error


def _status(files: dict[str, bytes], anchors: Anchors) -> StatusSource:
    """Only what is in the record; a list counts if one of the reader's authorities signed it."""
    lists = [content for name, content in files.items() if name.startswith("status/") and name.endswith(".crl")]
    answers = [content for name, content in files.items() if name.startswith("status/") and name.endswith(".ors")]
    loaded = [found for content in lists for found in _loaded(content, anchors)]
    return FirstOf(CrlSource(loaded), OcspStaple(answers))


def _loaded(content: bytes, anchors: Anchors) -> list[crl.LoadedCrl]:
    found = []
    for anchor in anchors.certificates:
        try:
            found.append(crl.LoadedCrl.load(content, anchor.public_key))
        except (crl.CrlSignatureInvalid, crl.MalformedCrl):
            continue
    return found


def _told(checked: Checked) -> list[tuple[str, str]]:
    return [(f"{item.path.certificate.serial:08X}", item.at.isoformat()) for item in checked.proved]


def _moment(report: dict[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(report[name])
    except (KeyError, ValueError, TypeError) as error:
        raise EvidenceError(f"the report has no readable {name}") from error
    if found.tzinfo is None:
        raise EvidenceError(f"{name} has no zone")
    return found
