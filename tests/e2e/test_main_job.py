"""The main job, whole, in a real browser: a port labels a list, a phone scans a label from its
camera, inspects with no network and no server, and syncs by itself; a supervisor accepts.
"""

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, Playwright, expect

from backend.settings import DEMO_LIST
from tests.e2e.people import enrol, launch, picture, profile, sign, sign_in
from tests.e2e.serving import Server
from tests.kit import camera, check

ITALY = "210900113004210"
CRATE = f"{ITALY}/1"
LANGUAGES = ("zh", "en")
ANSWERED_ON_DISK = """(count) => new Promise((done, fail) => {
  const opening = indexedDB.open('greenlane')
  opening.onerror = () => fail(opening.error)
  opening.onsuccess = () => {
    const all = opening.result.transaction('drafts').objectStore('drafts').getAll()
    all.onsuccess = () => {
      opening.result.close()
      done(JSON.stringify(all.result).split('"mark":"pass"').length - 1 >= count)
    }
  }
})"""


def import_and_print(page: Page, server: Server, folder: Path) -> bytes:
    """As a port: import the real list, label the Italian consignment, print; returns the PDF."""
    sign_in(page, server, "zhou")
    page.goto(f"{server.url}/desk/import")
    page.get_by_test_id("import-file").set_input_files(DEMO_LIST)
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-done")).to_contain_text("194")
    page.goto(f"{server.url}/desk/labels?declaration={ITALY}")
    page.get_by_test_id("issue-labels").click()
    expect(page.get_by_test_id("issued")).to_contain_text("9")
    page.get_by_test_id("print-labels").first.click()
    with page.expect_download() as download:
        page.get_by_test_id("print-save").click()
    path = folder / "labels.pdf"
    download.value.save_as(path)
    return path.read_bytes()


def photograph(path: Path, words: str, colour: str) -> Path:
    """A picture with the size of a phone's."""
    image = Image.effect_noise((3000, 2250), 40).convert("RGB")
    ImageDraw.Draw(image).rectangle((600, 500, 2400, 1700), fill=colour)
    ImageDraw.Draw(image).text((700, 600), words, fill="white", font_size=200)
    image.save(path, "JPEG", quality=88)
    return path


def answer_all(page: Page) -> None:
    """Pass every item that has no answer yet, in order, as a thumb would."""
    answers: Locator = page.locator("[data-testid^=answer-][data-testid$=-pass]")
    answers.first.wait_for()
    for number in range(answers.count()):
        answers.nth(number).click()


def copy_of(data: Path, folder: Path) -> Path:
    """The journal as it is now, of a server that stands still."""
    folder.mkdir()
    for file in data.glob("journal.db*"):
        shutil.copy2(file, folder)
    return folder


def put_back(old: Path, data: Path) -> None:
    """What nobody should do: an older journal, without `greenlane restore`."""
    for file in data.glob("journal.db*"):
        file.unlink()
    for file in old.iterdir():
        shutil.copy2(file, data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_job(
    playwright: Playwright, server: Server, tmp_path: Path, language: str
) -> None:
    desk_browser = launch(playwright)
    desk = profile(desk_browser, language)
    pdf = import_and_print(desk.new_page(), server, tmp_path)

    film = camera.film(camera.page_image(pdf), tmp_path / "camera.mjpeg")
    phone_browser = launch(playwright, *camera.FLAGS, f"--use-file-for-fake-video-capture={film}")
    phone = profile(phone_browser, language, phone=True)
    page = phone.new_page()
    enrol(page, server)

    server.stop()
    old = copy_of(server.data, tmp_path / "old")
    phone.set_offline(True)
    page.reload()
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_contain_text("标识有效" if language == "zh" else "Valid")
    picture(page, "phone-verdict")
    page.get_by_test_id("start-inspection").click()

    pictures = [
        photograph(tmp_path / "before.jpg", "before", "#654321"),
        photograph(tmp_path / "opened.jpg", "opened", "#2a5d3c"),
    ]
    page.get_by_test_id("add-photo-before").set_input_files(pictures[0])
    expect(page.get_by_test_id("photo")).to_have_count(1)
    answers = page.locator("[data-testid^=answer-][data-testid$=-pass]")
    answers.nth(0).click()
    answers.nth(1).click()
    expect(page.get_by_test_id("progress")).to_contain_text("2/")
    page.wait_for_function(ANSWERED_ON_DISK, arg=2)

    page.reload()
    expect(page.get_by_test_id("progress")).to_contain_text("2/")
    expect(page.get_by_test_id("photo")).to_have_count(1)
    page.get_by_test_id("add-photo-opening").set_input_files(pictures[1])
    expect(page.get_by_test_id("photo")).to_have_count(2)
    answer_all(page)
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-absent").click()
    page.get_by_test_id("result-release").click()
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible()
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-row")).to_have_count(1)

    phone.set_offline(False)
    server.start()
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=60_000)
    for trust in ("outbox-trust", "outbox-photos-trust"):
        expect(page.get_by_test_id(trust)).to_have_attribute("data-trust", "sealed")
    page.get_by_test_id("outbox-details").click()
    expect(page.get_by_test_id("entry-details")).to_contain_text(
        "已存证" if language == "zh" else "Sealed"
    )
    photo = page.get_by_test_id("details-photo").first
    expect(photo.locator("[data-trust]")).to_have_attribute("data-trust", "sealed")
    expect(photo).to_contain_text("第" if language == "zh" else "entry")
    page.get_by_test_id("sheet-close").click()

    review = profile(desk_browser, language).new_page()
    sign_in(review, server, "zhao")
    review.goto(f"{server.url}/desk/queue")
    review.get_by_test_id("queue-row").first.click()
    review.get_by_test_id("review-accept").click()
    expect(review.get_by_test_id("review-done")).to_be_visible()
    review.goto(f"{server.url}/desk/crates/{CRATE}")
    expect(review.get_by_test_id("crate-state")).to_contain_text(
        "合格放行" if language == "zh" else "Released"
    )
    expect(review.get_by_test_id("photo")).to_have_count(2)
    picture(review, "desk-crate")

    server.stop()
    assert "一致" in server.command("rebuild").stdout
    assert check(server.data / "journal.db") > 0

    put_back(old, server.data)
    server.start()
    page.goto(f"{server.url}/work")
    expect(page.get_by_test_id("dispute")).to_contain_text(
        "服务器记录与本机回执不一致" if language == "zh" else "contradict"
    )
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-trust")).to_have_attribute("data-trust", "received")
    server.stop()
    assert check(server.data / "journal.db") > 0
