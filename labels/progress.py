"""How far a long run is: a bar on a terminal, a line every hundred steps in a log."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_EVERY = 100
_REDRAW_S = 0.1
_CELLS = 24


class Progress:
    """Call it with the number of steps done. `total` None: nobody knows how many there are."""

    def __init__(self, what: str, total: int | None, out: TextIO | None = None) -> None:
        self._what, self._total = what, total
        self._out = out or sys.stderr
        self._start = time.monotonic()
        self._drawn = 0.0

    def __call__(self, done: int) -> None:
        if self._out.isatty():
            self._draw(done)
        elif done % _EVERY == 0:
            of = f"/{self._total}" if self._total else ""
            print(f"{self._what} {done}{of}", file=self._out, flush=True)

    def _draw(self, done: int) -> None:
        now = time.monotonic()
        last = done == self._total
        if not last and now - self._drawn < _REDRAW_S:
            return
        self._drawn = now
        rate = f"{done / max(now - self._start, 1e-3):,.0f}/s"
        count = f"{done}/{self._total}" if self._total else f"{done}"
        line = f"\r{self._what} {self._bar(done)}{count} {rate}\x1b[K"
        print(line, end="\n" if last else "", file=self._out, flush=True)

    def _bar(self, done: int) -> str:
        if not self._total:
            return ""
        full = min(_CELLS, _CELLS * done // self._total)
        return "█" * full + "░" * (_CELLS - full) + " "
