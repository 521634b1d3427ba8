"""Photos that prove: marked with a gloved thumb, with no network, and shown at the desk as they
were marked, over a photo that nobody touched."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Error, Page, expect

from tests.e2e.offices import copy
from tests.e2e.people import enrol, profile, sign, sign_in
from tests.e2e.serving import Server
from tests.e2e.test_main_job import answer_all, photograph
from tests.e2e.tour import STILL
from tests.kit import check

DECLARATION = "210900113004200"
CRATE = f"{DECLARATION}/1"
OTHER = f"{DECLARATION}/2"
SYNC_MS = 120_000
HANGS = """() => {
  const Real = window.Worker
  window.Worker = class extends Real {
    postMessage(message, ...more) {
      const hangs = sessionStorage.getItem('hang') !== null && message?.bytes
      if (!hangs) super.postMessage(message, ...more)
    }
  }
}"""
TAKEN_IN = """(count) => new Promise((done, fail) => {
  const opening = indexedDB.open('greenlane')
  opening.onerror = () => fail(opening.error)
  opening.onsuccess = () => {
    const asked = opening.result.transaction('intake').objectStore('intake').count()
    asked.onsuccess = () => {
      opening.result.close()
      done(asked.result === count)
    }
  }
})"""
HEIC = bytes.fromhex("0000001c6674797068656963000000006d696631686569636d696166") + bytes(64)


def look(page: Page, name: str) -> None:
    folder = os.environ.get("LOOK")
    if folder:
        page.wait_for_function(STILL)
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("photos") / "data")
    copy(running.data, listed=True)
    running.start()
    yield running
    running.stop()


def mark(page: Page) -> None:
    """Open the newest photo's marks."""
    page.get_by_test_id("photo").last.click()
    page.get_by_test_id("mark-photo").click()
    expect(page.get_by_test_id("mark-stage").locator("img")).to_be_visible()


def press(page: Page, x: float, y: float) -> None:
    """A thumb on a place of the photo's box."""
    box = page.get_by_test_id("mark-stage").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def test_marks_on_a_photo(browser: Browser, office: Server, tmp_path: Path) -> None:
    phone = profile(browser, "zh", phone=True)
    page = phone.new_page()
    enrol(page, office)
    phone.set_offline(True)
    page.goto(f"{office.url}/inspect/{CRATE}")
    picture = photograph(tmp_path / "wood.jpg", "wood", "#654321")
    page.get_by_test_id("add-photo-before").set_input_files(picture)
    expect(page.get_by_test_id("photo")).to_have_count(1)

    mark(page)
    asks, chosen = page.get_by_test_id("mark-asks"), page.get_by_test_id("mark-chosen")
    expect(asks).to_contain_text("起点")
    press(page, 0.2, 0.4)
    press(page, 0.45, 0.5)
    expect(chosen).to_contain_text("第 1 处（共 1 处）：箭头")
    page.get_by_test_id("mark-tool-circle").click()
    page.get_by_test_id("mark-stage").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(chosen).to_contain_text("第 2 处（共 2 处）：圆圈")
    page.get_by_test_id("mark-larger").click()
    page.get_by_test_id("mark-tool-text").click()
    expect(page.get_by_test_id("mark-place")).to_be_disabled()
    page.get_by_test_id("mark-text").fill("裂缝有虫孔")
    press(page, 0.6, 0.6)
    expect(chosen).to_contain_text("第 3 处（共 3 处）：文字“裂缝有虫孔”")
    look(page, "mark-editor")
    page.get_by_test_id("mark-remove").click()
    drawn = page.get_by_test_id("mark-stage").locator("[data-shape]")
    expect(drawn).to_have_count(2)
    page.get_by_test_id("mark-undo").click()
    expect(drawn).to_have_count(3)

    page.reload()  # no press on "done" was needed
    expect(page.get_by_test_id("progress")).to_be_visible()
    page.get_by_test_id("photo").click()
    expect(page.get_by_test_id("marks-said")).to_contain_text("箭头；圆圈；文字“裂缝有虫孔”")
    look(page, "mark-sheet")
    page.get_by_test_id("sheet-close").click()

    answer_all(page)
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-absent").click()
    page.get_by_test_id("result-release").click()
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible(timeout=SYNC_MS)
    phone.set_offline(False)
    page.goto(f"{office.url}/outbox")
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=SYNC_MS)

    desk = profile(browser, "zh").new_page()
    sign_in(desk, office, "zhao")
    desk.goto(f"{office.url}/desk/crates/{CRATE}")
    expect(desk.get_by_test_id("photo-marks")).to_have_count(1)
    desk.get_by_test_id("photo").click()
    viewer = desk.get_by_test_id("photo-viewer")
    expect(viewer.get_by_test_id("photo-marks").locator("g")).to_have_count(3)
    expect(viewer.get_by_test_id("photo-facts")).to_contain_text("开箱前")
    look(desk, "mark-desk")
    viewer.get_by_test_id("marks-switch").click()
    expect(viewer.get_by_test_id("photo-marks")).to_have_count(0)
    shown = desk.evaluate(f"fetch('/api/crates/{CRATE}').then((answer) => answer.json())")
    [file] = shown["records"][0]["body"]["attachments"]
    assert [one["shape"] for one in file["marks"]] == ["arrow", "circle", "text"]
    tip, centre = file["marks"][0]["x2"], file["marks"][1]["x1"]
    assert centre == pytest.approx(tip + 0.04)
    assert file["original"] == hashlib.sha256(picture.read_bytes()).hexdigest()
    stored = desk.request.get(f"{office.url}/api/photos/{file['sha256']}").body()
    assert hashlib.sha256(stored).hexdigest() == file["sha256"]
    assert check(office.data / "journal.db") > 0


