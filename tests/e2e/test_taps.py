"""A truck of plant crates with one thumb: what holds for all of them is asked once, every answer
is still given or shown with its source, and each press is counted, from scan to signature.

A press is a finger that comes up where it went down, on the screen or on a key of the PIN; the
swipes by which the questions come into view are not. Twenty-six crates may take 400. Four in
every run, held to the same budget for each; all 26 under `make soak`.
"""

import csv
import io
import re
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from backend.settings import DEMO_LIST
from tests.e2e.atport import Labelled, Port, shot, type_as_scanner
from tests.e2e.people import PIN, enrol, profile
from tests.e2e.serving import Server
from tests.faults.sizes import sizes
from tests.kit import check

TRUCK = 26
MOST_TAPS = 400
MOST_FOR_ONE = MOST_TAPS // TRUCK  # 15
MOST_MORE_FOR_THE_FIRST = 15  # the recorder, the witness, a PIN to choose, what is asked once
MOST_SWIPES = 40
SWIPE_STEPS = 6
FRAMES_AT_REST = 6  # longer than the 40 ms after which Chromium holds a finger to be at rest
DRAWN = """() => new Promise((drawn) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn)))
})"""
PICKED_TAPS = 2  # of a list that the phone opens: the field, and the name
LAVENDER = "Lavandula angustifolia"
COUNT_TAPS = """() => {
  const count = () => {
    sessionStorage.setItem('taps', String(Number(sessionStorage.getItem('taps') ?? 0) + 1))
  }
  const isTrusted = (event) => { if (event.isTrusted) count() }
  addEventListener('pointerup', isTrusted, true)
  addEventListener('keydown', isTrusted, true)
}"""
TAPS = "() => Number(sessionStorage.getItem('taps') ?? 0)"


def truck() -> bytes:
    """The lavender of the demo's list, as one consignment of 26 crates."""
    rows = list(csv.DictReader(io.StringIO(DEMO_LIST.read_text("utf-8-sig"))))
    model = next(row for row in rows if row["学名"] == LAVENDER)
    out = io.StringIO()
    table = csv.DictWriter(out, list(model))
    table.writeheader()
    for n in range(1, TRUCK + 1):
        marks = f"JZEXPO13/JP/{n}-{TRUCK}"
        table.writerow({**model, "箱号": n, "总箱数": TRUCK, "唛头": marks})
    return ("\ufeff" + out.getvalue()).encode()


def labelled(page: Page, server: Server) -> list[Labelled]:
    port = Port(page, server, truck())
    rows = page.request.get(f"{server.url}/api/crates").json()["crates"]
    return port.label(rows[0]["id"].split("/")[0])


