"""Writes docs/faults.md from what `python -m tests.faults` measured: `python -m tests.faults.report a.json … > docs/faults.md`."""

import json
import sys
from pathlib import Path
from typing import Any

HEAD = """# Faults

Measured by `make faults`; a short form of each is in `tests/incidents/` and runs with every test run.

## Killed at any moment

Real processes over one home folder and one database: the web server, the office's worker, two makers of cards and a clerk's
desk. Under a scripted day of the sandbox town (people apply and are reviewed; cards are made, packed, sent, unpacked, handed
over, posted, stopped, renewed, rewritten and shredded; people arrive, move and die) one of the processes at a time gets SIGKILL
at a random moment and is started again. Who got no answer looks again and does again what is still to be done. Afterwards
everything is checked against the database, the chips in the drawer and the authorities' own records.
Applications on the web, their review and cancellation, each step of a handover with the holder's screen, packing, sending and the
hot line go over HTTP; the rest goes through the rooms' own actions in the desk's process.
`python -m tests.faults --seed N` plays a day again.
"""


def table(head: list[str], rows: list[list[Any]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def of_days(days: list[dict[str, Any]]) -> str:
    """The days side by side."""
    names = [day["database"] for day in days]
    roles = list(days[0]["kills"])
    checks = list(days[0]["findings"])
    facts: list[list[Any]] = [
        ["seed", *[day["seed"] for day in days]],
        ["minutes", *[round(day["seconds"] / 60, 1) for day in days]],
        ["hours of the simulated day", *[day["hours of the day"] for day in days]],
        ["**kills**", *[sum(day["kills"].values()) for day in days]],
        *[[f"… of {role}", *[day["kills"][role] for day in days]] for role in roles],
        ["acts answered", *[sum(day["done"].values()) for day in days]],
        ["acts refused by a rule", *[sum(day["refused"].values()) for day in days]],
        ["acts whose answer never came", *[sum(day["unanswered"].values()) for day in days]],
        ["processes that failed by themselves, answers 500", *[len(day["faults"]) for day in days]],
        ["left in any queue afterwards", *[sum(day["left"].values()) for day in days]],
        ["applications", *[_counts(day["counts"]["applications"]) for day in days]],
        ["cards", *[_counts(day["counts"]["cards"]) for day in days]],
        ["certificates", *[day["counts"]["certificates"] for day in days]],
        ["audit entries", *[day["counts"]["audit entries"] for day in days]],
    ]
    found = [[check, *[len(day["findings"][check]) for day in days]] for check in checks]
    text = table(["", *names], facts) + "\nFindings of the checks (0: it holds):\n\n" + table(["", *names], found)
    return text + _acts(days)


def _acts(days: list[dict[str, Any]]) -> str:
    verbs = sorted({verb for day in days for verb in day["done"]})
    rows = [
        [verb, *[f"{day['done'].get(verb, 0)} ({day['unanswered'].get(verb, 0)})" for day in days]] for verb in verbs
    ]
    return "\nActs answered (and, in brackets, killed before the answer came):\n\n" + table(
        ["", *[day["database"] for day in days]], rows
    )


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))


def main() -> None:
    """Read the files named, write the page."""
    found = [json.loads(Path(name).read_text(encoding="utf8")) for name in sys.argv[1:]]
    days, peaks = [one for one in found if "kills" in one], [one for one in found if "peak" in one]
    sys.stdout.write(HEAD + "\n" + of_days(days))
    for one in peaks:
        rows = [[what, number] for what, number in one["peak"].items()]
        sys.stdout.write("\n## The renewal peak of May 2020\n\n" + one["said"] + "\n\n" + table(["", ""], rows))


if __name__ == "__main__":
    main()
