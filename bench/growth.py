"""How the cost of each operation grows with the journal."""

import math
import os
from typing import NamedTuple

from bench.audit import sample, verify
from bench.batches import require_stored, sign
from bench.figures import median
from bench.loading import load
from bench.places import DOCS, copied, fresh
from bench.plot import Line, plot
from bench.progress import say
from bench.pull import pull
from bench.report import Ratio, Section
from bench.scale import Scale
from bench.serving import greenlane
from bench.site import Site, build

FILE = DOCS / "img" / "growth.svg"
_BATCHES = 40
_ROUNDS = 5
_MANY = 1_000_000
_PAGES = 20
"""Of a pull from nothing, which would take minutes for the longest journal."""
_RECENT = 500
"""Positions that a phone which syncs often has missed."""
_SLACK = 1.15
"""What measuring twice differs by on a machine with other work."""
_COSTS = {
    "上传一条 push, an entry": "µs",
    "拉取最近 500 条 pull of the last 500, all of it": "ms",
    "从头拉取，每千行 pull from nothing, a thousand rows": "ms",
    "稽核一条 audit, an entry": "µs",
}
_TITLE = "相对于最短日志的用时 Cost, relative to the shortest journal"
_HOW = """The same work on journals of different length. The exponent is that of a power law through
the smallest and the largest: 0 is no growth, 1 is proportional. Allowed is what a search tree's
depth grows by, the ratio of the logarithms, and 15% for what other work disturbs.

![growth](img/growth.svg)"""


class Point(NamedTuple):
    """Costs at `entries`, in the order and units of _COSTS; `audit_bytes` is the audit's memory."""

    entries: int
    costs: list[float]
    audit_bytes: int


def measure(scale: Scale) -> Section:
    started = verify(build(fresh("site"), 0).folder, ["--no-views"]).wall_s
    points = [_point(size, started) for size in scale.sizes]
    first, last = points[0], points[-1]
    allowed = math.log(last.entries) / math.log(first.entries) * _SLACK
    times = math.log(last.entries / first.entries)
    ratios, rows = [], []
    for at, (what, unit) in enumerate(_COSTS.items()):
        grown = last.costs[at] / first.costs[at]
        cells = [f"{point.costs[at]:,.1f} {unit}" for point in points]
        rows.append([what, *cells, f"{math.log(grown) / times:+.2f}"])
        ratios.append(Ratio(f"{what}: grown by", grown, allowed, at_least=False))
    memory = [f"{point.audit_bytes / 1e6:,.0f} MB" for point in points]
    rows.append(["稽核占用内存 audit, memory of all its processes", *memory, ""])
    if last.entries >= _MANY:
        gib = last.audit_bytes / 2**30
        ratios.append(Ratio("audit of a million, memory in GiB", gib, 1, at_least=False))
    lines = [
        Line(what, [(point.entries, point.costs[at] / first.costs[at]) for point in points])
        for at, what in enumerate(_COSTS)
    ]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(plot(_TITLE, lines), encoding="utf-8")
    columns = ["", *(f"{point.entries:,} entries" for point in points), "exponent"]
    return Section("growth", "增长 Growth", _HOW, columns, rows, ratios, [], scale.name)


def _point(size: int, started_s: float) -> Point:
    """Of the audit without what it takes to start, which is the same for any length."""
    site = build(fresh("site"), size)
    total = sample(site.folder)[2]
    say(f"  {total:,} entries")
    served = _served(site, total)
    audited = verify(site.folder, ["--no-views"])
    costs = [*served, (audited.wall_s - started_s) / total * 1e6]
    return Point(total, costs, audited.peak_bytes)


def _served(site: Site, total: int) -> tuple[float, float, float]:
    """Push in µs an entry; the two pulls in ms. Page caches are warm."""
    data, token = copied(site.folder, "growth"), site.phones[0].token
    batches = sign(site, _BATCHES, 100)
    cursor = f"{site.epoch}:{total - _RECENT}"
    with greenlane(data) as server:
        whole = [pull(server.port, token, "identity", most_pages=_PAGES) for _ in range(_ROUNDS)]
        recent = [pull(server.port, token, "identity", cursor).wall_s for _ in range(_ROUNDS)]
        loaded = load(server.port, batches.queues)
    require_stored(loaded, len(batches.entries))
    push = loaded.outcome.wall_s / len(batches.entries) * 1e6
    rows = sum(page.count(b'"view":"') for page in whole[0].pages)
    os.sync()  # what was copied is written now, not while the next size is measured
    return push, median(recent) * 1000, median([run.wall_s for run in whole]) / rows * 1e6
