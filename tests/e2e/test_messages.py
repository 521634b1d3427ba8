"""Web Push as far as a browser without a push service can go: a phone turns messages on, the
office's server encrypts one and posts it to a service that listens here, and what that decrypts is
delivered to the service worker, which shows it in the phone's language and opens the right screen.
Only the browser maker's own service is not the real one: `subscribe` of the page answers in its
place, with keys made here.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from backend.rules.lots import lot_key
from tests.e2e.atport import shot
from tests.e2e.axe import faults_in_both_themes
from tests.e2e.offices import PASSWORD, aside, staff
from tests.e2e.people import enrol, launch, profile
from tests.e2e.serving import Server
from tests.kit import check, goods
from tests.kit.office import SiteOffice
from tests.kit.pushservice import Browser, PushService

CRATE = f"{goods.DECLARATION}/1"
LOT = lot_key(goods.DECLARATION, goods.ORCHIDS)
COMES_S = 60
SERVICE = """([endpoint, p256dh, auth]) => {
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  const keys = { p256dh, auth }
  const made = {
    endpoint,
    getKey: (name) => bytes(keys[name]).buffer,
    unsubscribe: async () => { delete globalThis.subscribed; return true },
  }
  PushManager.prototype.subscribe = async (asked) => {
    globalThis.asked = asked.applicationServerKey.length
    return (globalThis.subscribed = made)
  }
  PushManager.prototype.getSubscription = async () => globalThis.subscribed ?? null
}"""
SHOWN = """async (words) => {
  const registration = await navigator.serviceWorker.ready
  for (let look = 0; look < 600; look += 1) {
    const all = await registration.getNotifications()
    const found = all.find(({ body }) => body === words)
    if (found) return [found.title, found.body, found.data]
    await new Promise((then) => setTimeout(then, 100))
  }
  return []
}"""
IN_ENGLISH = """async () => {
  const kept = await (await caches.open('greenlane-language')).match('/language')
  return (await kept?.text()) === 'en'
}"""
PRESS = """async () => {
  const [notification] = await self.registration.getNotifications()
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
}"""


@pytest.fixture
def service() -> Iterator[PushService]:
    running = PushService()
    yield running
    running.stop()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    """A server that knows this push service, with three labelled crates."""
    data = tmp_path / "data"
    data.mkdir()
    with SiteOffice(data) as site:
        aside(site.import_and_label(goods.declaration()))
    settings = tmp_path / "ours.toml"
    settings.write_text('base = "jinzhou2013"\npush_hosts = ["localhost"]\n', encoding="utf-8")
    server = Server(data, settings=settings)
    staff(data)
    server.start()
    yield server
    server.stop()


def freeze(page: Page, server: Server) -> None:
    request, origin = page.request, {"Origin": server.url}
    form = {"user": "zhao", "password": PASSWORD}
    assert request.post(f"{server.url}/api/session", data=form, headers=origin).status == 201
    body: dict[str, object] = {"lot": LOT, "crate": CRATE, "reason": "发现活虫"}
    body |= {"suspect": None, "steps": [], "photos": []}
    done = request.post(f"{server.url}/api/acts/lot.frozen", data=body, headers=origin)
    assert done.status == 201, done.text()


class Worker:
    """The phone's service worker, as a push service reaches it."""

    def __init__(self, phone: BrowserContext, page: Page, origin: str) -> None:
        self._phone, self._page, self._origin = phone, page, origin
        self._session = phone.new_cdp_session(page)
        self._registrations: list[Any] = []
        self._session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: self._registrations.extend(told["registrations"]),
        )
        self._session.send("ServiceWorker.enable")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    def deliver(self, text: str) -> None:
        scope = f"{self._origin}/"
        id_ = next(r["registrationId"] for r in self._registrations if r["scopeURL"] == scope)
        how = {"origin": self._origin, "registrationId": id_, "data": text}
        self._session.send("ServiceWorker.deliverPushMessage", how)

    def shows(self, words: str) -> list[str]:
        """The message that says so, once it is shown; nothing where none comes."""
        message: list[str] = self._page.evaluate(SHOWN, words)
        return message

    def press(self) -> None:
        self._phone.service_workers[0].evaluate(PRESS)


def test_a_message_reaches_the_screen_it_is_about(
    playwright: Playwright, office: Server, service: PushService
) -> None:
    browser = launch(playwright)
    phone = profile(browser, "zh", phone=True)
    phone.grant_permissions(["notifications"], origin=office.url)
    reader = Browser(f"{service.url}/wang")
    phone.add_init_script(f"({SERVICE})({json.dumps(list(reader.target))})")
    page = phone.new_page()
    enrol(page, office)
    worker = Worker(phone, page, office.url)
    page.get_by_test_id("tab-me").click()
    page.get_by_test_id("notify-on").click()
    expect(page.get_by_test_id("notify-is-on")).to_be_visible()
    assert page.evaluate("asked") == 65, "the office's key, an uncompressed point"
    page.get_by_test_id("notify").scroll_into_view_if_needed()
    shot(page, "messages-on-zh")
    assert faults_in_both_themes(page) == []

    freeze(profile(browser, "zh").new_page(), office)
    knock = reader.read(service.came.get(timeout=COMES_S)).decode()
    assert goods.ORCHIDS.name not in knock
    worker.deliver(knock)
    frozen = ["绿色通道", "一个批次已冻结，请先停拆。", f"/crates/{CRATE}"]
    assert worker.shows(frozen[1]) == frozen
    worker.press()
    page.wait_for_url(re.compile(f"/crates/{CRATE}$"))

    page.goto(f"{office.url}/me")
    page.get_by_test_id("locale-en").click()
    page.wait_for_function(IN_ENGLISH)
    worker.deliver("not ours")
    unknown = "Something is new; open the app to see it."
    assert worker.shows(unknown) == ["Greenlane", unknown, "/work"]
    page.get_by_test_id("notify").scroll_into_view_if_needed()
    shot(page, "messages-off-en")
    browser.close()
    office.stop()
    assert check(office.data / "journal.db") > 0
