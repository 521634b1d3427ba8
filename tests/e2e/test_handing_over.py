"""Phones that work for each other with nobody in touch: a freeze told by code, a draft passed on, a
queue that goes up under somebody else."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.e2e.axe import faults_in_both_themes
from tests.e2e.offices import copy
from tests.e2e.people import enrol, launch, profile, sign, sign_in
from tests.e2e.serving import Server
from tests.e2e.test_main_job import answer_all, photograph
from tests.kit import check
from tests.kit.camera import page_image

DECLARATION = "210900113004200"
WITNESS = "范德赫伊"
CRATE, MATE, OTHER = (f"{DECLARATION}/{n}" for n in (1, 2, 60))
SYNC_MS = 120_000


class Two(NamedTuple):
    """王芳's phone and 李强's, and whoever sits at the desk."""

    server: Server
    browser: Browser
    wang: BrowserContext
    li: BrowserContext
    page: Page
    other: Page
    desk: Page

    def apart(self) -> None:
        self.wang.set_offline(True)
        self.li.set_offline(True)

    def in_touch(self, phone: BrowserContext, page: Page) -> None:
        """Until all of it is at the office."""
        phone.set_offline(False)
        page.goto(f"{self.server.url}/outbox")
        page.get_by_test_id("upload-now").click()
        expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=SYNC_MS)

    def crate(self, key: str) -> Any:
        found: Any = self.desk.request.get(f"{self.server.url}/api/crates/{key}").json()
        return found


@pytest.fixture(scope="module")
def two(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    server = Server(tmp_path_factory.mktemp("two") / "data")
    copy(server.data, listed=True)
    server.start()
    browser = launch(playwright)
    wang, li = profile(browser, "zh", phone=True), profile(browser, "zh", phone=True)
    page, other = wang.new_page(), li.new_page()
    enrol(page, server, "wang")
    enrol(other, server, "li")
    desk = profile(browser, "zh").new_page()
    sign_in(desk, server, "zhao")
    yield Two(server, browser, wang, li, page, other, desk)
    browser.close()
    server.stop()
    assert check(server.data / "journal.db") > 0


def show(giver: Page, taker: Page, folder: Path) -> None:
    """Hold each code of one phone before the other's scanner, as a photo of its screen."""
    parts = giver.get_by_test_id("parts")
    count = len(parts.evaluate("(one) => JSON.parse(one.dataset.parts)"))
    if count > 1:
        giver.get_by_test_id("parts-hold").click()
    for number in range(count):
        picture = parts.screenshot()
        [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
        assert code.text.startswith("GL1.")
        frame = folder / f"frame-{number}.png"
        frame.write_bytes(picture)
        taker.get_by_test_id("scan-still-file").set_input_files(frame)
        if number + 1 < count:
            seen = taker.get_by_test_id("gathering")
            expect(seen).to_contain_text(f"{number + 1}／{count}")
            giver.get_by_role("button", name="下一帧").click()


def test_a_freeze_is_told_by_code(two: Two, tmp_path: Path) -> None:
    page, other, url = two.page, two.other, two.server.url
    two.apart()
    page.goto(f"{url}/inspect/{CRATE}")
    page.get_by_test_id("live-pest").click()
    page.get_by_test_id("unknown-larva").click()
    expect(page.get_by_test_id("lot-frozen")).to_be_visible()
    page.get_by_test_id("tell-freeze").click()

    other.goto(f"{url}/scan")
    show(page, other, tmp_path)
    told = other.get_by_test_id("told")
    expect(told).to_contain_text("王芳的终端扫码告知")
    expect(told).to_contain_text("签名已核实")  # her phone was enrolled when his pulled last
    assert faults_in_both_themes(other) == []
    other.goto(f"{url}/crates/{MATE}")
    expect(other.get_by_test_id("frozen")).to_contain_text("据王芳的终端扫码告知")
    other.goto(f"{url}/crates/{OTHER}")
    expect(other.get_by_test_id("crate-header")).to_be_visible()
    expect(other.get_by_test_id("frozen")).to_have_count(0)

    # 王芳's phone is still away: the freeze reaches everybody by 李强's
    two.li.set_offline(False)
    other.goto(f"{url}/crates/{MATE}")
    expect(other.get_by_test_id("frozen")).to_be_visible()
    expect(other.get_by_test_id("told-notice")).to_have_count(0, timeout=SYNC_MS)
    standing = two.crate(MATE)["crate"]["standing"]
    assert standing["frozen"]
    two.in_touch(two.wang, page)
    shown = two.crate(MATE)
    frozen = [entry for entry in shown["timeline"] if entry["kind"] == "lot.frozen"]
    assert [entry["actor"] for entry in frozen] == ["wang"]


def begin(page: Page, url: str, crate: str, folder: Path) -> str:
    """Three answers and a photo, besides those that hold for the consignment; returns the item at
    which the phone stands."""
    page.goto(f"{url}/inspect/{crate}")
    picture = photograph(folder / "before.jpg", crate, "#345612")
    page.get_by_test_id("add-photo-before").set_input_files(picture)
    expect(page.get_by_test_id("photo")).to_have_count(1)
    for number in range(3):
        page.locator("[data-testid^=answer-][data-testid$=-pass]").nth(number).click()
    page.get_by_test_id("next-open").click()
    expect(page.get_by_test_id("progress")).to_contain_text(re.compile("[3-9]/"))
    return str(page.evaluate(_AT, crate))


_AT = """async (crate) => {
  const open = indexedDB.open('greenlane')
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result) })
  const all = db.transaction('drafts').objectStore('drafts').getAll()
  const rows = await new Promise((done) => { all.onsuccess = () => done(all.result) })
  db.close()
  return rows.find(({ key }) => key === `inspect/${crate}`).value.at
}"""


def test_a_draft_is_passed_by_code_and_taken_back(two: Two, tmp_path: Path) -> None:
    page, other, url = two.page, two.other, two.server.url
    two.apart()
    at = begin(page, url, "210900113004200/60", tmp_path)
    page.get_by_test_id("give-draft").click()
    page.get_by_test_id("give-code").click()
    other.goto(f"{url}/scan")
    show(page, other, tmp_path)
    expect(other.get_by_test_id("took")).to_contain_text("已接过王芳的草稿")
    expect(other.get_by_test_id("took")).to_contain_text("1 张照片没有随草稿过来")
    page.get_by_test_id("give-confirm").click()
    expect(page.get_by_test_id("given-away")).to_be_visible()

    other.get_by_test_id("go-on").click()
    expect(other.get_by_test_id("taken-from")).to_contain_text("接自王芳的草稿")
    expect(other.get_by_test_id("progress")).to_contain_text("3/")
    expect(other.get_by_test_id(f"item-{at}")).to_be_in_viewport()
    assert other.evaluate(_AT, OTHER) == at

    # both sign: both are kept, and a supervisor is told
    page.get_by_test_id("take-back").click()
    expect(page.get_by_test_id("progress")).to_contain_text("3/")
    for phone, recorder in ((other, "wang"), (page, "li")):
        answer_all(phone)
        phone.get_by_test_id("recorder").select_option(recorder)
        phone.get_by_test_id("witness-absent").click()
        opening = photograph(tmp_path / f"{recorder}.jpg", recorder, "#aa3355")
        phone.get_by_test_id("add-photo-opening").set_input_files(opening)
        phone.get_by_test_id("add-photo-before").set_input_files(opening)
        phone.get_by_test_id("result-release").click()
        sign(phone)
        expect(phone.get_by_test_id("saved")).to_be_visible()
    two.in_touch(two.li, other)
    two.in_touch(two.wang, page)
    records = two.crate(OTHER)["records"]
    said = {one["actor"]: (one["taken"] or {}).get("giver") for one in records}
    assert said == {"li": "wang", "wang": None}
    doubts = {found["code"] for one in records for found in one["objections"]}
    assert "already_inspected" in doubts
    assert "took_another_draft" not in doubts
    page.get_by_test_id("cosign-later").click()
    expect(page.get_by_test_id("cosign-code")).to_be_visible()


def test_a_draft_is_passed_through_the_server_with_its_photo(two: Two, tmp_path: Path) -> None:
    page, other, url = two.page, two.other, two.server.url
    for phone in (two.wang, two.li):
        phone.set_offline(False)
    crate = f"{DECLARATION}/59"
    at = begin(page, url, crate, tmp_path)
    other.goto(f"{url}/receive")
    code = str(other.get_by_test_id("box-code").text_content())
    page.get_by_test_id("give-draft").click()
    page.get_by_test_id("give-server").click()
    page.get_by_test_id("give-box").fill(code.lower())
    page.get_by_test_id("give-find").click()
    expect(page.get_by_test_id("give-send")).to_contain_text("交给李强")
    page.get_by_test_id("give-send").click()
    expect(page.get_by_test_id("gave")).to_contain_text("已交给李强")
    expect(other.get_by_test_id("took")).to_contain_text("已接过王芳的草稿")
    expect(other.get_by_test_id("took")).not_to_contain_text("没有随草稿过来")
    other.get_by_test_id("go-on").click()
    expect(other.get_by_test_id("photo")).to_have_count(1)
    assert other.evaluate(_AT, crate) == at
    page.goto(f"{url}/inspect/{crate}")
    expect(page.get_by_test_id("given-away")).to_contain_text("已交给李强")
    assert not list((two.server.data / "parcels").glob("*/*-*")), "it was fetched and stays"


_FROZEN = """async (crate) => {
  const shown = await (await fetch(`/api/crates/${crate}`)).json()
  return shown.timeline.some(({ kind }) => kind === 'lot.frozen')
}"""


def test_a_queue_goes_up_under_whoever_signs_in(two: Two) -> None:
    """王芳's phone, signed out with records on it: 李强 signs in, and they go up as hers."""
    page, url = two.page, two.server.url
    crate = f"{DECLARATION}/58"
    two.wang.set_offline(True)
    page.goto(f"{url}/crates/{crate}")
    page.get_by_test_id("live-pest").click()
    page.get_by_test_id("unknown-larva").click()
    expect(page.get_by_test_id("lot-frozen")).to_be_visible()
    page.goto(f"{url}/me")
    page.get_by_test_id("sign-out").click()
    page.get_by_test_id("sign-out-confirm").click()
    page.wait_for_url("**/sign-in**")
    two.wang.clear_cookies()
    two.wang.set_offline(False)
    sign_in(page, two.server, "li")
    page.goto(f"{url}/outbox")
    page.wait_for_url("**/sign-in**")  # nothing of hers is shown to him
    two.desk.wait_for_function(_FROZEN, arg=crate, polling=500, timeout=SYNC_MS)
    frozen = [entry for entry in two.crate(crate)["timeline"] if entry["kind"] == "lot.frozen"]
    assert {(entry["actor"], entry["device_name"]) for entry in frozen} == {("wang", "王芳的手机")}


def test_a_sheet_of_paper_is_entered_once(two: Two, tmp_path: Path) -> None:
    """For a phone that died: printed for its crate, and entered from a scan by the desk."""
    desk, url = two.desk, two.server.url
    crate = f"{DECLARATION}/57"
    desk.goto(f"{url}/desk/crates/{crate}")
    desk.get_by_test_id("to-record-sheets").click()
    desk.get_by_test_id("sheet-print-crate").click()
    row = desk.get_by_test_id("sheet-row").first
    expect(row).to_contain_text(crate)
    link = str(row.get_by_test_id("sheet-pdf").get_attribute("href"))
    scan = tmp_path / "scan.png"
    page_image(desk.request.get(f"{url}{link}").body()).save(scan)
    [code] = zxingcpp.read_barcodes(Image.open(scan).convert("L"))
    desk.get_by_test_id("sheet-no").fill(code.text)
    desk.get_by_test_id("sheet-open").click()
    desk.get_by_test_id("sheet-scan").set_input_files(scan)
    expect(desk.get_by_test_id("sheet-scans")).to_contain_text("1")
    desk.get_by_test_id("sheet-place").fill("检疫棚")
    desk.get_by_test_id("sheet-begun").fill("2013-05-10T09:00")
    desk.get_by_test_id("sheet-ended").fill("2013-05-10T09:40")
    marks = desk.locator("[data-testid^=sheet-][data-testid$=-pass]")
    for number in range(marks.count()):
        marks.nth(number).check(force=True)
    desk.get_by_test_id("sheet-add-finding").click()
    expect(desk.get_by_test_id("sheet-save")).to_be_disabled()  # an empty line is no finding
    desk.get_by_test_id("sheet-look-up").click()
    desk.get_by_test_id("pest-search").fill("fsmfj")  # 扶桑绵粉蚧, by its initials
    desk.get_by_test_id("pest-PHENSO").click()
    expect(desk.get_by_test_id("sheet-organism")).to_have_value("扶桑绵粉蚧")
    desk.get_by_test_id("sheet-found-at").select_option("leaf")
    desk.get_by_test_id("sheet-stage").select_option("adult")
    desk.get_by_test_id("sheet-alive").select_option("dead")
    desk.get_by_test_id("sheet-result").select_option("treatment")
    desk.get_by_test_id("sheet-lead").select_option("wang")
    desk.get_by_test_id("sheet-recorder").select_option("li")
    desk.get_by_test_id("sheet-signed").check(force=True)
    desk.get_by_test_id("sheet-witness").fill(WITNESS)
    desk.reload()
    expect(desk.get_by_test_id("sheet-restored")).to_be_visible()
    expect(desk.get_by_test_id("sheet-witness")).to_have_value(WITNESS)
    expect(desk.get_by_test_id("sheet-finding")).to_contain_text("PHENSO")
    desk.get_by_test_id("sheet-save").click()
    expect(desk.get_by_test_id("sheet-done")).to_be_visible()
    [record] = two.crate(crate)["records"]
    assert (record["actor"], record["body"]["lead"], record["sheet"]) == (
        "zhao",
        "wang",
        re.search(r"JL\d{4}-\d{5}", code.text)[0],  # type: ignore[index]
    )
    [found] = record["body"]["findings"]
    assert (found["eppo"], found["name"], found["regulation"]["list"]) == (
        "PHENSO",
        "扶桑绵粉蚧",
        "pests",
    )
    assert record["body"]["witness"]["name"] == WITNESS
    assert WITNESS not in str(desk.evaluate("JSON.stringify(localStorage)"))
    desk.get_by_test_id("nav-record-sheets").click()
    desk.get_by_test_id("sheet-no").fill(record["sheet"])
    desk.get_by_test_id("sheet-open").click()
    expect(desk.get_by_test_id("sheet-already")).to_be_visible()
