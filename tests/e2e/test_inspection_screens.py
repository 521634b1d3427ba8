"""Each screen of an inspection, in both themes and languages: nothing that axe-core objects to,
nothing wider than the phone, also with letters of twice the size on a narrow one."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import faults_in_both_themes
from tests.e2e.people import enrol, profile
from tests.e2e.serving import Server

CRATE = "210900113004200/1"
LARGE = "document.documentElement.style.fontSize = '200%'"
CUT = """() => [...document.querySelectorAll('button, label, h1, h2, h3, p, a')]
  .filter((one) => one.checkVisibility() && !one.closest('.unseen'))
  .filter((one) => one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 0)
  .filter((one) => getComputedStyle(one).display !== 'inline')
  .map((one) => one.outerHTML.slice(0, 160))"""


def look(page: Page, name: str) -> None:
    folder = os.environ.get("LOOK")
    if folder:
        page.wait_for_function("() => document.getAnimations().length === 0")
        page.screenshot(path=Path(folder) / f"{name}.png")


def examine(page: Page, name: str) -> list[str]:
    look(page, name)
    found = [f"{name}: {fault}" for fault in faults_in_both_themes(page)]
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    look(page, f"{name}-dark")
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_screens(browser: Browser, listed: Server, language: str) -> None:
    server = listed
    phone = profile(browser, language, phone=True)
    page = phone.new_page()
    enrol(page, server)
    page.wait_for_function("() => localStorage.getItem('greenlane.duty') !== null")
    page.goto(f"{server.url}/inspect/{CRATE}")
    expect(page.get_by_test_id("progress")).to_be_visible()
    page.locator("[data-testid^=answer-][data-testid$=-fail]").first.click()
    found = examine(page, f"inspect-{language}")
    page.get_by_test_id("live-pest").click()
    expect(page.get_by_test_id("pest-edition")).to_be_visible()
    found += examine(page, f"live-{language}")
    page.get_by_test_id("unknown-larva").click()
    expect(page.get_by_test_id("lot-frozen")).to_be_visible()
    page.get_by_test_id("contain-closed").click()
    page.get_by_test_id("oral-open").click()
    found += examine(page, f"contain-{language}")
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate(LARGE)
    look(page, f"contain-large-{language}")
    found += [f"cut at 200%: {one}" for one in page.evaluate(CUT)]
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.get_by_test_id("live-finish").click()
    expect(page.get_by_test_id("finding-host")).to_be_visible()
    found += examine(page, f"finding-{language}")
    assert found == []
