"""An inspector's tasks: what was sent back first, then by stand or by clock; who else is at it,
also where two phones met too late; and what a sync has changed. One phone reads Chinese, one
English.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.travels import CrateArrived
from backend.wire.views import Crate
from tests.e2e.atport import shot
from tests.e2e.axe import faults_in_both_themes
from tests.e2e.offices import PASSWORD, aside, staff
from tests.e2e.people import enrol, profile
from tests.e2e.serving import Server
from tests.kit import check, goods, inspection
from tests.kit.office import SiteOffice

STAND, FAR = "S05", "N01"
FAR_DECLARATION = "210900113004299"
LOT = f"{goods.DECLARATION}/TH/plants/Renanthera coccinea"
REASON = "第 3 项照片看不清，请补拍"
NEWS_MS = 60_000
# Of the first consignment: how long ago each crate came in; 4 h are allowed, 1 h before is near.
CAME_IN = {1: timedelta(hours=5), 2: timedelta(hours=3, minutes=30), 3: timedelta(hours=1)}
LATE, NEAR, EARLY = (f"{goods.DECLARATION}/{n}" for n in CAME_IN)
AT_LABORATORY, SENT_BACK = (f"{goods.DECLARATION}/{n}" for n in (4, 5))


def arrive(site: SiteOffice, crate: str) -> None:
    site.desk("wang", "crate.arrived", CrateArrived(crate=crate, number=None, gate=None))


async def review(site: SiteOffice, crate: str, reason: str | None) -> None:
    record = (await site.doc(Crate, crate)).record or ""
    decision: Literal["accept", "return"] = "accept" if reason is None else "return"
    opened = Opened(entries=[record], photos=[])
    body = ReviewDecided(record=record, decision=decision, reason=reason, opened=opened)
    site.desk("zhao", "review.decided", body)


async def prepare(site: SiteOffice) -> None:
    now = datetime.now(UTC)
    site.clock.now = now - timedelta(hours=6)
    await site.import_and_label(goods.declaration(crates=5))
    far = replace(goods.declaration(FAR_DECLARATION, 2), stand=FAR)
    await site.import_and_label(far)
    for n, ago in CAME_IN.items():
        site.clock.now = now - ago
        arrive(site, f"{goods.DECLARATION}/{n}")
    site.clock.now = now
    site.desk("wang", "inspection.recorded", inspection(AT_LABORATORY, result="laboratory"))
    await review(site, AT_LABORATORY, None)
    site.desk("wang", "inspection.recorded", inspection(SENT_BACK))
    await review(site, SENT_BACK, REASON)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Server]:
    """A server on which a day is under way."""
    data = tmp_path / "data"
    data.mkdir()
    with SiteOffice(data) as site:
        aside(prepare(site))
    server = Server(data)
    staff(data)
    server.start()
    yield server
    server.stop()


def phone_of(browser: Browser, server: Server, user: str, language: str) -> Page:
    page = profile(browser, language, phone=True).new_page()
    enrol(page, server, user)
    page.wait_for_function("() => localStorage.getItem('greenlane.clocks') !== null")
    return page


def open_tasks(page: Page) -> None:
    page.get_by_test_id("tab-work").click()
    expect(page.get_by_test_id("work-due")).to_be_visible()


def lines(page: Page) -> list[tuple[str, str]]:
    """The crates that are due, in order, each with the state of its clock."""
    due = page.get_by_test_id("work-due")
    return [
        (
            (line.get_attribute("data-testid") or "").removeprefix("crate-"),
            line.get_by_test_id("clock").get_attribute("data-state") or "",
        )
        for line in due.locator("[data-testid^=crate-]")
        .filter(has=page.get_by_test_id("clock"))
        .all()
    ]


def by_stand_and_by_clock(page: Page) -> None:
    back = page.get_by_test_id("work-returned")
    expect(back).to_contain_text(REASON)
    expect(back.get_by_test_id("clock")).to_have_text("停钟：等补正")
    stands = page.locator("[data-testid^=stand-][aria-expanded]")
    expect(stands).to_have_count(2)
    expect(stands.first).to_contain_text(STAND)  # where the newest record was made
    expect(stands.first.get_by_test_id("near")).to_be_visible()
    expect(page.get_by_test_id("work-over")).to_contain_text("1")
    stopped = page.get_by_test_id("work-stopped")
    stopped.locator("summary").click()
    expect(stopped.get_by_test_id("clock")).to_have_text("停钟：等实验室")
    shot(page, "tasks-stand-zh")
    assert faults_in_both_themes(page) == []
    page.get_by_test_id("by-clock").click()
    expect(page.get_by_test_id(f"crate-{LATE}")).to_be_visible()
    assert lines(page) == [(LATE, "over"), (NEAR, "near"), (EARLY, "running")]
    shot(page, "tasks-clock-zh")
    assert faults_in_both_themes(page) == []
    page.get_by_test_id("by-stand").click()


def take(page: Page) -> None:
    page.get_by_test_id(f"stand-{STAND}").click()
    page.get_by_test_id("take-stand").click()
    expect(page.get_by_test_id("leave-stand")).to_be_visible()
    expect(page.get_by_test_id(f"crate-{LATE}").get_by_test_id("claim")).to_have_count(1)


def sync(page: Page) -> None:
    page.get_by_test_id("tab-outbox").click()
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=NEWS_MS)
    page.get_by_test_id("upload-now").click()
    open_tasks(page)


def two_take_the_same(wang: Page, li: Page) -> None:
    for page in (wang, li):
        page.context.set_offline(True)
        take(page)
    for page in (wang, li):
        page.context.set_offline(False)
        sync(page)
    sync(wang)
    for page, other in ((wang, re.compile("李强 认领")), (li, re.compile("王芳 has it"))):
        claims = page.get_by_test_id(f"crate-{LATE}").get_by_test_id("claim")
        stand = page.get_by_test_id(f"stand-{STAND}")
        expect(stand.get_by_test_id("stand-taken")).to_be_visible(timeout=NEWS_MS)
        stand.click()
        expect(claims).to_have_count(2)
        expect(claims.filter(has_text=other)).to_be_visible()
    shot(wang, "tasks-taken-zh")
    shot(li, "tasks-taken-en")
    assert faults_in_both_themes(li) == []


def freeze(browser: Browser, server: Server) -> None:
    request, origin = profile(browser, "zh").new_page().request, {"Origin": server.url}
    form = {"user": "zhao", "password": PASSWORD}
    assert request.post(f"{server.url}/api/session", data=form, headers=origin).status == 201
    body: dict[str, object] = {
        "lot": LOT,
        "crate": LATE,
        "reason": "复查发现活虫",
        "suspect": None,
        "steps": [],
        "photos": [],
    }
    done = request.post(f"{server.url}/api/acts/lot.frozen", data=body, headers=origin)
    assert done.status == 201, done.text()


def news_of_a_sync(page: Page, sort: str, name: str) -> None:
    news = page.get_by_test_id("work-news")
    news.click()
    frozen = page.get_by_test_id(f"news-{sort}")
    expect(frozen.locator("a[data-testid^=crate-]")).to_have_count(5)
    shot(page, name)
    page.get_by_test_id("news-read").click()
    expect(news).to_have_count(0)


def test_a_day_of_tasks(busy: Server, browser: Browser) -> None:
    wang = phone_of(browser, busy, "wang", "zh")
    li = phone_of(browser, busy, "li", "en")
    for page in (wang, li):
        open_tasks(page)
    by_stand_and_by_clock(wang)
    two_take_the_same(wang, li)
    freeze(browser, busy)
    for page, language in ((wang, "zh"), (li, "en")):
        sync(page)
        expect(page.get_by_test_id("work-news")).to_be_visible(timeout=NEWS_MS)
        news_of_a_sync(page, "frozen", f"tasks-news-{language}")
    wang.get_by_test_id(f"stand-{STAND}").click()
    wang.get_by_test_id("leave-stand").click()
    expect(wang.get_by_test_id(f"crate-{LATE}").get_by_test_id("claim")).to_have_count(1)
    busy.stop()
    assert check(busy.data / "journal.db") > 0
