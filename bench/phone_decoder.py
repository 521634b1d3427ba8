"""The phone's own decoder as it is built, in Chromium: the app's worker, fed frames."""

import base64
import io
import threading
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Playwright, sync_playwright

from bench.places import ROOT
from tests.e2e.people import launch

STATIC = ROOT / "backend" / "static"
_BLANK = "manifest.webmanifest"  # a page of the right origin on which nothing runs
_AT_ONCE = 8  # frames in one message: they are large
_READ = """async ([frames, thorough, times]) => {
  const worker = window.decoder ??= new Worker(window.workerUrl, { type: 'module' })
  const answer = (message, moved) => new Promise((done, fail) => {
    worker.onmessage = ({ data }) => (data.failed ? fail(new Error(data.failed)) : done(data))
    worker.onerror = (event) => fail(new Error(event.message))
    worker.postMessage(message, moved)
  })
  const found = []
  for (const [id, url] of frames.entries()) {
    const picture = await createImageBitmap(await (await fetch(url)).blob())
    const side = Math.min(picture.width, picture.height)
    const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2]
    let texts = []
    let least = Infinity
    for (let time = 0; time < times; time += 1) {
      const frame = await createImageBitmap(picture, x, y, side, side)
      const began = performance.now()
      const { codes } = await answer({ id, frame, thorough }, [frame])
      least = Math.min(least, performance.now() - began)
      texts = codes.map(({ text }) => text)
    }
    picture.close()
    found.push([texts, least])
  }
  return found
}"""


class Read(NamedTuple):
    """The texts of the codes in a frame, and the least time it took from handing it over."""

    texts: list[str]
    ms: float


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: what is measured speaks."""


class PhoneDecoder:
    """Use as a context manager, or give it a Playwright that runs already."""

    def __init__(self, playwright: Playwright | None = None) -> None:
        self._own = None if playwright else sync_playwright()
        self._playwright = playwright

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

    def read(
        self, frames: Sequence[Image.Image], *, thorough: bool = False, times: int = 1
    ) -> list[Read]:
        """Decode the centre square of each frame so many times, one after the other."""
        found: list[Read] = []
        for start in range(0, len(frames), _AT_ONCE):
            urls = [_data_url(frame) for frame in frames[start : start + _AT_ONCE]]
            reads = self._page.evaluate(_READ, [urls, thorough, times])
            found += [Read(texts, ms) for texts, ms in reads]
        return found


def _data_url(frame: Image.Image) -> str:
    """As PNG: what is decoded is what was drawn, to the last bit."""
    buffer = io.BytesIO()
    frame.save(buffer, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
