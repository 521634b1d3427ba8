"""Phones that work for each other with nobody in touch: a freeze told by code, a draft passed on, a
queue that goes up under somebody else."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from backend.settings import DEMO_LIST
from tests.e2e.people import enrol, hire, launch, profile, sign_in
from tests.e2e.serving import Server
from tests.kit import check

DECLARATION = "210900113004200"
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
    hire(server)
    server.command("import", str(DEMO_LIST), "--user", "zhou")
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