def crash(page: Page) -> None:
    """As a camera app does that needs the memory: no last word of the page is heard."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash", timeout=10_000)
    page.close()


def dated(path: Path, taken: str) -> Path:
    """A photo whose camera wrote when it was taken, in China."""
    image = Image.effect_noise((3000, 2250), 40).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {36867: taken, 36881: "+08:00"}
    image.save(path, "JPEG", quality=85, exif=exif)
    return path


def test_a_page_that_dies_while_a_photo_is_made_small_loses_none(
    browser: Browser, office: Server, tmp_path: Path
) -> None:
    """Also: many at once, sorted afterwards; what the camera says; where the phone may not say."""
    phone = profile(browser, "zh", phone=True)
    phone.add_init_script(f"({HANGS})()")
    page = phone.new_page()
    enrol(page, office)
    phone.set_offline(True)
    page.goto(f"{office.url}/inspect/{OTHER}")
    expect(page.get_by_test_id("progress")).to_be_visible()
    expect(page.get_by_test_id("no-location")).to_be_visible()
    page.evaluate("sessionStorage.setItem('hang', '1')")
    pictures = [
        dated(tmp_path / "old.jpg", "2013:05:09 08:00:00"),
        photograph(tmp_path / "new.jpg", "new", "#2a5d3c"),
    ]
    page.get_by_test_id("add-photo-loose").set_input_files(pictures)
    expect(page.get_by_test_id("photo-pending")).to_have_count(2)
    page.wait_for_function(TAKEN_IN, arg=2)
    look(page, "photo-saving")
    crash(page)

    page = phone.new_page()
    page.goto(f"{office.url}/inspect/{OTHER}")
    expect(page.get_by_test_id("photo")).to_have_count(2, timeout=SYNC_MS)
    page.wait_for_function(TAKEN_IN, arg=0)
    expect(page.get_by_test_id("shots-before")).to_contain_text("还缺")

    page.get_by_test_id("photo").first.click()
    expect(page.get_by_test_id("photo-facts")).to_contain_text("2013-05-09")
    expect(page.get_by_test_id("photo-odd")).to_contain_text("早")
    look(page, "photo-odd")
    page.get_by_test_id("photo-place").select_option("stage-before")
    expect(page.get_by_test_id("shots-before")).to_contain_text("1 张")
    item = page.locator("[data-testid^=item-]").first
    name = (item.get_attribute("data-testid") or "").removeprefix("item-")
    page.get_by_test_id("photo").last.click()
    page.get_by_test_id("photo-place").select_option(name)
    expect(item.get_by_test_id("photo")).to_have_count(1)

    heic = tmp_path / "apple.heic"
    heic.write_bytes(HEIC)
    page.get_by_test_id("add-photo-out").set_input_files(heic)
    expect(page.get_by_test_id("shots-out")).to_contain_text("1 张")
    page.get_by_test_id("photo").nth(1).click()
    expect(page.get_by_test_id("photo-unseen")).to_contain_text("JPEG")
    look(page, "photo-heic")
    page.get_by_test_id("sheet-close").click()
    look(page, "photo-shots")
    page.reload()
    expect(page.get_by_test_id("photo")).to_have_count(3)
