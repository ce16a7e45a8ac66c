"""`tegata bench`: every row of `cli.bench`, measured in one run, as ratios; kept as JSON."""

import json
import platform
from dataclasses import asdict
from pathlib import Path

import click

from tegata.cli.bench import MODULES, rows
from tegata.cli.frame import Frame, command

RESULTS = Path("bench") / "results"


def add_to(main: click.Group) -> None:
    """Register the command."""
    command(main, "bench", example="tegata bench --out results.json")(bench)


@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the rows go [bench/results/latest.json]."
)
@click.option("--only", type=click.Choice(MODULES), help="Measure this part alone; kept with --out only.")
def bench(frame: Frame, out: Path | None, only: str | None) -> None:
    """Measure speed as ratios to a peer and to the limit, and print them as a table. Bars that are missed say so."""
    found = []
    for row in rows(only):
        found.append(row)
        if not frame.as_json:
            frame.console.print(f"{'✓' if row.met else '✗'} {row.name}: {row.ratio:.2f} ({row.bar})", markup=False)
    facts = [asdict(row) for row in found]
    place = out or RESULTS / "latest.json"
    if out or only is None:
        place.parent.mkdir(parents=True, exist_ok=True)
        document = {"machine": platform.machine(), "python": platform.python_version(), "rows": facts}
        place.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
    shown: list[dict[str, object]] = [
        {"row": f["name"], "ours": _figure(f["ours"]), "beside": _figure(f["beside"]), "limit": _figure(f["limit"])}
        | {"ratio": f"{f['ratio']:.2f}", "bar": f["bar"], "met": "yes" if f["met"] else "NO"}
        for f in facts
    ]
    if frame.as_json:
        frame.say(facts)
    else:
        frame.table(shown, ("row", "ours", "beside", "limit", "ratio", "bar", "met"))


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"
