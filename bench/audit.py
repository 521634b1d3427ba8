"""Proving a whole journal from its bytes, beside the bare rate of all cores."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from backend.wire import jws
from backend.wire.views import Device
from bench.bare import Keys, verification_rate
from bench.places import ROOT, fresh
from bench.progress import say
from bench.report import Ratio, Section
from bench.scale import Scale
from bench.serving import descendants
from bench.site import build

_SAMPLE = 2000
_LIMIT_S = 3600.0
_HOW = """`greenlane audit verify` over {entries:,} signed entries, a process started for it:
every signature, leaf, checkpoint and device sequence again from the bytes. *Bare* is the signatures
alone, by all {cores} cores. Memory is that of all its processes together, at its highest."""


class Audited(NamedTuple):
    """Seconds, and bytes at the highest."""

    wall_s: float
    peak_bytes: int


def verify(data: Path, options: Sequence[str] = ()) -> Audited:
    """Raises CalledProcessError where anything was found."""
    command = [sys.executable, "-m", "backend", "audit", "verify", str(data), *options]
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        ended = threading.Event()
        watch = _Watch(process.pid, ended)
        watch.start()
        said, _ = process.communicate(timeout=_LIMIT_S)
        wall = time.perf_counter() - start
        ended.set()
        watch.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return Audited(wall, watch.peak_bytes)


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children ten times a second."""

    def __init__(self, pid: int, ended: threading.Event) -> None:
        super().__init__()
        self.peak_bytes = 0
        self._pid, self._ended = pid, ended

    def run(self) -> None:
        while not self._ended.wait(0.1):
            used = sum(map(_resident, [self._pid, *descendants(self._pid)]))
            self.peak_bytes = max(self.peak_bytes, used)


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def sample(data: Path) -> tuple[list[str], Keys, int]:
    """Some entries, the keys that signed them, and how many entries there are."""
    with closing(sqlite3.connect(data / "journal.db")) as db:
        total: int = db.execute("SELECT count(*) FROM entry").fetchone()[0]
        rows = db.execute("SELECT jws FROM entry ORDER BY pos DESC LIMIT ?", (_SAMPLE,))
        entries = [row[0] for row in rows]
        docs = db.execute("SELECT doc FROM view_row WHERE view = 'device'").fetchall()
    devices = [msgspec.json.decode(row[0], type=Device) for row in docs]
    return entries, {device.dev: jws.public_key(device.jwk) for device in devices}, total


def measure(scale: Scale) -> Section:
    site = build(fresh("site"), scale.audit_entries)
    entries, keys, total = sample(site.folder)
    cores = len(os.sched_getaffinity(0))
    before = verification_rate(entries, keys)
    log = min(verify(site.folder, ["--no-views"]) for _ in range(scale.rounds))
    whole = verify(site.folder)
    bare = (before + verification_rate(entries, keys)) / 2
    say(f"  {total / log.wall_s:,.0f}/s of {bare * cores:,.0f}/s")
    rows = [
        ["bare", f"{total / bare / cores:,.1f} s", f"{bare * cores:,.0f}", "", ""],
        _row("log, signatures, sequences", log, total, bare * cores),
        _row("the same and the views replayed", whole, total, bare * cores),
    ]
    ratios = [Ratio("audit / bare rate × cores", total / log.wall_s / bare / cores, 0.65)]
    columns = ["", "time", "entries/s", "of bare", "memory"]
    how = _HOW.format(entries=total, cores=cores)
    return Section("audit", "稽核 Audit", how, columns, rows, ratios, [], scale.name)


def _row(label: str, run: Audited, entries: int, bare: float) -> list[str]:
    rate = entries / run.wall_s
    memory = f"{run.peak_bytes / 1e6:,.0f} MB"
    return [label, f"{run.wall_s:,.1f} s", f"{rate:,.0f}", f"{rate / bare:.2f}", memory]
