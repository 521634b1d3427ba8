"""The app on a phone: it opens with no network, and an update waits until it is asked for.

These are promises of the service worker, whatever the screens show. A small server of its own
serves a copy of the build, so that a newer build can be put in its place.
"""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

from tests.e2e import builds
from tests.e2e.people import launch

IN_CARE = "() => navigator.serviceWorker.controller !== null"
LOOK_FOR_UPDATE = """async () => {
  const registration = await (await navigator.serviceWorker.ready).update()
  const worker = registration.installing ?? registration.waiting
  await new Promise((done, fail) => {
    const look = () => {
      if (worker.state === 'installed') done()
      if (worker.state === 'redundant') fail(new Error('the new build could not be fetched'))
    }
    worker.onstatechange = look
    look()
  })
}"""
ASK_FOR_UPDATE = """async () => {
  const { waiting } = await navigator.serviceWorker.ready
  const active = new Promise((done) => {
    waiting.onstatechange = () => waiting.state === 'activated' && done()
  })
  waiting.postMessage('SKIP_WAITING')
  await active
}"""
READ = "async (path) => await (await fetch(path)).text()"
NEW_TITLE = "更新后的绿色通道"


class _Handler(SimpleHTTPRequestHandler):
    answers = count(1)

    def do_GET(self) -> None:
        if not self.path.startswith(("/api/", "/L/")):
            super().do_GET()
            return
        body = str(next(self.answers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is for failures."""


class Site:
    """A copy of the build, served. `publish()` puts a newer build in its place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        builds.copy(folder)
        handler = partial(_Handler, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def publish(self) -> None:
        builds.publish(self.folder, lambda _: f"<meta charset=utf-8><title>{NEW_TITLE}</title>")

    def withdraw(self, part: str) -> None:
        """Take a file out of the build, as a newer one does with what it no longer has."""
        worker = self.folder / "sw.js"
        listed = worker.read_text("utf-8")
        assert part in listed
        worker.write_text(listed.replace(part, "/index.html"), "utf-8")
        (self.folder / part.removeprefix("/")).unlink()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    built = Site(tmp_path / "site")
    thread = threading.Thread(target=built.server.serve_forever)
    thread.start()
    yield built
    built.server.shutdown()
    thread.join()
    built.server.server_close()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def install(phone: BrowserContext, site: Site) -> Page:
    """Open the app and wait until the worker has it in its care."""
    page = phone.new_page()
    page.goto(site.url)
    page.wait_for_function(IN_CARE)
    return page


def test_an_installation_that_breaks_off_is_begun_again_by_itself(
    phone: BrowserContext, site: Site
) -> None:
    listed = (site.folder / "sw.js").read_text("utf-8")
    found = re.search(r"/assets/[\w-]+\.wasm", listed)
    assert found, "the first page does not load it, the worker does"
    part = site.folder / found[0].removeprefix("/")
    part.rename(away := site.folder / "away")
    page = phone.new_page()
    page.goto(site.url)
    page.wait_for_function("navigator.serviceWorker.getRegistration().then((one) => !one)")
    away.rename(part)
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def test_opens_anywhere_with_no_network(phone: BrowserContext, site: Site) -> None:
    install(phone, site)
    phone.set_offline(True)
    page = phone.new_page()
    failures: list[str] = []
    page.on("requestfailed", lambda request: failures.append(request.url))
    page.goto(f"{site.url}/some/place")
    page.wait_for_function("() => document.querySelector('#app').childElementCount > 0")
    assert "绿色通道" in page.title()
    assert [url for url in failures if "/api/" not in url] == []


@pytest.mark.parametrize("path", ["/api/changes", "/L/D2ABC"])
def test_the_servers_own_answers_are_never_kept(
    phone: BrowserContext, site: Site, path: str
) -> None:
    page = install(phone, site)
    first, second = (int(page.evaluate(READ, path)) for _ in range(2))
    assert second > first
    phone.set_offline(True)
    with pytest.raises(Error, match="Failed to fetch"):
        page.evaluate(READ, path)


def test_an_update_waits_until_it_is_asked_for(phone: BrowserContext, site: Site) -> None:
    page = install(phone, site)
    before = page.title()
    site.publish()
    page.evaluate(LOOK_FOR_UPDATE)
    page.reload()
    assert page.title() == before, "a waiting update must not take over by itself"
    page.evaluate(ASK_FOR_UPDATE)
    page.goto(site.url)
    assert page.title() == NEW_TITLE


def test_another_tab_still_finds_the_parts_of_the_build_before(
    phone: BrowserContext, site: Site
) -> None:
    page = install(phone, site)
    part = page.evaluate("() => document.querySelector('script[src]').getAttribute('src')")
    before = page.evaluate(READ, part)
    site.publish()
    site.withdraw(part)
    page.evaluate(LOOK_FOR_UPDATE)
    page.evaluate(ASK_FOR_UPDATE)
    assert page.evaluate(READ, part) == before
