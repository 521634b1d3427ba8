"""How long from a label coming into view to its verdict, and how long one frame takes."""

import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from bench import void_list
from bench.figures import median, percentile
from bench.labels.records import HOST, facts
from bench.phone_decoder import STATIC, PhoneDecoder, Read
from bench.places import fresh
from bench.progress import say
from bench.report import Ratio, Section
from bench.scale import Scale
from labels.code import seal, url_of
from tests.e2e.atport import Labelled, Port
from tests.e2e.offices import staff
from tests.e2e.people import enrol, launch, profile
from tests.e2e.serving import Server
from tests.kit import camera

FRAME_MS_MAX, VERDICT_MS_MAX = 40.0, 600.0
_AWAY, _HELD = 24, 45  # frames without a label, and with one
_ITALY = "210900113004210"
_WAIT_MS = 60_000
_WARM = 15
_SORTS = {
    "label": "a frame with a label",
    "bare": "a frame of bare crate",
    "flat": "a flat grey frame",
}
_WATCH = (Path(__file__).parent / "scan_watch.js").read_text("utf-8")
_LOOKS = (
    "The camera gives 30 frames a second and the app looks at ten of them, so that 50 ms pass on "
    "average before a label is looked at."
)
_BUSY = (
    "Other work kept about {:.0f} processes waiting for the {} cores meanwhile (load average), "
    "which lengthens what is taken by the clock, and nothing of what is counted of a processor."
)
_FIRST_FRAME = """() => new Promise((done, fail) => {
  const began = performance.now()
  navigator.mediaDevices.getUserMedia({ video: { width: 1920, height: 1080 } }).then((stream) => {
    const video = document.createElement('video')
    video.muted = true
    video.srcObject = stream
    video.requestVideoFrameCallback(() => {
      stream.getTracks().forEach((track) => track.stop())
      done(performance.now() - began)
    })
    return video.play()
  }).catch(fail)
})"""

_HOW = """Chromium with the app as it is built, on a camera of 1280 × 720 that plays a film: labels
turned, dirty, dim and soft, {away} frames of bare crate before each. *To the verdict* is from the
first frame that shows a label until the verdict's word is on screen, with server and network gone.
*A frame* is the square in the middle of one frame (720 × 720) and the worker that decodes it, warm
as a live camera keeps it, each frame once: by the clock, from handing it over until the answer is
there, and by what the worker's thread used of a processor, which other work on the machine does not
lengthen. Beside them, on an empty page: the same camera's first frame, and a flat grey frame
through the same worker. *A list* is a trust list: from the last byte of the answer that brings it
until the verdict of a label that it makes void is painted, the processor slowed {slowed} ×, the
label typed by a hand scanner as soon as the list is kept."""


