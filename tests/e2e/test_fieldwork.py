"""What an inspector does in the field after an inspection, with no signal: a weekly visit to plants
in isolation, and a check at the chamber; both sent when the signal is back, seen at the desk."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from backend.wire.followups import Isolation, Treatment
from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.isolations import IsolationAssigned
from backend.wire.travels import CrateArrived
from backend.wire.treatments import TreatmentCompleted, TreatmentOrdered2
from backend.wire.views import Crate
from tests.e2e.axe import faults_in_both_themes
from tests.e2e.offices import staff
from tests.e2e.people import enrol, profile, sign, sign_in
from tests.e2e.serving import Server
from tests.e2e.test_main_job import photograph
from tests.kit import check, goods, inspection
from tests.kit.office import SiteOffice

ISOLATED, TREATED = (f"{goods.DECLARATION}/{n}" for n in (1, 2))
REGISTRATION, ORDER = "LN2013001", f"{goods.DECLARATION}-CL-01"
DUE_DAYS = 6
SYNC_MS = 60_000


def day(ago: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=8) - timedelta(days=ago)).date().isoformat()


async def prepare(site: SiteOffice) -> None:
    """One crate in isolation for six days, another fumigated this morning."""
    await site.import_and_label(goods.declaration())
    for crate in (ISOLATED, TREATED):
        site.desk("wang", "crate.arrived", CrateArrived(crate=crate, number=None, gate=None))
    site.desk("wang", "inspection.recorded", inspection(ISOLATED, result="isolation"))
    record = (await site.doc(Crate, ISOLATED)).record or ""
    opened = Opened(entries=[record], photos=[])
    accepted = ReviewDecided(record=record, decision="accept", reason=None, opened=opened)
    site.desk("zhao", "review.decided", accepted)
    isolated: dict[str, Any] = {
        "registration": REGISTRATION,
        "crates": [ISOLATED],
        "plant": "火焰兰",
        "site": "锦州世园会园区隔离圃",
        "plot": "A-03",
        "area_m2": None,
        "keeper": None,
        "life": "perennial",
        "planted": day(DUE_DAYS),
        "until": "2099-04-27",
        "watch_for": ["南洋臀纹粉蚧"],
    }
    site.desk("zhao", "isolation.assigned", msgspec.convert(isolated, IsolationAssigned))
    unsaid = ("record", "firm", "place", "due")
    ordered: dict[str, Any] = {
        **dict.fromkeys(unsaid),
        "order": ORDER,
        "crates": [TREATED],
        "article": "《进出境动植物检疫法》第十七条",
        "reason": "检出活若虫",
        "method": "fumigation",
        "object": "植株",
        "agent": "溴甲烷",
        "dose": "32 g/m³",
        "exposure": "2 小时",
        "scope": "whole",
    }
    site.desk("zhao", "treatment.ordered", msgspec.convert(ordered, TreatmentOrdered2), kv=2)
    done: dict[str, Any] = {
        **dict.fromkeys(("operator", "dilution", "total", "humidity_pct", "wind", "report")),
        "order": ORDER,
        "firm": "锦州港检疫处理有限公司",
        "agent": "溴甲烷",
        "dose": "28 g/m³",
        "exposure": "2 小时",
        "place": "园区处理间",
        "started_at": f"{day(0)}T00:10:00+08:00",
        "ended_at": f"{day(0)}T02:10:00+08:00",
        "temperature_c": 21.5,
        "remark": None,
        "photos": [],
    }
    site.desk("zhao", "treatment.completed", msgspec.convert(done, TreatmentCompleted))


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "data"
    data.mkdir()
    with SiteOffice(data) as site, ThreadPoolExecutor(1) as aside:  # this thread has a loop
        site.clock.now = datetime.now(UTC) - timedelta(hours=1)
        aside.submit(asyncio.run, prepare(site)).result()
    server = Server(data)
    staff(server.data)
    server.start()
    yield server
    server.stop()


def shot(page: Page, name: str) -> None:
    """In light and dark, where somebody asks for pictures."""
    folder = os.environ.get("SHOTS")
    for theme in ("light", "dark") if folder else ():
        page.emulate_media(color_scheme=theme)
        page.screenshot(path=f"{folder}/{name}-{theme}.png", full_page=True)
    if folder:
        page.emulate_media(color_scheme="light")


def visit(page: Page, folder: Path) -> None:
    """As far as the signature, through a page that dies in between."""
    page.get_by_test_id("plants-symptoms").click()
    page.get_by_test_id("planted").fill("20")
    page.get_by_test_id("alive").fill("19")
    page.get_by_test_id("symptoms").fill("两株叶背有蜡粉")
    picture = photograph(folder / "plants.jpg", "plants", "#2a5d3c")
    page.get_by_test_id("add-photo-plants").set_input_files(picture)
    expect(page.get_by_test_id("photo")).to_have_count(1)
    expect(page.get_by_test_id("shots-plants")).to_contain_text("1")
    page.get_by_test_id("trap-add").click()
    page.get_by_test_id("trap-name-1").fill("东侧黄板")
    page.get_by_test_id("trap-count-1").fill("3")
    page.reload()
    expect(page.get_by_test_id("trap-count-1")).to_have_value("3")
    expect(page.get_by_test_id("photo")).to_have_count(1)
    mark(page)
    page.get_by_test_id("finding-add").click()
    page.get_by_test_id("unknown-adult").click()
    seen = photograph(folder / "pest.jpg", "pest", "#6b4e2a")
    page.get_by_test_id("add-photo-finding").set_input_files(seen)
    for choice in ("alive-alive", "stage-adult", "found-at-leaf"):
        page.get_by_test_id(choice).click()
    page.get_by_test_id("finding-save").click()
    expect(page.locator("#finding-1")).to_be_visible()
    expect(page.get_by_test_id("gap")).to_have_count(0)


def mark(page: Page) -> None:
    """A circle on the photo."""
    page.get_by_test_id("photo").first.click()
    page.get_by_test_id("mark-photo").click()
    expect(page.get_by_test_id("mark-stage").locator("img")).to_be_visible()
    page.get_by_test_id("mark-tool-circle").click()
    page.get_by_test_id("mark-place").click()
    page.get_by_test_id("mark-done").click()
    page.keyboard.press("Escape")


def look(page: Page, folder: Path) -> None:
    for what in ("method", "agent", "exposure"):
        page.get_by_test_id(f"{what}-agrees").click()
    page.get_by_test_id("dose-differs").click()
    page.get_by_test_id("temperature-unseen").click()
    page.get_by_test_id("outcome-effective").click()
    owed = page.get_by_test_id("gap")
    expect(owed).to_have_count(2)  # what was found, and why it may stand
    page.get_by_test_id("found-dose").fill("28 g/m³")
    page.get_by_test_id("field-remark").fill("延时半小时，未见活虫")
    gauge = photograph(folder / "gauge.jpg", "gauge", "#123456")
    page.get_by_test_id("add-photo-gauge").set_input_files(gauge)
    expect(page.get_by_test_id("photo")).to_have_count(1)
    expect(owed).to_have_count(0)


def test_a_visit_and_a_check_without_signal(
    followed: Server, browser: Browser, tmp_path: Path
) -> None:
    phone = profile(browser, "zh", phone=True)
    page = phone.new_page()
    enrol(page, followed)
    page.get_by_test_id("tab-work").click()
    expect(page.get_by_test_id("follow-ups").locator("a")).to_have_count(2, timeout=SYNC_MS)
    expect(page.get_by_test_id(f"follow-{REGISTRATION}").get_by_test_id("clock")).to_be_visible()
    shot(page, "work-zh")
    phone.set_offline(True)

    page.get_by_test_id(f"follow-{REGISTRATION}").click()
    expect(page.get_by_test_id("visit")).to_contain_text("A-03")
    visit(page, tmp_path)
    shot(page, "visit-zh")
    assert faults_in_both_themes(page) == []
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible()
    shot(page, "saved-zh")
    page.get_by_test_id("to-work").click()
    expect(page.get_by_test_id("follow-ups").locator("a")).to_have_count(1)

    page.goto(f"{followed.url}/crates/{TREATED}")
    page.get_by_test_id(f"follow-{ORDER}").click()
    expect(page.get_by_test_id("value-dose")).to_contain_text("28 g/m³")
    look(page, tmp_path)
    shot(page, "check-zh")
    assert faults_in_both_themes(page) == []
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible()

    phone.set_offline(False)
    page.goto(f"{followed.url}/outbox")
    rows = page.get_by_test_id("outbox-row")
    expect(rows).to_have_count(2)
    page.get_by_test_id("upload-now").click()
    for row in (rows.first, rows.last):
        expect(row).to_have_attribute("data-complete", "true", timeout=SYNC_MS)
        expect(row.get_by_test_id("doubt")).to_have_count(0)
    at_the_desk(browser, followed)
    followed.stop()
    assert check(followed.data / "journal.db") > 0


def at_the_desk(browser: Browser, server: Server) -> None:
    page = profile(browser, "zh").new_page()
    sign_in(page, server, "zhao")
    rows = page.get_by_test_id("process-row")
    for crate, words in (
        (ISOLATED, ("两株叶背有蜡粉", "不明成虫", "东侧黄板")),
        (TREATED, ("28 g/m³", "不符", "验收合格")),
    ):
        page.goto(f"{server.url}/desk/crates/{crate}")
        key = REGISTRATION if crate == ISOLATED else ORDER
        row = rows.filter(has_text=key).filter(has=page.get_by_test_id("photo"))
        for word in words:
            expect(row).to_contain_text(word)
        shot(page, f"desk-{key}")
    request = page.request
    order = request.get(f"{server.url}/api/crates/{TREATED}/followed").json()["treatments"][0]
    [run] = msgspec.convert(order, Treatment).runs
    assert run.check is not None
    assert run.check.run == run.act.entry
    isolation = request.get(f"{server.url}/api/crates/{ISOLATED}/followed").json()["isolations"][0]
    [seen] = msgspec.convert(isolation, Isolation).visits
    shapes = [mark.shape for file in seen.body.attachments for mark in file.marks]
    assert shapes == ["circle"]
