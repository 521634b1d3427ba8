"""The phone's store in a real browser: killed anywhere, full, in two tabs, updated in the
middle of a draft, before a server that is full or too new.

Each once in a normal run, and twenty times under `make soak`.
"""

import json
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Route,
    expect,
)

from tests.e2e import builds
from tests.e2e.offices import PASSWORD, copy
from tests.e2e.people import enrol, launch, profile
from tests.e2e.serving import Server
from tests.faults.sizes import rounds
from tests.kit import check

DECLARATION = "210900113004200"  # of 60 crates
MOST_CRATES = 40
SLOW_MS = 30_000
QUOTA_BYTES = 16_000_000
ROUNDS = rounds(20)

COUNT_STEPS = """(fatal) => {
  let count = 0
  const step = (what) => {
    count += 1
    console.log(`step ${count} ${what}`)
    if (count === fatal) for (;;) continue
  }
  const transaction = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const made = transaction.call(this, stores, mode, options)
    if (mode === 'readwrite') {
      step(`begin ${stores}`)
      made.addEventListener('complete', () => step(`complete ${stores}`))
    }
    return made
  }
  const sign = SubtleCrypto.prototype.sign
  SubtleCrypto.prototype.sign = async function (...given) {
    const signature = await sign.apply(this, given)
    step('signed')
    return signature
  }
  const { fetch } = window
  window.fetch = async (url, init) => {
    step(`ask ${url}`)
    const answer = await fetch(url, init)
    step(`answer ${url}`)
    return answer
  }
}"""
PRESS_LATER = """(name) => {
  setTimeout(() => document.querySelector(`[data-testid=${name}]`).click())
}"""
KEPT = """() => new Promise((done, fail) => {
  const opening = indexedDB.open('greenlane')
  opening.onerror = () => fail(opening.error)
  opening.onsuccess = () => {
    const all = opening.result.transaction('entries').objectStore('entries').getAll()
    all.onsuccess = () => {
      opening.result.close()
      done(all.result.map(({ id, dev, seq }) => ({ id, dev, seq })))
    }
  }
})"""
NO_ROUND = """async () => {
  const { held } = await navigator.locks.query()
  return !held.some(({ name }) => name.startsWith('sync-'))
}"""
WAITS = "async () => (await navigator.serviceWorker.ready).waiting !== null"
BUILD = "() => document.documentElement.dataset.build ?? ''"
IS_BUILD = f"(build) => ({BUILD})() === build"
PLACE_ON_DISK = """(place) => new Promise((done, fail) => {
  const opening = indexedDB.open('greenlane')
  opening.onerror = () => fail(opening.error)
  opening.onsuccess = () => {
    const all = opening.result.transaction('drafts').objectStore('drafts').getAll()
    all.onsuccess = () => {
      opening.result.close()
      done(JSON.stringify(all.result).includes(JSON.stringify(place)))
    }
  }
})"""
Kept = list[dict[str, Any]]


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


class Port:
    """A server with labelled crates on their way, and another one when they have run out."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._servers = 0
        self._labelled: list[str] = []
        self._build = builds.copy(folder / "build")
        self._upgrades = 0
        self.server = self._begin()

    def _begin(self) -> Server:
        self._servers += 1
        server = Server(self._folder / f"data{self._servers}", build=self._build)
        copy(server.data, listed=True)
        server.start()
        context = self._browser.new_context()
        origin = {"Origin": server.url}

        def post(path: str, given: Any) -> None:
            answer = context.request.post(f"{server.url}/api/{path}", headers=origin, data=given)
            assert answer.ok, answer.text()

        post("session", {"user": "zhou", "password": PASSWORD})
        post("labels", {"declaration": DECLARATION, "crates": None})
        listed = context.request.get(f"{server.url}/api/crates?state=labelled&limit=500").json()
        self._labelled = [row["id"] for row in listed["crates"]]
        context.close()
        return server

    def ready(self) -> Server:
        """The server, with crates enough for one test."""
        if len(self._labelled) < MOST_CRATES:
            self.end()
            self.server = self._begin()
        return self.server

    def crate(self) -> str:
        return self._labelled.pop()

    def upgrade(self) -> str:
        """Put a newer build in place, with a restart as every upgrade takes; returns its name."""
        self._upgrades += 1
        name = str(self._upgrades)
        self.server.stop()
        builds.publish(self._build, partial(named, name))
        self.server.start()
        return name

    def end(self) -> None:
        self.server.stop()
        assert check(self.server.data / "journal.db") > 0


def named(name: str, page: str) -> str:
    """The app's first page, saying of which build it is."""
    return re.sub(r"<html[^>]*>", f'<html lang="zh-CN" data-build="{name}">', page, count=1)


