"""Help and practice with no network: reached by one press, and without a trace on the phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.people import enrol, profile
from tests.e2e.serving import Server
from tests.e2e.tour import practise

_HELD = """() => new Promise((done, fail) => {
  const opening = indexedDB.open('greenlane')
  opening.onerror = () => fail(opening.error)
  opening.onsuccess = async () => {
    const db = opening.result
    const held = {}
    for (const name of ['entries', 'photos', 'drafts']) {
      const asked = db.transaction(name).objectStore(name).count()
      await new Promise((counted) => (asked.onsuccess = counted))
      held[name] = asked.result
    }
    db.close()
    done(held)
  }
})"""


def held(page: Page) -> Any:
    return page.evaluate(_HELD)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_practice_leaves_no_trace(browser: Browser, server: Server, language: str) -> None:
    phone = profile(browser, language, phone=True)
    page = phone.new_page()
    enrol(page, server)
    expect(page.get_by_test_id("sync-chip")).to_have_attribute("data-state", "idle")
    before = held(page)
    server.stop()
    phone.set_offline(True)
    for place in ("scan", "work", "outbox", "gate", "me"):
        page.goto(f"{server.url}/{place}")
        page.get_by_test_id("help").click()
        expect(page.get_by_test_id("help-steps").locator("svg")).to_have_count(3)
    page.get_by_test_id("to-practice").click()
    steps = 0
    while page.get_by_test_id("practice-done").count() == 0:
        expect(page.get_by_test_id("practice-mark")).to_be_visible()
        practise(page)
        steps += 1
    assert steps == 6
    assert held(page) == before