def measure(scale: Scale) -> Section:
    if not STATIC.exists():
        raise FileNotFoundError("The front end is not built: run `make build` first.")
    many, lists = (20, 3) if scale.name == "quick" else (60, 7)
    with sync_playwright() as playwright:
        say("  frames")
        frames = {name: _frame_times(playwright, name, many) for name in _SORTS}
        say("  verdicts")
        verdicts, first_frames = _verdicts(playwright, fresh("scan"), many // 2)
        say("  void numbers")
        few, ten_thousand = void_list.measure(playwright, fresh("void"), lists)
    rows = [
        ["to the verdict", *_times(verdicts)],
        ["the camera's first frame, empty page", *_times(first_frames)],
        *(row for sort, name in _SORTS.items() for row in _frame_rows(name, frames[sort])),
        [f"a list of {void_list.VOID:,} void numbers, to its verdict", *_times(ten_thousand)],
        ["a list of a few, to its verdict", *_times(few)],
    ]
    label, bare = _walls(frames["label"]), _walls(frames["bare"])
    of_cpu = _cpus(frames["label"]) + _cpus(frames["bare"])
    ratios = [
        Ratio("median to the verdict / 600 ms", median(verdicts) / VERDICT_MS_MAX, 1, False),
        Ratio("p95 of a frame with a label / 40 ms", _p95(label) / FRAME_MS_MAX, 1, False),
        Ratio("p95 of a bare frame / 40 ms", _p95(bare) / FRAME_MS_MAX, 1, False),
        Ratio("p95 of either, of a processor / 40 ms", _p95(of_cpu) / FRAME_MS_MAX, 1, False),
        Ratio("a frame with a label / a flat one", _over(label, _walls(frames["flat"])), 10, False),
        Ratio("to the verdict / the camera's first frame", _over(verdicts, first_frames), 5, False),
        Ratio("a list of 10,000, to its verdict / 1 s", median(ten_thousand) / 1_000, 1, False),
    ]
    notes = [
        f"{len(verdicts)} verdicts, {many} frames of each sort, {lists} lists of each size.",
        _LOOKS,
        _BUSY.format(os.getloadavg()[1], os.cpu_count()),
    ]
    return Section(
        name="scan",
        title="扫码 Scan",
        how=_HOW.format(away=_AWAY, slowed=void_list.SLOWED),
        columns=["", "median", "p95"],
        rows=rows,
        ratios=ratios,
        notes=notes,
        scale=scale.name,
    )


def _times(values: list[float]) -> list[str]:
    return [f"{median(values):.0f} ms", f"{_p95(values):.0f} ms"]


def _p95(values: list[float]) -> float:
    return percentile(values, 0.95)


def _over(one: list[float], other: list[float]) -> float:
    return median(one) / median(other)


def _frame_rows(name: str, reads: list[Read]) -> Iterator[list[str]]:
    yield [f"{name}, by the clock", *_times(_walls(reads))]
    yield [f"{name}, of a processor", *_times(_cpus(reads))]


def _walls(reads: list[Read]) -> list[float]:
    return [read.wall_ms for read in reads]


def _cpus(reads: list[Read]) -> list[float]:
    return [read.cpu_ms for read in reads]


def _frame_times(playwright: Playwright, sort: str, count: int) -> list[Read]:
    """The first frames only warm the worker: its wasm is compiled, then compiled better."""
    chance = random.Random(f"scan {sort}")
    with PhoneDecoder(playwright) as decoder:
        frames = [_frame(sort, chance, at, _WARM + count) for at in range(_WARM + count)]
        reads = decoder.read(frames)[_WARM:]
    found = sum(bool(read.texts) for read in reads)
    say(f"  {sort}: {found} of {count} read")
    return reads


def _frame(sort: str, chance: random.Random, at: int, count: int) -> Image.Image:
    if sort == "flat":
        return Image.new("RGB", (camera.WIDTH, camera.HEIGHT), "grey")
    if sort == "bare":
        return _bare(chance)
    return camera.crate_frame(_texts(count)[at], chance)


@cache
def _texts(count: int) -> list[str]:
    """What the codes of labels say."""
    key = ec.derive_private_key(2013, ec.SECP256R1())
    return [url_of(HOST, seal(one, key)) for one in facts(count)]


def _bare(chance: random.Random) -> Image.Image:
    """A crate with nothing of ours on it: boards, nails, a printed arrow."""
    frame = Image.effect_noise((camera.WIDTH, camera.HEIGHT), 30).convert("RGB")
    drawing = ImageDraw.Draw(frame)
    for y in range(0, camera.HEIGHT, 90):
        drawing.line((0, y, camera.WIDTH, y + chance.randint(-9, 9)), "black", 3)
    for _ in range(40):
        x, y = chance.randrange(camera.WIDTH), chance.randrange(camera.HEIGHT)
        drawing.rectangle((x, y, x + chance.randrange(4, 60), y + chance.randrange(4, 60)), "black")
    return frame


def _verdicts(playwright: Playwright, folder: Path, wanted: int) -> tuple[list[float], list[float]]:
    server = Server(folder / "data")
    staff(server.data)
    server.start()
    try:
        desk = launch(playwright)
        labels = Port(profile(desk, "zh").new_page(), server).label(_ITALY)
        desk.close()
        film = camera.reel(_film(labels), folder / "film.mjpeg")
        browser = launch(playwright, *camera.flags(film))
        first = _first_frames(browser, server, wanted)
        phone = profile(browser, "zh", phone=True)
        phone.add_init_script(_WATCH)
        page = phone.new_page()
        enrol(page, server)
        server.stop()
        phone.set_offline(True)
        found = _scan_until(page, wanted)
        browser.close()
    finally:
        server.stop()
    return found, first


def _film(labels: list[Labelled]) -> Iterator[Image.Image]:
    """Bare crate, then a label, and so on. A white edge, outside of what is read, tells which."""
    chance = random.Random("film")
    bare = _bare(chance)
    ImageDraw.Draw(bare).rectangle((0, 0, 80, camera.HEIGHT), "black")
    for label in labels:
        yield from [bare] * _AWAY
        for _ in range(3):
            frame = camera.crate_frame(label.url, chance)
            ImageDraw.Draw(frame).rectangle((0, 0, 80, camera.HEIGHT), "white")
            yield from [frame] * (_HELD // 3)


def _first_frames(browser: Browser, server: Server, count: int) -> list[float]:
    page = browser.new_page()
    page.goto(f"{server.url}/manifest.webmanifest")
    times: list[float] = [page.evaluate(_FIRST_FRAME) for _ in range(count)]
    page.close()
    return times


def _scan_until(page: Page, wanted: int) -> list[float]:
    """Scan, go back, scan the next; a label that was in view already is not counted."""
    times: list[float] = []
    for _ in range(4 * wanted):
        page.get_by_test_id("scan-view").wait_for()
        page.get_by_test_id("verdict").wait_for(timeout=_WAIT_MS)
        times += page.evaluate("() => window.takeVerdictTimes()")
        if len(times) >= wanted:
            break
        page.evaluate("history.back()")
    return times
