"""A small line chart as SVG, readable on white and on dark, in print and without colour."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 48, 40, 132
_DASHES = ("", "8 4", "2 4", "10 4 2 4", "16 6")
_COLOURS = ("#1b6e4b", "#a3480b", "#2a5db0", "#8a2c6b", "#555555")


class Line(NamedTuple):
    """Points as (entries, factor), by entries."""

    label: str
    points: Sequence[tuple[float, float]]


def plot(title: str, lines: Sequence[Line]) -> str:
    """Entries on a logarithmic axis to the right, factors upwards from 0."""
    xs = [x for line in lines for x, _ in line.points]
    top = max(2.0, math.ceil(max(y for line in lines for _, y in line.points)))
    low, high = math.log10(min(xs)), math.log10(max(xs))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low) / (high - low or 1)
        return (
            _LEFT + across * (_WIDTH - _LEFT - _RIGHT),
            _HEIGHT - _BOTTOM - y / top * (_HEIGHT - _TOP - _BOTTOM),
        )

    look = 'font-family="sans-serif" font-size="13" role="img"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {look}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="24" font-weight="bold" fill="#222222">{escape(title)}</text>',
    ]
    for level in range(int(top) + 1):
        left, right = place(min(xs), level), place(max(xs), level)
        parts.append(_rule(left, right))
        parts.append(_text(left[0] - 10, left[1] + 4, f"×{level}", "end"))
    for x in sorted(set(xs)):
        at = place(x, 0)
        parts.append(_text(at[0], at[1] + 20, f"{x:,.0f}", "middle"))
    for n, line in enumerate(lines):
        parts += _drawn(n, line, [place(*point) for point in line.points])
    return "\n".join([*parts, "</svg>", ""])


def _rule(start: tuple[float, float], end: tuple[float, float]) -> str:
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        'stroke="#cccccc"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#222222">{escape(text)}</text>'
    )


def _drawn(n: int, line: Line, places: Sequence[tuple[float, float]]) -> list[str]:
    colour, dash = _COLOURS[n % len(_COLOURS)], _DASHES[n % len(_DASHES)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    style = f'stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}" fill="none"'
    key_y = _HEIGHT - _BOTTOM + 44 + n * 20
    return [
        f'<polyline points="{path}" {style}/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places),
        f'<polyline points="{_LEFT},{key_y - 4} {_LEFT + 44},{key_y - 4}" {style}/>',
        _text(_LEFT + 54, key_y, line.label),
    ]
