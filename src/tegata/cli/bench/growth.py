"""A plot of costs over sizes, both on logarithmic axes, as an SVG written by hand: flat lines are good news."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 420, 80, 40, 200, 60
COLOURS = ("#0017c1", "#b33e00", "#197a4b", "#6a3d9a")
Points = Sequence[tuple[float, float]]


def svg(title: str, across: str, up: str, lines: Mapping[str, Points]) -> str:
    """The plot of some lines, each with its name beside its end."""
    xs = [log10(x) for points in lines.values() for x, _ in points]
    ys = [log10(y) for points in lines.values() for _, y in points]
    low, high = floor(min(ys)), max(ceil(max(ys)), floor(min(ys)) + 1)
    left, right = min(xs), max(*xs, min(xs) + 1)

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + (x - left) / (right - left) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - TOP - BOTTOM),
        )

    parts = [_text(LEFT, TOP - 16, title, "font-weight='bold'")]
    parts += [_rule(at(left, n), at(right, n), f"{10.0**n:g}") for n in range(low, high + 1)]
    parts += [_mark(at(n, low), f"{10**n:,}") for n in range(ceil(left), floor(right) + 1)]
    for (name, points), colour in zip(lines.items(), COLOURS, strict=False):
        places = [at(log10(x), log10(y)) for x, y in points]
        parts.append(_line(places, colour))
        parts.append(_text(places[-1][0] + 10, places[-1][1] + 4, name, f"fill='{colour}'"))
    parts += [_text(LEFT, HEIGHT - 12, across), _text(LEFT - 70, TOP - 16 + 20, up)]
    box = f"xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' font-family='sans-serif' font-size='13'"
    ground = f"<title>{escape(title)}</title><rect width='100%' height='100%' fill='#fff'/>"
    return f"<svg {box} role='img'>{ground}{''.join(parts)}</svg>\n"


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f"<text x='{x:.0f}' y='{y:.0f}' {more}>{escape(text)}</text>"


def _rule(start: tuple[float, float], end: tuple[float, float], label: str) -> str:
    line = f"<path d='M{start[0]:.0f} {start[1]:.0f}H{end[0]:.0f}' stroke='#ddd'/>"
    return line + _text(start[0] - 8, start[1] + 4, label, "text-anchor='end'")


def _mark(place: tuple[float, float], label: str) -> str:
    return _text(place[0], place[1] + 20, label, "text-anchor='middle'")


def _line(places: Sequence[tuple[float, float]], colour: str) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = "".join(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{colour}'/>" for x, y in places)
    return f"<path d='M{path}' fill='none' stroke='{colour}' stroke-width='2'/>{dots}"