class Thumb:
    """Taps and swipes on a phone's screen, as a finger makes them."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)

    def swipe(self, *, back: bool = False) -> None:
        """Half a screen on, or back; returns once that was drawn.

        The finger rests before it leaves: on a screen that goes on by itself the next tap would
        stop it and do nothing else.
        """
        start, end = (250, 670) if back else (670, 250)
        self._touch("touchStart", start)
        for step in range(1, SWIPE_STEPS + 1):
            self._touch("touchMove", start + (end - start) * step // SWIPE_STEPS)
        for _ in range(FRAMES_AT_REST // 2):
            self._page.evaluate(DRAWN)
        self._touch("touchEnd")
        self._page.evaluate(DRAWN)

    def _touch(self, what: str, y: int | None = None) -> None:
        points: list[dict[str, Any]] = [] if y is None else [{"x": 20, "y": y}]
        self._session.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})

    def to_the_top(self) -> None:
        for _ in range(MOST_SWIPES):
            if self._page.evaluate("() => scrollY") == 0:
                break
            self.swipe(back=True)

    def tap(self, name: str) -> None:
        self._page.get_by_test_id(name).tap()

    def pass_group(self, group: Locator) -> None:
        """Swipe until all of a group was on the screen, then pass what is open in it."""
        for _ in range(MOST_SWIPES):
            if group.get_attribute("data-shown") == "true":
                break
            self.swipe()
        group.tap()
        expect(group).to_have_count(0)


def sign(page: Page, thumb: Thumb, *, first: bool) -> None:
    """The field of the PIN has the focus already: its keys are what is pressed."""
    thumb.tap("sign")
    expect(page.get_by_test_id("sign-pin")).to_be_focused()
    page.keyboard.type(PIN)
    if first:
        # by the keyboard's own key: a second tap so soon is a double tap to Chromium, which then
        # has nowhere to type; no hand enters a PIN between the two so fast
        page.keyboard.press("Tab")
        expect(page.get_by_test_id("sign-pin-again")).to_be_focused()
        page.keyboard.type(PIN)
    thumb.tap("sign-confirm")
    expect(page.get_by_test_id("saved")).to_be_visible()


def inspect(page: Page, thumb: Thumb, crate: Labelled, *, first: bool) -> int:
    """From the scan to the signature. Returns how many presses it took."""
    before: int = page.evaluate(TAPS)
    type_as_scanner(page, crate.url)
    page.wait_for_url(re.compile(f"/crates/{crate.crate}"))
    thumb.tap("start-inspection")
    expect(page.get_by_test_id("section-once")).to_be_visible()
    carried = page.locator("[data-testid^=carried-]")
    expect(carried).to_have_count(0 if first else 4)
    if first:
        thumb.tap("group-plants")  # leads to what was not seen, and answers nothing
        expect(page.get_by_test_id("progress")).to_contain_text("0/")
        thumb.to_the_top()
    groups = page.locator("[data-testid^=group-]")
    names = [group.get_attribute("data-testid") or "" for group in groups.all()]
    for name in names:
        thumb.pass_group(page.get_by_test_id(name))
    picked = 0
    if first:
        page.get_by_test_id("recorder").select_option("li")
        picked = PICKED_TAPS
        thumb.tap("witness-absent")
    thumb.tap("result-release")
    sign(page, thumb, first=first)
    after: int = page.evaluate(TAPS)
    return after - before + picked


@sizes(4, TRUCK)
def test_a_truck_of_plant_crates_takes_few_presses(
    browser: Browser, server: Server, size: int
) -> None:
    desk = profile(browser, "zh").new_page()
    crates = labelled(desk, server)
    assert len(crates) == TRUCK
    phone = profile(browser, "zh", phone=True)
    page = phone.new_page()
    enrol(page, server)
    phone.add_init_script(f"({COUNT_TAPS})()")
    page.reload()
    page.get_by_test_id("tab-work").wait_for()
    thumb = Thumb(page)
    taps = [inspect(page, thumb, crate, first=n == 0) for n, crate in enumerate(crates[:size])]
    print(f"presses: {taps}")
    first, *later = taps
    assert min(taps) > len(PIN) + 4, "presses went uncounted"
    assert max(later) <= MOST_FOR_ONE
    assert first <= MOST_FOR_ONE + MOST_MORE_FOR_THE_FIRST
    with_camera = (
        TRUCK - 1
    )  # a hand scanner reads the next label where one is; 扫下一箱 opens a camera
    assert sum(taps) + (TRUCK - size) * max(later) + with_camera <= MOST_TAPS

    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=120_000)
    shot(page, "taps-outbox")
    holds_all_answers(desk, server, crates[0], crates[size - 1])
    server.stop()
    assert check(server.data / "journal.db") > 0


def holds_all_answers(desk: Page, server: Server, first: Labelled, last: Labelled) -> None:
    """The last record answers what the first does; what was asked once names where."""
    one, other = (
        desk.request.get(f"{server.url}/api/crates/{labelled.crate}").json()["records"][0]
        for labelled in (first, last)
    )
    answers = other["body"]["answers"]
    sources = [answer["source"] for answer in answers if answer["source"]]
    assert {source["record"] for source in sources} == {one["id"]}
    assert len(sources) == 4
    assert other["objections"] == []
    assert [answer["item"] for answer in answers] == [
        answer["item"] for answer in one["body"]["answers"]
    ]
    ruled = {answer["item"]: answer["rule"] for answer in answers if answer["mark"] == "na"}
    assert ruled["plants.cites_tag"] == "no_cites"
