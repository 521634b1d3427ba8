"""A press counts from the moment it is made: a page that reloads or is closed right after it loses
neither the answer nor the word that was being typed."""

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.people import enrol, profile
from tests.e2e.serving import Server

CRATE = "210900113004200/1"
PRESS = """(testid) => document.querySelector(`[data-testid="${testid}"]`).click()"""
PRESS_AND_RELOAD = """async (testid) => {
  document.querySelector(`[data-testid="${testid}"]`).click()
  await Promise.resolve()
  location.reload()
}"""
TYPE_AND_RELOAD = """async ([testid, text]) => {
  const field = document.querySelector(`[data-testid="${testid}"]`)
  field.value = text
  field.dispatchEvent(new Event('input', {bubbles: true}))
  await Promise.resolve()
  location.reload()
}"""
JOTTED = (
    "() => Object.keys(localStorage).filter((key) => key.startsWith('greenlane.jotted')).length"
)


def marks(page: Page) -> dict[str, str]:
    """Which answers are pressed, by item."""
    expect(page.get_by_test_id("progress")).to_be_visible(timeout=60_000)
    found = page.locator("[data-testid^=answer-][aria-checked=true]")
    ids = [found.nth(n).get_attribute("data-testid") or "" for n in range(found.count())]
    return dict(name.removeprefix("answer-").rsplit("-", 1) for name in ids)


def an_inspection(browser: Browser, server: Server) -> tuple[BrowserContext, Page]:
    phone = profile(browser, "zh", phone=True)
    page = phone.new_page()
    enrol(page, server)
    server.stop()
    phone.set_offline(True)
    page.goto(f"{server.url}/inspect/{CRATE}")
    return phone, page


def slow(phone: BrowserContext, page: Page, rate: int) -> None:
    phone.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def test_a_press_outlives_the_page(browser: Browser, listed: Server) -> None:
    server = listed
    phone, page = an_inspection(browser, server)
    expected = marks(page)
    assert expected == {}
    answers = page.locator("[data-testid^=answer-][data-testid$=-pass]")
    items = [
        (answers.nth(n).get_attribute("data-testid") or "").removeprefix("answer-")[: -len("-pass")]
        for n in range(4)
    ]
    slow(phone, page, 2)
    for n, item in enumerate(items):
        mark = ("pass", "fail")[n % 2]
        with page.expect_navigation():
            page.evaluate(PRESS_AND_RELOAD, f"answer-{item}-{mark}")
        expected[item] = mark
        assert marks(page) == expected, f"after {n + 1} presses"
    reason = page.locator("[data-testid^=remark-]").first.get_attribute("data-testid") or ""
    with page.expect_navigation():
        page.evaluate(TYPE_AND_RELOAD, [reason, "箱门有缝"])
    expect(page.get_by_test_id(reason)).to_have_value("箱门有缝")

    page.evaluate(PRESS, f"answer-{items[2]}-fail")
    page.close()
    again = phone.new_page()
    again.goto(f"{server.url}/inspect/{CRATE}")
    expected[items[2]] = "fail"
    assert marks(again) == expected

    expect(again.locator(f"[data-testid='item-{items[2]}']")).to_be_in_viewport()
    again.get_by_test_id(f"answer-{items[3]}-pass").click()
    again.wait_for_function(f"() => ({JOTTED})() === 0")  # the database has caught up
