"""What people of the scripted day do on pages, over HTTP: apply, cancel, review, hand a card over. From wherever it was cut off."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.site import Answer, Browser

PASSWORD = "sandbox"  # of every account of a sandbox
DESK = "proof-1"  # whose login is the name of the desk
MOST_STEPS = 14
CHECKLIST = {
    **{f"item_{item}": "on" for item in ("IN_PERSON", "MASK_OFF", "REGISTER_MATCH", "LIKENESS", "NOT_A_DUPLICATE")},
    "document1": "driving licence",
    "document1_until": "2035-01-01",
    "representative": "driving licence",
    "representative_until": "2035-01-01",
}
PINS = {"TEXT": "1357", "REGISTER": "2468", "AUTHENTICATION": "8642", "SIGNATURE": "NEW4LIFE"}
Ask = Callable[..., Any]
"""What the desk's process says; raises Unanswered, or Refused."""


class Refused(Exception):
    """A page, or a room behind it, said no."""


class Pages:
    """The people's browsers. Every act returns its last page, raises Refused with one that said no, or Unanswered."""

    def __init__(self, port: int, ask: Ask) -> None:
        self._port, self._ask = port, ask
        self._reviewers = [Browser(port, f"reviewer-{number}", PASSWORD) for number in (1, 2)]
        self._officers = [Browser(port, f"proof-{number}", PASSWORD) for number in (1, 2)]

    def apply(self, resident: str, photo: Path) -> Answer:
        """A form's ID, a photo from a file, name and photo looked at, sent."""
        known, browser = self._ask("form for", resident=resident), Browser(self._port)
        begun = browser.fill(_good(browser.get("/applications/")), **known)
        taken = browser.fill(_at(begun, "photo"), files={"photo": photo.read_bytes()})
        return _at(browser.fill(_at(taken, "confirm"), mine="on"), "receipt")

    def cancel(self, application: str, resident: str) -> Answer:
        """The applicant looks for the own application, and is asked once more."""
        known, browser = self._ask("form of", resident=resident, application=application), Browser(self._port)
        _at(browser.fill(_good(browser.get("/applications/state")), **known), "mine")
        page = browser.get("/applications/cancel")
        if page.path.endswith("/cancel"):
            page = browser.fill(_good(page), confirmed="yes")
        return _said(_at(page, "mine"), "Application cancelled")

    def review(self, application: str, resident: str) -> Answer:
        """Passed by one, or by two where the photo is doubtful."""
        address, (first, second) = f"/applications/staff/{resident}/{application}", self._reviewers
        page = _good(first.get(address))
        if "/propose" in page.text:
            _good(first.fill(page, "/propose"))
            page = _good(second.get(address))
        reviewer, button = (second, "/approve") if "/approve" in page.text else (first, "/pass")
        passed = reviewer.fill(page, button) if button in page.text else page
        return _said(passed, "Reviewed", "Accepted", "is being made", "was made")

    def hand_over(self, card: str, resident: str) -> Answer:
        """The wizard step by step, whichever it shows, with the holder at a screen of their own."""
        known, officer = self._ask("lay", desk=DESK, resident=resident, card=card), self._officers[0]
        going = re.search(f"/counter/handover/{resident}/[0-9a-f-]+/", _good(officer.get("/counter/")).text)
        page = officer.get(going[0]) if going else officer.post("/counter/handover/", {"serial": known["serial"]})
        if resident not in page.path:
            raise Refused(_fault_of(page))
        wizard, came = page.path, page
        for _ in range(MOST_STEPS):
            if "The card is with its holder" in page.text:
                return page
            came = self._step(page, known["old"])
            page = _good(officer.get(wizard))
        raise Refused(f"the handover goes no further: {_fault_of(came)}")

    def _step(self, page: Answer, old: list[str]) -> Answer:
        officer = self._officers[0]
        if 'name="document1"' in page.text:
            return self._agreed(officer.fill(page, having="document1", **CHECKLIST))
        if 'name="by_two"' in page.text:
            return self._agreed(officer.fill(page, having="by_two"))
        if 'name="fee"' in page.text:
            given = {f"old{number}": serial for number, serial in enumerate(old) if f'"old{number}"' in page.text}
            return officer.fill(page, having="fee", **given)
        if 'name="version"' not in page.text:
            return officer.fill(page, "/stop", why="scripted")
        return self._typed(page) or self._typed(officer.fill(page, having="version")) or page

    def _typed(self, page: Answer) -> Answer | None:
        """The holder's PINs, where the page has a code that is good."""
        code = re.search(r"<code>([0-9A-Z-]+)</code>", page.text)
        if code is None:
            return None
        holder = Browser(self._port)
        screen = holder.get(f"/holder/{code[1].replace('-', '')}")
        if 'name="TEXT"' not in screen.text:
            return None
        typed = {f"{name}{again}": value for name, value in PINS.items() for again in ("", "_again")}
        return holder.fill(
            screen, having="TEXT", **{key: typed[key] for key in typed if f'name="{key}"' in screen.text}
        )

    def _agreed(self, page: Answer) -> Answer:
        """The second officer approves what waits for one; then the first does it again."""
        second = self._officers[1]
        if "A second officer has to agree" in page.text:
            for address in set(re.findall(r"/staff/approvals/[0-9a-f-]+", second.get("/staff/approvals/").text)):
                second.post(address, {"decision": "approve"})
        return page


def _good(page: Answer) -> Answer:
    if page.status >= 400:
        raise Refused(_fault_of(page))
    return page


def _at(page: Answer, end: str) -> Answer:
    """The page that an act leads to. Raises Refused when it led elsewhere."""
    if not page.path.endswith(f"/{end}"):
        raise Refused(_fault_of(page))
    return _good(page)


def _said(page: Answer, *words: str) -> Answer:
    if not any(word in page.text for word in words):
        raise Refused(_fault_of(page))
    return page


def _fault_of(page: Answer) -> str:
    told = re.search(r'class="error-summary".*?</div>', page.text, re.DOTALL)
    words = re.sub(r"<[^>]+>|\s+", " ", told[0]) if told else ""
    return f"{page.status} at {re.sub('[0-9a-f-]{36}', '…', page.path)} {words}".strip()
