"""What follows an inspection, at the desk in a real browser: a treatment is ordered, done, checked
and its crate released; its notice opens as PDF. In English under `make soak`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.travels import CrateArrived
from backend.wire.views import Crate
from tests.e2e.fieldwork import film, play
from tests.e2e.offices import aside, staff
from tests.e2e.people import profile, sign_in
from tests.e2e.serving import Server
from tests.e2e.test_main_job import photograph
from tests.kit import goods, inspection
from tests.kit.office import SiteOffice

CRATE = f"{goods.DECLARATION}/1"
LANGUAGES = ("zh", pytest.param("en", marks=pytest.mark.soak))


async def prepare(site: SiteOffice) -> None:
    """Three crates that arrived; the first was found to need a treatment."""
    await site.import_and_label(goods.declaration())
    for n in (1, 2, 3):
        body = CrateArrived(crate=f"{goods.DECLARATION}/{n}", number=None, gate=None)
        site.desk("wang", "crate.arrived", body)
    site.desk("wang", "inspection.recorded", inspection(CRATE, result="treatment"))
    record = (await site.doc(Crate, CRATE)).record or ""
    opened = Opened(entries=[record], photos=[])
    body_ = ReviewDecided(record=record, decision="accept", reason=None, opened=opened)
    site.desk("zhao", "review.decided", body_)


@pytest.fixture
def treated(tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "data"
    data.mkdir()
    with SiteOffice(data) as site:
        aside(prepare(site))
    staff(data)
    server = Server(data)
    server.start()
    yield server
    server.stop()


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_treatment_from_order_to_release(
    treated: Server, browser: Browser, tmp_path: Path, language: str
) -> None:
    page = profile(browser, language).new_page()
    sign_in(page, treated, "zhao")
    page.goto(f"{treated.url}/desk/crates/{CRATE}")
    followed = page.get_by_test_id("followed")
    followed.get_by_test_id("do-order").click()
    page.get_by_test_id("act-confirm").click()
    expect(
        page.get_by_text("请填写。" if language == "zh" else "Fill this in.").first
    ).to_be_visible()
    page.get_by_test_id("act-reason").fill("检出南洋臀纹粉蚧活若虫，须除害处理")
    page.get_by_test_id("act-agent").fill("溴甲烷")
    picture(page, f"process-order-{language}")
    page.get_by_test_id("act-confirm").click()
    expect(followed.get_by_test_id("do-complete")).to_be_visible()
    picture(page, f"process-crate-{language}")

    pdf = page.request.get(f"{treated.url}/api/certificates/{goods.DECLARATION}-CL-01/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-1.7")

    page.goto(f"{treated.url}/desk/process?tab=treatments")
    page.get_by_test_id("do-complete").click()
    page.get_by_test_id("act-firm").fill("锦州港检疫处理有限公司")
    page.get_by_test_id("act-place").fill("园区处理间")
    page.get_by_test_id("act-started").fill("2013-04-27T09:00")
    page.get_by_test_id("act-ended").fill("2013-04-27T08:00")
    page.get_by_test_id("act-confirm").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_test_id("act-ended").fill("2013-04-27T11:00")
    attach(page, tmp_path)
    page.get_by_test_id("act-confirm").click()
    look_at_both(page)
    page.get_by_test_id("do-check").click()
    page.get_by_test_id("act-confirm").click()
    expect(page.get_by_test_id("process-done")).to_be_visible()
    page.get_by_test_id("process-all").click()
    expect(page.get_by_test_id("process-row")).to_have_count(1)
    picture(page, f"process-list-{language}")

    page.goto(f"{treated.url}/desk/crates/{CRATE}")
    followed.get_by_test_id("do-release").click()
    page.get_by_test_id("act-reason").fill("处理验收合格")
    page.get_by_test_id("act-confirm").click()
    expect(followed.get_by_test_id("do-display")).to_be_visible()
    page.goto(f"{treated.url}/desk/process?tab=lots&show=all")
    page.get_by_test_id("do-freeze").click()
    page.get_by_test_id("act-reason").fill("复查发现活虫")
    page.get_by_test_id("act-confirm").click()
    expect(page.get_by_test_id("process-done")).to_be_visible()
    expect(page.get_by_test_id("do-lift")).to_have_count(0)
    expect(page.get_by_test_id("do-freeze")).to_have_count(0)
    picture(page, f"process-lots-{language}")
    destroy_the_lot(page, treated)
    rows = page.request.get(f"{treated.url}/api/crates?declaration={goods.DECLARATION}").json()
    assert {row["state"] for row in rows["crates"]} == {"closed"}


def attach(page: Page, folder: Path) -> None:
    """A photo, and a film that is taken back and given again."""
    picture = photograph(folder / "treated.jpg", "treated", "#553322")
    page.get_by_test_id("act-photos").set_input_files([picture, film(page, folder / "film.webm")])
    attached = page.get_by_test_id("act-photo")
    expect(attached).to_have_count(2)
    page.get_by_test_id("act-photo-drop").last.click()
    expect(attached).to_have_count(1)
    page.get_by_test_id("act-photos").set_input_files(folder / "film.webm")
    expect(attached).to_have_count(2)
    expect(page.get_by_test_id("act-confirm")).to_be_enabled()


def look_at_both(page: Page) -> None:
    shown = page.get_by_test_id("process-row").get_by_test_id("photo")
    expect(shown).to_have_count(2)
    shown.first.click()
    viewer = page.get_by_test_id("photo-viewer")
    expect(viewer.locator("img")).to_be_visible()
    page.keyboard.press("ArrowRight")
    play(page)
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)


def destroy_the_lot(page: Page, server: Server) -> None:
    """One order for every crate of it, carried out, checked; then each crate is closed."""
    page.get_by_test_id("do-orderLot").click()
    page.get_by_test_id("act-method").select_option("destruction")
    page.get_by_test_id("act-reason").fill("复查发现活虫，整批销毁")
    page.get_by_test_id("act-confirm").click()
    expect(page.get_by_test_id("act-confirm")).to_have_count(0)
    page.goto(f"{server.url}/desk/process?tab=treatments")
    page.get_by_test_id("do-complete").click()
    page.get_by_test_id("act-firm").fill("锦州港检疫处理有限公司")
    page.get_by_test_id("act-place").fill("园区焚烧炉")
    page.get_by_test_id("act-started").fill("2013-04-28T09:00")
    page.get_by_test_id("act-ended").fill("2013-04-28T11:00")
    page.get_by_test_id("act-confirm").click()
    page.get_by_test_id("do-check").click()
    page.get_by_test_id("act-confirm").click()
    expect(page.get_by_test_id("act-confirm")).to_have_count(0)
    page.get_by_test_id("process-all").click()
    page.get_by_test_id("do-closeAll").click()
    page.get_by_test_id("act-confirm").click()
    expect(page.get_by_test_id("act-confirm")).to_have_count(0)