@pytest.fixture(scope="module")
def port(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    running = Port(browser, tmp_path_factory.mktemp("port"))
    yield running
    running.end()


@pytest.fixture
def server(port: Port) -> Server:
    return port.ready()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = profile(browser, "zh", phone=True)
    page = context.new_page()
    enrol(page, server)
    page.close()
    yield context
    context.close()


def at_crate(phone: BrowserContext, server: Server, crate: str) -> Page:
    """A page before a crate, in touch with the server and with nothing left to do."""
    page = phone.new_page()
    with page.expect_response(re.compile("/api/changes")):  # before it asks, it is idle too
        page.goto(f"{server.url}/crates/{crate}")
    expect(page.get_by_test_id("report-arrival")).to_be_visible()
    page.wait_for_function(NO_ROUND)
    expect(page.get_by_test_id("sync-chip")).to_have_attribute("data-state", "idle")
    return page


def at_rest(phone: BrowserContext, server: Server) -> Kept:
    """What a phone that is opened anew holds, once all of it has been sent and proved."""
    page = phone.new_page()
    page.goto(f"{server.url}/outbox")
    # the list is read from the store after the page stands: before that there is nothing to count
    expect(page.get_by_test_id("upload-now")).to_be_visible()
    expect(page.get_by_test_id("sync-chip")).to_have_attribute("data-state", "idle")
    expect(page.get_by_test_id("outbox-waiting")).to_have_count(0)
    kept: Kept = page.evaluate(KEPT)
    expect(page.get_by_test_id("outbox-trust")).to_have_count(len(kept))
    expect(page.locator("[data-testid=outbox-trust]:not([data-trust=sealed])")).to_have_count(0)
    page.close()
    return kept


def agree(server: Server, kept: Kept) -> None:
    """The journal holds exactly what the phone holds, each once."""
    (dev,) = {entry["dev"] for entry in kept}
    with closing(sqlite3.connect(server.data / "journal.db")) as db:
        stored = [row[0] for row in db.execute("SELECT id FROM entry WHERE dev = ?", (dev,))]
    assert sorted(stored) == sorted(entry["id"] for entry in kept)
    assert sorted(entry["seq"] for entry in kept) == list(range(1, len(kept) + 1))


def steps_of_one(page: Page) -> list[str]:
    """The steps from the press of the button until the entry is proved."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(COUNT_STEPS, 0)
    with page.expect_response(re.compile("/api/log/proofs")):
        page.evaluate(PRESS_LATER, "report-arrival")
    expect(page.get_by_test_id("sync-chip")).to_have_attribute("data-state", "idle")
    return [text for text in said if text.startswith("step ")]


def says(start: str, message: ConsoleMessage) -> bool:
    return message.text.startswith(start)


def fatal_steps(count: int, written: int, *, thorough: bool) -> list[int]:
    """Each step of sealing, and of the sending after it every fourth, or each."""
    return [*range(1, written + 2), *range(written + 2, count + 1, 1 if thorough else 4)]


def kill(page: Page) -> None:
    """As a phone does that runs out of memory: nothing in any tab gets to run again."""
    browser = page.context.browser
    assert browser is not None
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    for process in found["processInfo"]:
        if process["type"] == "renderer":
            with suppress(ProcessLookupError):
                os.kill(process["id"], signal.SIGKILL)
    page.close()


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_tab_killed_at_any_step_loses_and_doubles_nothing(
    port: Port, server: Server, phone: BrowserContext, _round: int
) -> None:
    page = at_crate(phone, server, port.crate())
    steps = steps_of_one(page)
    page.close()
    assert any("begin meta,heads,entries" in step for step in steps), steps
    written = next(n for n, step in enumerate(steps) if "complete meta,heads,entries" in step)
    made = 1
    for fatal in fatal_steps(len(steps), written, thorough=_round > 0):
        page = at_crate(phone, server, port.crate())
        page.evaluate(COUNT_STEPS, fatal)
        with page.expect_console_message(partial(says, f"step {fatal} ")):
            page.evaluate(PRESS_LATER, "report-arrival")
        kill(page)
        kept = at_rest(phone, server)
        # before the write was complete nothing had been promised, and nothing is half there
        least = made if fatal <= written else made + 1
        assert least <= len(kept) <= made + 1, steps[fatal - 1]
        made = len(kept)
    agree(server, kept)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_tabs_at_once(port: Port, server: Server, phone: BrowserContext, _round: int) -> None:
    pages = [at_crate(phone, server, port.crate()) for _ in range(4)]
    for page in pages:
        page.evaluate(PRESS_LATER, "report-arrival")
    for page in pages:
        expect(page.get_by_test_id("report-arrival")).to_have_count(0)
        expect(page.get_by_test_id("sync-chip")).to_have_attribute("data-state", "idle")
        page.close()
    kept = at_rest(phone, server)
    assert len(kept) == len(pages)
    agree(server, kept)


def photo(path: Path) -> Path:
    """A picture that no other is like, of about 2 MB."""
    Image.effect_noise((2000, 1500), 60).convert("RGB").save(path, "JPEG", quality=90)
    return path


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_full_phone_says_so_and_keeps_what_it_has(
    port: Port, browser: Browser, server: Server, tmp_path: Path, _round: int
) -> None:
    phone = profile(browser, "zh", phone=True)
    page = phone.new_page()
    page.goto(server.url)
    quota = phone.new_cdp_session(page)
    room = {"origin": server.url, "quotaSize": QUOTA_BYTES}
    quota.send("Storage.overrideQuotaForOrigin", room)
    enrol(page, server)
    page.goto(f"{server.url}/inspect/{port.crate()}")
    add, photos = page.get_by_test_id("add-photo-before"), page.get_by_test_id("photo")
    kept = 0
    while True:
        add.set_input_files(photo(tmp_path / "photo.jpg"))
        ended = page.get_by_role("alert").or_(photos.nth(kept))
        expect(ended).to_be_visible(timeout=SLOW_MS)
        if page.get_by_role("alert").count():
            break
        kept += 1
        assert kept * 1_000_000 < QUOTA_BYTES, "nothing is ever full"
    expect(page.get_by_role("alert")).to_contain_text("没有存下")
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url})
    page.reload()
    expect(photos).to_have_count(kept)
    add.set_input_files(tmp_path / "photo.jpg")
    expect(photos).to_have_count(kept + 1, timeout=SLOW_MS)
    phone.close()


@pytest.mark.parametrize("_round", ROUNDS)
def test_what_a_full_server_does_not_take_is_kept_and_goes_once_there_is_room(
    port: Port, server: Server, phone: BrowserContext, _round: int
) -> None:
    page = at_crate(phone, server, port.crate())
    server.fill()
    page.get_by_test_id("report-arrival").click()
    expect(page.get_by_test_id("report-arrival")).to_have_count(0)
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-trouble")).to_contain_text("服务器存储已满")
    expect(page.get_by_test_id("outbox-trust")).to_have_attribute("data-trust", "queued")
    server.make_room()
    page.get_by_test_id("upload-now").click()
    expect(page.get_by_test_id("outbox-trust")).to_have_attribute("data-trust", "sealed")
    expect(page.get_by_test_id("outbox-trouble")).to_have_count(0)
    page.close()
    agree(server, at_rest(phone, server))


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_app_too_old_for_the_server_still_hands_in_what_it_has(
    port: Port, server: Server, phone: BrowserContext, _round: int
) -> None:
    problem = {"type": "about:blank", "title": "", "status": 426, "code": "client_too_old"}

    def too_old(route: Route) -> None:
        body = json.dumps({**problem, "detail": "", "action": ""})
        route.fulfill(status=426, content_type="application/problem+json", body=body)

    page = at_crate(phone, server, port.crate())
    phone.route("**/api/changes*", too_old)
    with page.expect_response(re.compile("/api/entries")):
        page.get_by_test_id("report-arrival").click()
    page.goto(f"{server.url}/outbox")  # in whatever it was at: the next page asks for what is lost
    expect(page.get_by_test_id("outbox-trust")).to_have_attribute("data-trust", "sealed")
    expect(page.get_by_test_id("outbox-trouble")).to_contain_text("版本过旧")
    phone.unroute("**/api/changes*")
    page.get_by_test_id("upload-now").click()
    expect(page.get_by_test_id("outbox-trouble")).to_have_count(0)
    page.close()
    agree(server, at_rest(phone, server))


def drafted(page: Page, place: str) -> None:
    """The draft on the page is the one that was begun."""
    expect(page.get_by_test_id("place")).to_have_value(place)
    expect(page.get_by_test_id("progress")).to_contain_text("2/")
    expect(page.get_by_test_id("photo")).to_have_count(1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_update_that_comes_in_the_middle_of_a_draft_waits_for_the_person(
    port: Port, server: Server, phone: BrowserContext, tmp_path: Path, _round: int
) -> None:
    crate = port.crate()
    page = at_crate(phone, server, crate)
    page.get_by_test_id("report-arrival").click()
    expect(page.get_by_test_id("report-arrival")).to_have_count(0)
    page.goto(f"{server.url}/inspect/{crate}")
    before = page.evaluate(BUILD)
    page.get_by_test_id("add-photo-before").set_input_files(photo(tmp_path / "photo.jpg"))
    expect(page.get_by_test_id("photo")).to_have_count(1, timeout=SLOW_MS)
    answers = page.locator("[data-testid^=answer-][data-testid$=-pass]")
    answers.nth(0).click()
    answers.nth(1).click()
    place = page.get_by_test_id("place")
    place.fill("东区")
    page.evaluate("() => { window.untouched = true }")

    newer = port.upgrade()
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function(WAITS)
    place.press_sequentially("二号门")
    assert page.evaluate("() => window.untouched === true"), "the page was loaded again"
    drafted(page, "东区二号门")
    page.wait_for_function(PLACE_ON_DISK, arg="东区二号门")
    page.reload()
    drafted(page, "东区二号门")
    assert page.evaluate(BUILD) == before, "a reload is not yet a yes"

    page.goto(f"{server.url}/me")
    expect(page.get_by_test_id("update")).to_be_visible()
    page.get_by_test_id("reload").click()
    page.wait_for_function(IS_BUILD, arg=newer)
    page.goto(f"{server.url}/inspect/{crate}")
    drafted(page, "东区二号门")
    page.close()
    agree(server, at_rest(phone, server))
