"""Every screen, in both languages and themes: nothing that axe-core objects to, nothing cut off at
twice the letters, nothing that only a finger reaches.

With PICTURES set, each is kept as a picture in its folder `screens` (`make pictures`).
"""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright

from tests.e2e import gallery, tour
from tests.e2e.axe import faults
from tests.e2e.offices import copy
from tests.e2e.reach import cut_off, enlarged, unreached
from tests.e2e.serving import Server
from tests.e2e.world import DESKS, opened

THEMES = ("light", "dark")
LANGUAGES = (
    pytest.param(("zh", True), id="zh"),
    pytest.param(("en", False), id="en"),
    pytest.param(("en", True), id="en-thorough", marks=pytest.mark.soak),
)
"""And whether what hangs on no language is looked at too: colours in the dark, and keys."""
Faults = dict[str, list[str]]
SOURCES = Path(__file__).parents[2] / "pwa" / "src"
ROUTERS = {"router.ts": "", "screens/desk/routes.ts": "/desk/"}
LEAD_ELSEWHERE = {"/", "/desk", "/verdict", "/desk//desk", "/told/"}
"""Of these `/told/` takes a second phone, and is looked at in `test_handing_over.py`."""
WIDTH_PX = 360
QUALITY = 55


def wear(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        path = Path(folder) / "screens" / f"{name}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        shot = Image.open(io.BytesIO(page.screenshot()))
        shot.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


def _look(
    page: Page, stop: tour.Stop, language: str, *, thorough: bool
) -> Iterator[tuple[str, list[str]]]:
    for theme in THEMES:
        wear(page, theme)
        dark = theme == "dark"
        if thorough or not dark:
            yield "axe", [f"{theme}: {fault}" for fault in faults(page, colours_alone=dark)]
        keep(page, f"{stop.name}-{language}-{theme}")
    wear(page, "light")
    yield "cut off", cut_off(page)
    at_desk = stop.who in DESKS
    with enlarged(page, 1440 if at_desk else WIDTH_PX):
        wide = [] if at_desk else cut_off(page)  # a desk's tables may be scrolled to
        yield "cut off", [f"at 200 %: {fault}" for fault in wide]
    if thorough:
        yield "keys", unreached(page)


@pytest.fixture(scope="module", params=LANGUAGES)
def toured(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[dict[str, Faults]]:
    """What is wrong, by sort and screen."""
    folder = tmp_path_factory.mktemp("tour")
    server = Server(folder / "data")
    copy(server.data, listed=True)
    server.start()
    found: dict[str, Faults] = {"axe": {}, "cut off": {}, "keys": {}}
    language, thorough = request.param
    with opened(playwright, server, folder, language) as world:
        for stop in tour.ALL:
            page = tour.go(world, stop)
            for sort, wrong in _look(page, stop, language, thorough=thorough):
                if wrong:
                    found[sort].setdefault(stop.name, []).extend(wrong)
    yield found
    server.stop()


@pytest.mark.timeout(1_800)
def test_axe_objects_to_no_screen(toured: dict[str, Faults]) -> None:
    assert toured["axe"] == {}


def test_no_text_is_cut_off_even_at_twice_its_size(toured: dict[str, Faults]) -> None:
    assert toured["cut off"] == {}


def test_every_control_is_reached_by_keys_and_shows_its_focus(toured: dict[str, Faults]) -> None:
    assert toured["keys"] == {}


def test_the_index_shows_every_screen() -> None:
    """`make pictures` takes them anew."""
    assert gallery.FILE.read_text("utf-8") == gallery.page()
    named = {f"{stop.name}-{look}.webp" for stop in tour.ALL for look in gallery.LOOKS}
    assert {path.name for path in gallery.FOLDER.iterdir()} == named


def test_no_address_is_left_out() -> None:
    """Every path of the routers has a stop."""
    paths = [
        f"{under}{found}"
        for file, under in ROUTERS.items()
        for found in re.findall(r"\bpath: '([^':*]+)", (SOURCES / file).read_text("utf-8"))
    ]
    assert len(paths) > 20
    shown = {stop.path for stop in tour.ALL if stop.path}
    for path in set(paths) - LEAD_ELSEWHERE:
        assert any(one.startswith(path.rstrip("/")) for one in shown), path
