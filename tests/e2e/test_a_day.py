"""A whole day with no network on one phone: many inspections of ten photos each, one after
the other in one page, then all of it sent in one go. Nothing is lost, and the page does not grow.

Four inspections in every run, fifty under `make soak`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.atport import Port
from tests.e2e.people import enrol, launch, profile, sign
from tests.e2e.serving import Server
from tests.e2e.test_main_job import answer_all
from tests.faults.sizes import sizes
from tests.kit import check

DECLARATION = "210900113004200"  # of 60 crates
PHOTOS = 10
GROWTH_MAX = 1.25
# What a page is left with is what its scripts hold. Machine code is not: the engine makes and drops
# it as it likes, by the megabyte, and that alone had the page seem to grow.
PLAIN_SCRIPTS = "--js-flags=--no-opt --no-maglev --no-sparkplug"
_SLOW_MS = 180_000
_SEND_MS = 3_600_000
_PHOTOGRAPH = """async ([testid, count]) => {
  const chosen = new DataTransfer()
  for (let number = 0; number < count; number += 1) {
    const canvas = new OffscreenCanvas(1600, 1200)
    const paint = canvas.getContext('2d')
    for (let spot = 0; spot < 4000; spot += 1) {
      paint.fillStyle = `hsl(${Math.random() * 360} 60% ${Math.random() * 100}%)`
      paint.fillRect(Math.random() * 1600, Math.random() * 1200, 60, 40)
    }
    const bytes = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
    chosen.items.add(new File([bytes], `${number}.jpg`, { type: 'image/jpeg' }))
  }
  const field = document.querySelector(`[data-testid=${testid}]`)
  field.files = chosen.files
  field.dispatchEvent(new Event('change', { bubbles: true }))
}"""
_PROGRESS = """() => {
  globalThis.shares = []
  const look = () => {
    const bar = document.querySelector('[data-testid=outbox-waiting] [role=progressbar]')
    const share = bar && Number(bar.getAttribute('aria-valuenow'))
    if (share !== null && share !== globalThis.shares.at(-1)) globalThis.shares.push(share)
  }
  new MutationObserver(look).observe(document.body, {
    subtree: true, childList: true, attributes: true,
  })
  look()
}"""


@pytest.fixture
def phone(playwright: Playwright) -> Iterator[BrowserContext]:
    browser = launch(playwright, PLAIN_SCRIPTS)
    yield profile(browser, "zh", phone=True)
    browser.close()


def photograph(page: Page, field: str, count: int) -> None:
    """Choose new pictures, made in the page: what a driver hands over keeps its field for ever."""
    page.evaluate(_PHOTOGRAPH, [field, count])


def inspect(page: Page) -> None:
    """From the crate's page to the signed record."""
    page.get_by_test_id("start-inspection").click()
    page.get_by_test_id("progress").wait_for()
    photograph(page, "add-photo-before", 3)
    photograph(page, "add-photo-opening", PHOTOS - 3)
    expect(page.get_by_test_id("photo")).to_have_count(PHOTOS, timeout=_SLOW_MS)
    answer_all(page)
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-absent").click()
    page.locator("[data-testid^=result-]:not([disabled])").first.click()
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible(timeout=_SLOW_MS)


def heap_bytes(page: Page) -> int:
    """What the page holds once all that nobody holds has gone: objects, documents, buffers."""
    session = page.context.new_cdp_session(page)
    sizes: list[float] = []
    for _ in range(3):  # what one collection sets free, the next one takes away
        session.send("HeapProfiler.collectGarbage")
        used = session.send("Runtime.getHeapUsage")
        sizes.append(
            used["usedSize"]
            + used.get("embedderHeapUsedSize", 0)
            + used.get("backingStorageSize", 0)
        )
    session.detach()
    return round(min(sizes))


def stored(server: Server, kind: str) -> int:
    with closing(sqlite3.connect(server.data / "journal.db")) as db:
        count: int = db.execute("SELECT count(*) FROM entry WHERE kind = ?", (kind,)).fetchone()[0]
    return count


@sizes(4, 50)
def test_a_day_with_no_network_is_sent_in_one_go(
    phone: BrowserContext, listed: Server, size: int
) -> None:
    server = listed
    port = Port(phone.new_page(), server)
    crates = [labelled.crate for labelled in port.label(DECLARATION)]
    assert len(crates) >= size
    phone.clear_cookies()
    page = phone.new_page()
    enrol(page, server)
    server.stop()
    phone.set_offline(True)

    page.goto(f"{server.url}/crates/{crates[0]}")
    heaps = []
    for number in range(size):
        inspect(page)
        heaps.append(heap_bytes(page))
        if number + 1 < size:
            page.get_by_test_id("same-lot").click()
    assert min(heaps[-2:]) < GROWTH_MAX * min(heaps[:2]), f"the page grew: {heaps}"

    page.reload()  # what is kept is kept on disk, not in the page
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-row")).to_have_count(size, timeout=_SLOW_MS)
    page.evaluate(_PROGRESS)
    server.start()
    phone.set_offline(False)
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=_SEND_MS)
    shares: list[int] = page.evaluate("globalThis.shares")
    assert shares == sorted(shares), "progress never goes back"
    assert len(shares) >= 3, shares
    server.stop()
    assert stored(server, "inspection.recorded") == size
    assert stored(server, "photo.stored") == size * PHOTOS
    assert check(server.data / "journal.db") > 0
