"""How quick the app is on a cheap phone: a browser slowed four times, ten thousand crates on it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from bench.figures import median
from bench.phone_decoder import STATIC
from bench.places import fresh
from bench.progress import say
from bench.report import Ratio, Section
from bench.scale import Scale
from bench.site import build
from bench.slow_line import SlowLine
from tests.e2e.browser import find
from tests.e2e.people import PHONE, enrol
from tests.e2e.serving import Server
from tests.kit import camera

_OPEN = """() => watch.settled(
  () => document.querySelector('[data-testid=work-due] a').click(), 400)"""
CRATES = 10_000
CLOSED = 90_000
"""On the server besides; a phone does not get what was closed long ago."""
SLOWED = 4
SCRIPTS_MAX_BYTES = 160_000
_WATCH = (Path(__file__).parent / "phone_watch.js").read_text("utf-8")
_EMPTY = (Path(__file__).parent / "phone_empty.html").read_text("utf-8")
_LIMITS: dict[str, tuple[str, float]] = {
    "start": ("cold start offline to the scanner, in s / 1.5", 1_500.0),
    "key": ("slowest keystroke of a search, in ms / 100", 100.0),
    "crate": ("a crate opened, in ms / 200", 200.0),
    "photo": ("12 megapixels stored, in s / 1.2", 1_200.0),
    "shell": ("first load over slow 3G, in s / 15", 15_000.0),
    "offline": ("ready for offline over slow 3G, in s / 30", 30_000.0),
}
_NAMES = {
    "start": "cold start with no network, to a scanner that seeks",
    "key": "search: the slowest of its keystrokes",
    "crate": "a crate opened",
    "photo": "a photo of 12 megapixels, until stored",
    "shell": "first load over slow 3G, to a usable shell",
    "offline": "the same, until ready for offline",
}
_HOW = """Chromium with the processor of its pages slowed {slowed} ×, {crates:,} crates on the
phone, which the server gave it of {all:,}: the others were closed two months ago. *Cold* is a
browser process started for it, its disk as the last one left it, with server and network gone,
until the camera is seeking; *a keystroke* and *a crate opened* last until their last change is
painted; *a photo* from the choice of the file until it is shown as kept. Slow 3G is 400 kbit/s and
400 ms, all connections together, by a line in a process of ours. Beside each the same on an empty
page: the first frame of the camera, a field that repeats a letter, a link that writes a word, a
file that is hashed, reduced and written, a page of one kilobyte."""


_NOTE = """Workers are not slowed by the browser: they run at the machine's own speed, on an empty
page as well as here. Scripts before the decoder: {:,} bytes."""


_BUSY = "Other work kept about {:.0f} processes waiting for the {} cores meanwhile (load average)."


class Figures(NamedTuple):
    """Milliseconds by what was measured, of the app and of an empty page."""

    app: dict[str, list[float]]
    empty: dict[str, list[float]]


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
        bench = Bench(playwright, folder, empty, times, numbers)
        figures, script_bytes = bench.run()
    rows = [[_NAMES[what], _said(figures.app[what]), _said(figures.empty[what])] for what in _NAMES]
    ratios = [
        Ratio(text, median(figures.app[what]) / limit, 1, False)
        for what, (text, limit) in _LIMITS.items()
    ]
    size = Ratio(
        "scripts before the decoder, packed, in KB / 160", script_bytes / 160_000, 1, False
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


@contextmanager
def empty_site(folder: Path) -> Iterator[int]:
    """The empty page on a port of its own."""
    root = folder / "empty"
    root.mkdir()
    (root / "index.html").write_text(_EMPTY, "utf-8")
    handler = partial(_Quiet, directory=str(root))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing is said: the terminal is for figures."""


