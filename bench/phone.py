"""How quick the app is on a cheap phone: a browser slowed four times, ten thousand crates on it."""

import os
from collections.abc import Sequence

from playwright.sync_api import sync_playwright

from bench.figures import median
from bench.phone_decoder import STATIC
from bench.phone_run import SLOWED, Run, empty_site
from bench.places import fresh
from bench.progress import say
from bench.report import Ratio, Section
from bench.scale import Scale
from bench.site import build

CRATES = 10_000
CLOSED = 90_000
"""On the server besides; a phone does not get what was closed long ago."""
SCRIPTS_MAX_BYTES = 160_000
_LIMITS: dict[str, tuple[str, float]] = {
    "start": ("cold start offline to the scanner, in s / 1.5", 1_500.0),
    "work": ("the work screen opened first, in s / 1", 1_000.0),
    "again": ("the work screen opened again, in ms / 200", 200.0),
    "key": ("slowest keystroke of a search, in ms / 100", 100.0),
    "crate": ("a crate opened, in ms / 200", 200.0),
    "photo": ("12 megapixels stored, in s / 1.2", 1_200.0),
    "shell": ("first load over slow 3G, in s / 15", 15_000.0),
    "offline": ("ready for offline over slow 3G, in s / 30", 30_000.0),
}
_NAMES = {
    "start": "cold start with no network, to a scanner that seeks",
    "work": "the work screen, opened first after the app was started",
    "again": "the same, opened again",
    "key": "search: the slowest of its keystrokes",
    "crate": "a crate opened",
    "photo": "a photo of 12 megapixels, until stored",
    "shell": "first load over slow 3G, to a usable shell",
    "offline": "the same, until ready for offline",
}
_HOW = """Chromium with the processor of its pages slowed {slowed} ×, {crates:,} crates on the
phone, which the server gave it of {all:,}: the others were closed two months ago. *Cold* is a
browser process started for it, its disk as the last one left it, with server and network gone,
until the camera is seeking; *the work screen*, *a keystroke* and *a crate opened* last until their
last change is painted; *a photo* from the choice of the file until it is shown as kept. Slow 3G is
400 kbit/s and 400 ms, all connections together, by a line in a process of ours. Beside each the
same on an empty page: the first frame of the camera, as many rows read from the browser's database
and counted, a link that writes a word, a field that repeats a letter, a file that is hashed,
reduced and written, a page of one kilobyte."""
_NOTE = """Workers are not slowed by the browser: they run at the machine's own speed, on an empty
page as well as here. Scripts before the decoder: {:,} bytes."""
_BUSY = "Other work kept about {:.0f} processes waiting for the {} cores meanwhile (load average)."


def measure(scale: Scale) -> Section:
    if not STATIC.exists():
        raise FileNotFoundError("The front end is not built: run `make build` first.")
    folder = fresh("phone")
    say("  crates")
    site = build(folder / "data", CRATES, phones=1, closed=CLOSED)
    labels = site.labels()
    numbers = sorted(labels[key] for key in site.crates)
    times = 3 if scale.name == "quick" else 5
    with sync_playwright() as playwright, empty_site(folder) as empty:
        figures, script_bytes = Run(playwright, folder, empty, times, numbers).all()
    rows = [[_NAMES[what], _said(figures.app[what]), _said(figures.empty[what])] for what in _NAMES]
    ratios = [
        Ratio(text, median(figures.app[what]) / limit, 1, False)
        for what, (text, limit) in _LIMITS.items()
    ]
    size = Ratio(
        "scripts before the decoder, packed, in KB / 160",
        script_bytes / SCRIPTS_MAX_BYTES,
        1,
        False,
    )
    return Section(
        name="phone",
        title="手机 Phone",
        how=_HOW.format(slowed=SLOWED, crates=CRATES, all=CRATES + CLOSED),
        columns=["median", "Greenlane", "an empty page"],
        rows=rows,
        ratios=[*ratios, size],
        notes=[_NOTE.format(script_bytes), _BUSY.format(os.getloadavg()[1], os.cpu_count())],
        scale=scale.name,
    )


def _said(values: Sequence[float]) -> str:
    value = median(values)
    return f"{value / 1000:.2f} s" if value >= 1_000 else f"{value:.0f} ms"
