"""The phone's own decoder as it is built, in Chromium: the app's worker, fed frames."""

import base64
import io
import math
import threading
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Playwright, sync_playwright

from bench.places import ROOT
from tests.e2e.people import launch

STATIC = ROOT / "backend" / "static"
_BLANK = "manifest.webmanifest"  # a page of the right origin on which nothing runs
_LOAD = """async (url) => {
  window.picture?.close()
  window.picture = await createImageBitmap(await (await fetch(url)).blob())
}"""
_READ = """async ([id, thorough]) => {
  const worker = window.decoder ??= new Worker(window.workerUrl, { type: 'module' })
  const answer = (message, moved) => new Promise((done, fail) => {
    worker.onmessage = ({ data }) => (data.failed ? fail(new Error(data.failed)) : done(data))
    worker.onerror = (event) => fail(new Error(event.message))
    worker.postMessage(message, moved)
  })
  const { picture } = window
  const side = Math.min(picture.width, picture.height)
  const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2]
  const frame = await createImageBitmap(picture, x, y, side, side)
  const began = performance.now()
  const { codes } = await answer({ id, frame, thorough }, [frame])
  const ms = performance.now() - began
  return [codes.map(({ text }) => text), ms]
}"""


class Read(NamedTuple):
    """The texts of the codes in a frame; how long it took from handing it over until they were
    there, and how much of a processor the worker used for it, in ms (nan where this system does
    not say)."""

    texts: list[str]
    wall_ms: float
    cpu_ms: float


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: what is measured speaks."""


class PhoneDecoder:
    """Use as a context manager, or give it a Playwright that runs already."""

    def __init__(self, playwright: Playwright | None = None) -> None:
        self._own = None if playwright else sync_playwright()
        self._playwright = playwright
        self._schedule: Path | None = None  # of the worker's thread, once it runs

    def __enter__(self) -> "PhoneDecoder":
        worker = next((STATIC / "assets").glob("decode.worker-*.js"), None)
        if worker is None:
            raise FileNotFoundError("The front end is not built: run `make build` first.")
        playwright = self._playwright or self._own.__enter__()  # type: ignore[union-attr]
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(STATIC)))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._browser = launch(playwright)
        self._page = self._browser.new_page()
        self._page.goto(f"http://localhost:{self._server.server_port}/{_BLANK}")
        self._page.evaluate("(url) => { window.workerUrl = url }", f"/assets/{worker.name}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._browser.close()
        self._server.shutdown()
        self._server.server_close()
        if self._own:
            self._own.__exit__(kind, error, trace)

    def read(self, frames: Sequence[Image.Image], *, thorough: bool = False) -> list[Read]:
        """Decode the centre square of each frame once, one after the other."""
        return [self._read(id_, frame, thorough) for id_, frame in enumerate(frames)]

    def _read(self, id_: int, frame: Image.Image, thorough: bool) -> Read:
        self._page.evaluate(_LOAD, _data_url(frame))
        before = self._worker_cpu_ms()
        texts, wall_ms = self._page.evaluate(_READ, [id_, thorough])
        return Read(texts, wall_ms, self._worker_cpu_ms() - before)

    def _worker_cpu_ms(self) -> float:
        """What the worker's thread has spent on a processor so far, by the system's own count."""
        if self._schedule is None:
            self._schedule = self._find_schedule()
        if self._schedule is None:
            return math.nan
        return int(self._schedule.read_text("ascii").split()[0]) / 1e6

    def _find_schedule(self) -> Path | None:
        running = self._browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        renderers = [one["id"] for one in running["processInfo"] if one["type"] == "renderer"]
        for task in (task for pid in renderers for task in Path(f"/proc/{pid}/task").glob("*")):
            if (task / "comm").read_text("utf-8").startswith("DedicatedWorker"):
                return task / "schedstat"
        return None


def _data_url(frame: Image.Image) -> str:
    """As PNG: what is decoded is what was drawn, to the last bit."""
    buffer = io.BytesIO()
    frame.save(buffer, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
