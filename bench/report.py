"""What was measured, and how it is told: on the terminal and in docs/benchmarks.md.

Each part's outcome is kept under `build/bench/results`, so measuring one part anew leaves the
others in the document as they were, each with its own date.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bench.places import DOCS, RESULTS

FILE = DOCS / "benchmarks.md"
_HEAD = """# 性能 Benchmarks

数字取自同一台机器、同一次运行，与同类软件并列；可比的是倍数，绝对值随机器而变。
Figures come from one machine in one run, beside what others use for the same work. The ratios are
what counts; absolute figures are those of the machine.

    make bench            # all of it; `QUICK=1` for a few minutes, `FULL=1` with a million entries
    .venv/bin/python -m bench push photos      # some parts

Peers are installed under `build/bench`; everything runs on the loopback, is bounded and stops by
itself. Where the right to do so is there, all that is measured runs at raised priority.
"""


class Ratio(msgspec.Struct):
    """A figure with its target: `at_least` it, or at most."""

    what: str
    value: float
    target: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target


class Section(msgspec.Struct):
    """One part. `how` says what was measured, `notes` what to keep in mind."""

    name: str
    title: str
    how: str
    columns: list[str]
    rows: list[list[str]]
    ratios: list[Ratio]
    notes: list[str]
    scale: str
    date: str = ""


def machine() -> str:
    """The class of the machine; no names."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} cores, {pages / 2**30:.0f} GiB, {os.uname().sysname}"


def keep(section: Section) -> None:
    """Remember a part's outcome as of today."""
    section.date = datetime.now(UTC).date().isoformat()
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{section.name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(section)))


def kept(names: Sequence[str]) -> list[Section]:
    paths = [RESULTS / f"{name}.json" for name in names]
    return [msgspec.json.decode(path.read_bytes(), type=Section) for path in paths if path.exists()]


def write(sections: Sequence[Section], path: Path = FILE) -> None:
    parts = [_HEAD, *(_markdown(section) for section in sections)]
    path.write_text("\n".join(parts), encoding="utf-8")


def _markdown(section: Section) -> str:
    lines = [f"## {section.title}", "", section.how, ""]
    lines += _table(section.columns, section.rows)
    if section.ratios:
        lines += ["", *_table(["倍数 ratio", "", "目标 target", ""], _ratio_rows(section.ratios))]
    lines += ["", *(f"- {note}" for note in section.notes)] if section.notes else []
    command = {"quick": "make bench QUICK=1", "full": "make bench FULL=1"}
    ran = command.get(section.scale, "make bench")
    lines += ["", f"{section.date}, {machine()}, `{ran}`", ""]
    return "\n".join(lines)


def _ratio_rows(ratios: Sequence[Ratio]) -> list[list[str]]:
    return [
        [
            ratio.what,
            f"{ratio.value:.3g}",
            f"{'≥' if ratio.at_least else '≤'} {ratio.target:.3g}",
            "达到 met" if ratio.met else "**未达到 not met**",
        ]
        for ratio in ratios
    ]


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    return [
        "| " + " | ".join(columns) + " |",
        "|" + "---|" * len(columns),
        *("| " + " | ".join(map(str, row)) + " |" for row in rows),
    ]


def terminal(section: Section) -> str:
    """The same for the terminal."""
    return "\n".join(
        [
            "",
            section.title,
            *_aligned([section.columns, *section.rows]),
            *(
                f"  {ratio.what}: {ratio.value:.3g} "
                f"({'≥' if ratio.at_least else '≤'} {ratio.target:.3g}: "
                f"{'达到 met' if ratio.met else '未达到 NOT MET'})"
                for ratio in section.ratios
            ),
        ]
    )


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