class Bench:
    """One phone over one server; the browser is started anew for each cold start."""

    def __init__(
        self, playwright: Playwright, folder: Path, empty: int, times: int, numbers: Sequence[str]
    ) -> None:
        self._playwright = playwright
        self._folder = folder
        self._times = times
        self._numbers = numbers
        self._empty = f"http://localhost:{empty}"
        self._empty_port = empty
        self._server = Server(folder / "data")
        bare = Image.effect_noise((camera.WIDTH, camera.HEIGHT), 14).convert("RGB")
        self._film = camera.reel([bare] * 2, folder / "bare.mjpeg")
        self._photo = folder / "photo.jpg"
        Image.effect_noise((4000, 3000), 30).convert("RGB").save(self._photo, "JPEG", quality=85)
        self._figures = Figures({what: [] for what in _NAMES}, {what: [] for what in _NAMES})

    def run(self) -> tuple[Figures, int]:
        self._server.start()
        say("  slow 3G")
        self._first_loads()
        say("  enrol")
        with self._browser("phone") as context:
            enrol(context.pages[0], self._server, "inspector0")
        self._server.stop()
        say("  cold starts")
        script_bytes = max(self._cold_start() for _ in range(self._times))
        say("  at work")
        with self._browser("phone") as context:
            context.set_offline(True)
            self._work(self._slow(context))
        self._nothing()
        return self._figures, script_bytes

    @contextmanager
    def _browser(self, name: str) -> Iterator[BrowserContext]:
        context = self._playwright.chromium.launch_persistent_context(
            self._folder / name,
            executable_path=find(),
            args=["--no-sandbox", "--disable-gpu", *camera.flags(self._film)],
            locale="zh-CN",
            viewport=PHONE,
            has_touch=True,
            is_mobile=True,
        )
        context.set_default_timeout(120_000)
        context.add_init_script(_WATCH)
        try:
            yield context
        finally:
            context.close()

    def _slow(self, context: BrowserContext) -> Page:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        return page

    def _first_loads(self) -> None:
        for at in range(min(3, self._times) if self._times > 3 else 1):
            with SlowLine(self._server.port) as line, self._browser(f"new{at}") as context:
                page = self._slow(context)
                shown = self._shown(page, f"http://localhost:{line.port}/", "[data-testid=sign-in]")
                self._figures.app["shell"].append(shown)
                page.wait_for_function("() => navigator.serviceWorker.controller !== null")
                self._figures.app["offline"].append(_now(page))
            with SlowLine(self._empty_port) as line, self._browser(f"bare{at}") as context:
                page = self._slow(context)
                shown = self._shown(page, f"http://localhost:{line.port}/", "#word")
                self._figures.empty["shell"].append(shown)
                self._figures.empty["offline"].append(shown)

    def _shown(self, page: Page, url: str, selector: str) -> float:
        """Milliseconds from the navigation until it shows."""
        page.goto(url, wait_until="commit")
        shown: float = page.evaluate("(selector) => watch.shown(selector)", selector)
        return shown

    def _cold_start(self) -> int:
        """Bytes of the scripts that the scanner needed, packed as a phone would fetch them."""
        with self._browser("phone") as context:
            context.set_offline(True)
            page = self._slow(context)
            self._figures.app["start"].append(self._shown(page, f"{self._server.url}/", ".aim"))
            names: list[str] = page.evaluate(
                "() => performance.getEntriesByType('resource').map(({name}) => name)"
            )
        with self._browser("nobody") as context:
            page = self._slow(context)
            self._figures.empty["start"].append(self._shown(page, self._empty, "#frame"))
        scripts = {name.rpartition("/")[2] for name in names if name.endswith(".js")}
        return sum(_packed(name) for name in scripts if "worker" not in name)

    def _work(self, page: Page) -> None:
        url = self._server.url
        page.goto(f"{url}/work")
        search = "[data-testid=work-search]"
        page.locator(search).wait_for()
        for word in ("S05", self._numbers[99], "兰")[: self._times]:
            self._figures.app["key"].append(max(_typed(page, search, word)))
        for at in range(self._times):
            page.goto(f"{url}/work")
            page.locator(search).fill(self._numbers[37 * at])
            page.locator("[data-testid=work-due] a").first.wait_for()
            opened = page.evaluate(_OPEN)
            page.locator("[data-testid=crate-header]").wait_for()
            self._figures.app["crate"].append(opened)
        crate = page.url.partition("/crates/")[2].partition("?")[0]
        page.goto(f"{url}/inspect/{crate}")
        for _ in range(self._times):
            kept = page.get_by_test_id("photo").count()
            self._figures.app["photo"].append(self._photograph(page, kept))

    def _photograph(self, page: Page, before: int) -> float:
        """Each a picture of its own, since the same one is stored once."""
        picture = self._photo.read_bytes() + bytes([before])
        field = page.get_by_test_id("add-photo-before")
        field.wait_for(state="attached")
        return _chosen(
            page, "[data-testid=add-photo-before]", "[data-testid=photo]", before, picture
        )

    def _nothing(self) -> None:
        """The same on the empty page."""
        with self._browser("nobody") as context:
            page = self._slow(context)
            page.goto(self._empty)
            for at in range(self._times):
                self._figures.empty["key"].append(max(_typed(page, "#word", "S05")))
                opened = page.evaluate(
                    "() => watch.settled(() => document.querySelector('#open').click(), 400)"
                )
                self._figures.empty["crate"].append(opened)
                picture = self._photo.read_bytes() + bytes([at])
                page.evaluate("document.querySelector('#out').innerHTML = ''")
                taken = _chosen(page, "#file", "#stored", 0, picture)
                self._figures.empty["photo"].append(taken)


def _now(page: Page) -> float:
    now: float = page.evaluate("performance.now()")
    return now


def _packed(name: str) -> int:
    path = STATIC / "assets" / name
    packed = path.with_name(name + ".br")
    return packed.stat().st_size if packed.exists() else path.stat().st_size


def _typed(page: Page, selector: str, word: str) -> list[float]:
    """A word, letter after letter, each once all has come to rest; milliseconds of each."""
    page.locator(selector).fill("")
    grown = [word[: length + 1] for length in range(len(word))]
    return [
        page.evaluate(
            """([selector, text]) => watch.settled(() => {
              const field = document.querySelector(selector)
              field.value = text
              field.dispatchEvent(new Event('input', { bubbles: true }))
            }, 300)""",
            [selector, text],
        )
        for text in grown
    ]


def _chosen(page: Page, field: str, kept: str, before: int, picture: bytes) -> float:
    """From the choice of a file until one more than before is shown as kept."""
    wait: Any = page.evaluate_handle(
        """([field, kept, before]) => ({ done: new Promise((done) => {
          let began
          document.querySelector(field).addEventListener(
            'change', () => (began = performance.now()), { capture: true, once: true })
          const observer = new MutationObserver(async () => {
            if (document.querySelectorAll(kept).length <= before) return
            observer.disconnect()
            await watch.painted()
            done(performance.now() - began)
          })
          observer.observe(document.body, { subtree: true, childList: true, attributes: true })
        }) })""",
        [field, kept, before],
    )
    file: Any = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
    page.locator(field).set_input_files(file)
    took: float = wait.evaluate("({ done }) => done")
    return took
