"""What people do in the browser, shared by the end-to-end tests."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.e2e.browser import find
from tests.e2e.offices import PASSWORD, invitation
from tests.e2e.serving import Server

PHONE: Any = {"width": 390, "height": 844}
DESK: Any = {"width": 1440, "height": 900}
_SLOW_MS = 30_000


def launch(playwright: Playwright, *flags: str) -> Browser:
    return playwright.chromium.launch(
        executable_path=find(), args=["--no-sandbox", "--disable-gpu", *flags]
    )


def profile(browser: Browser, language: str, *, phone: bool = False) -> BrowserContext:
    """The browser of somebody who reads `language` ("zh" or "en")."""
    made = browser.new_context(
        locale="zh-CN" if language == "zh" else "en-GB",
        viewport=PHONE if phone else DESK,
        has_touch=phone,
        is_mobile=phone,
    )
    made.set_default_timeout(_SLOW_MS)
    made.add_init_script(f"localStorage.setItem('greenlane.locale', '{language}')")
    return made


def sign_in(page: Page, server: Server, user: str) -> None:
    page.goto(f"{server.url}/sign-in")
    page.get_by_test_id("sign-in-user").fill(user)
    page.get_by_test_id("sign-in-password").fill(PASSWORD)
    page.get_by_test_id("sign-in").click()
    page.wait_for_url(re.compile("/desk"))


def enrol(page: Page, server: Server, user: str = "wang") -> None:
    """By the code that the desk shows; ends at the scanner, ready to go offline."""
    page.goto(invitation(server.data, server.port, user))
    page.get_by_test_id("enrol-name").fill("王芳的手机")
    page.get_by_test_id("enrol-submit").click()
    page.get_by_test_id("enrol-start").click()
    page.wait_for_url(re.compile("/scan"))
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


PIN = "285714"


def sign(page: Page) -> None:
    """The lead's signature, from the summary on; chooses the PIN the first time."""
    page.get_by_test_id("sign").click()
    enter_pin(page)
    page.get_by_test_id("sign-confirm").click()


def enter_pin(page: Page, pin: str = PIN) -> None:
    """Into whichever fields are asked for."""
    page.get_by_test_id("sign-pin").fill(pin)
    again = page.get_by_test_id("sign-pin-again")
    if again.count():
        again.fill(pin)


def picture(page: Page, name: str) -> None:
    """Keep a screenshot for the front page, where `make pictures` asks for it."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.wait_for_function("() => document.getAnimations().length === 0")
        page.screenshot(path=Path(folder) / f"{name}.png")
