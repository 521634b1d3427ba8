"""The app and an empty page on a slowed phone, step by step, as `bench/phone.py` tells of them."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright

from bench.phone_decoder import STATIC
from bench.phone_page import WATCH, chosen, pressed, shown, typed
from bench.progress import say
from bench.slow_line import SlowLine
from tests.e2e.browser import find
from tests.e2e.people import PHONE, enrol
from tests.e2e.serving import Server
from tests.kit import camera

SLOWED = 4
STEPS = ("start", "work", "again", "key", "crate", "photo", "shell", "offline")
_EMPTY = (Path(__file__).parent / "phone_empty.html").read_text("utf-8")
_SLOW_LINE_MS = 120_000
_SEARCH, _FIRST = "[data-testid=work-search]", "[data-testid=work-due] a"
_TO_WORK, _AWAY = "[data-testid=tab-work]", "[data-testid=tab-outbox]"


class Figures(NamedTuple):
    """Milliseconds by what was measured, of the app and of an empty page."""

    app: dict[str, list[float]]
    empty: dict[str, list[float]]


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


class Run:
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
        self._photos = [_photo(at) for at in range(times)]
        self._figures = Figures({what: [] for what in STEPS}, {what: [] for what in STEPS})

    def all(self) -> tuple[Figures, int]:
        """With the bytes of the scripts that a scanner needs."""
        self._server.start()
        try:
            say("  slow 3G")
            self._first_loads()
            say("  enrol")
            with self._browser("phone") as context:
                enrol(context.pages[0], self._server, "inspector0")
        finally:
            self._server.stop()
        say("  cold starts")
        script_bytes = max(self._cold_start() for _ in range(self._times))
        say("  at work")
        with self._browser("phone") as context:
            context.set_offline(True)
            page = self._slow(context)
            self._open_work(page)
            self._search(page)
            self._photograph(page, self._open_crates(page))
        say("  an empty page")
        with self._browser("nobody") as context:
            self._nothing(self._slow(context))
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
        context.set_default_timeout(_SLOW_LINE_MS)
        context.add_init_script(WATCH)
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
        app, empty = self._figures
        for at in range(min(3, self._times) if self._times > 3 else 1):
            with SlowLine(self._server.port) as line, self._browser(f"new{at}") as context:
                page = self._slow(context)
                page.goto(f"http://localhost:{line.port}/", wait_until="commit")
                app["shell"].append(shown(page, "[data-testid=sign-in]", _SLOW_LINE_MS))
                page.wait_for_function("() => navigator.serviceWorker.controller !== null")
                app["offline"].append(page.evaluate("performance.now()"))
            with SlowLine(self._empty_port) as line, self._browser(f"bare{at}") as context:
                page = self._slow(context)
                page.goto(f"http://localhost:{line.port}/", wait_until="commit")
                empty["shell"].append(shown(page, "#word", _SLOW_LINE_MS))
                empty["offline"].append(empty["shell"][-1])

    def _cold_start(self) -> int:
        """Bytes of the scripts that the scanner needed, packed as a phone would fetch them."""
        with self._browser("phone") as context:
            context.set_offline(True)
            page = self._slow(context)
            page.goto(f"{self._server.url}/", wait_until="commit")
            self._figures.app["start"].append(shown(page, ".aim"))
            names: list[str] = page.evaluate(
                "() => performance.getEntriesByType('resource').map(({name}) => name)"
            )
        with self._browser("nobody") as context:
            page = self._slow(context)
            page.goto(self._empty, wait_until="commit")
            self._figures.empty["start"].append(shown(page, "#frame"))
        scripts = {name.rpartition("/")[2] for name in names if name.endswith(".js")}
        return sum(_packed(name) for name in scripts if "worker" not in name)

    def _open_work(self, page: Page) -> None:
        """From another of the places at the thumb: first since the app was started, then again."""
        for _ in range(self._times):
            page.goto(f"{self._server.url}/outbox")
            shown(page, "[data-testid=sync-chip][data-state=offline]")
            self._figures.app["work"].append(pressed(page, _TO_WORK, _SEARCH))
            pressed(page, _AWAY, f"{_AWAY}[aria-current=page]")
            self._figures.app["again"].append(pressed(page, _TO_WORK, _SEARCH))

    def _search(self, page: Page) -> None:
        for word in ("S05", self._numbers[99], "兰")[: self._times]:
            self._figures.app["key"].append(max(typed(page, _SEARCH, word)))

    def _open_crates(self, page: Page) -> str:
        """The key of the last of them."""
        for at in range(self._times):
            page.goto(f"{self._server.url}/work")
            page.locator(_SEARCH).fill(self._numbers[37 * at])
            self._figures.app["crate"].append(pressed(page, _FIRST, "[data-testid=crate-header]"))
        return page.url.partition("/crates/")[2].partition("?")[0]

    def _photograph(self, page: Page, crate: str) -> None:
        page.goto(f"{self._server.url}/inspect/{crate}")
        field, kept = "[data-testid=add-photo-before]", "[data-testid=photo]"
        for before, picture in enumerate(self._photos):
            self._figures.app["photo"].append(chosen(page, field, kept, before, picture))

    def _nothing(self, page: Page) -> None:
        """The same on the empty page."""
        empty = self._figures.empty
        page.goto(self._empty)
        page.evaluate("fill()")
        for picture in self._photos:
            empty["work"].append(pressed(page, "#list", "#listed"))
            empty["again"].append(pressed(page, "#open", "#opened"))
            empty["key"].append(max(typed(page, "#word", "S05")))
            empty["crate"].append(pressed(page, "#open", "#opened"))
            page.evaluate("document.querySelector('#out').innerHTML = ''")
            empty["photo"].append(chosen(page, "#file", "#stored", 0, picture))


def _photo(at: int) -> bytes:
    """Of 12 megapixels, each another to the eye: what is the same when reduced is one photo."""
    picture = Image.effect_noise((4000, 3000), 30).convert("RGB")
    picture.paste((20 * at, 90, 160), (400, 400, 2400, 2400))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()


def _packed(name: str) -> int:
    path = STATIC / "assets" / name
    packed = path.with_name(name + ".br")
    return packed.stat().st_size if packed.exists() else path.stat().st_size
