"""发现活虫 with no signal: two presses freeze the lot on this phone; then it is contained, filmed,
called in; everything is evidence once the phone is in touch, and the lot is frozen for all."""

from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Page, Playwright, expect

from tests.e2e.fieldwork import play
from tests.e2e.people import enrol, launch, profile, sign, sign_in
from tests.e2e.serving import Server
from tests.e2e.test_main_job import answer_all, photograph
from tests.kit import camera, check

DECLARATION = "210900113004200"
CRATE, MATE, OTHER = (f"{DECLARATION}/{n}" for n in (1, 2, 60))
SYNC_MS = 120_000


def freeze(page: Page) -> None:
    page.get_by_test_id("live-pest").click()
    page.get_by_test_id("unknown-larva").click()
    expect(page.get_by_test_id("lot-frozen")).to_be_visible()


def test_a_live_larva(playwright: Playwright, listed: Server, tmp_path: Path) -> None:
    server = listed
    browser = launch(playwright, *camera.FLAGS)
    phone = profile(browser, "zh", phone=True)
    page = phone.new_page()
    enrol(page, server)
    page.wait_for_function("() => localStorage.getItem('greenlane.duty') !== null")
    server.stop()
    phone.set_offline(True)
    page.goto(f"{server.url}/inspect/{CRATE}")
    freeze(page)

    picture = photograph(tmp_path / "larva.jpg", "larva", "#553322")
    page.get_by_test_id("contain-closed").click()
    page.get_by_test_id("add-photo-live").set_input_files(picture)
    expect(page.get_by_test_id("contain-photographed")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("clip-record").click()
    page.get_by_test_id("clip-stop").get_by_role("timer").wait_for()
    expect(page.get_by_role("timer")).to_contain_text("9")
    page.get_by_test_id("clip-stop").click()
    card = page.get_by_test_id("live-card")
    expect(card.get_by_test_id("photo")).to_have_count(2)  # the photo and the film
    message = page.get_by_test_id("sms-director").get_attribute("href") or ""
    assert message.startswith("sms:0416")
    assert all(word in unquote(message) for word in (CRATE, "不明幼虫", "王芳"))
    assert page.get_by_test_id("call-director").get_attribute("href") == "tel:04160000001"
    page.get_by_test_id("oral-open").click()
    page.get_by_test_id("oral-who").fill("林慧")
    page.get_by_test_id("oral-text").fill("疑为实蝇幼虫，整批暂停，取样送检。")
    page.get_by_test_id("oral-save").click()
    expect(page.get_by_test_id("oral-kept")).to_contain_text("口头意见待补书面")

    page.reload()  # nothing of it hangs on the page
    page.get_by_test_id("live-pest").click()
    expect(page.get_by_test_id("contain-closed")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("live-finish").click()
    expect(page.get_by_test_id("finding-save")).to_be_disabled()
    page.get_by_test_id("found-at-packing").click()
    page.get_by_test_id("finding-host").fill("木箱内壁")
    page.get_by_test_id("finding-save").click()

    page.goto(f"{server.url}/crates/{MATE}")
    expect(page.get_by_test_id("frozen")).to_be_visible()
    page.goto(f"{server.url}/crates/{OTHER}")
    expect(page.get_by_test_id("crate-header")).to_be_visible()
    expect(page.get_by_test_id("frozen")).to_have_count(0)

    page.goto(f"{server.url}/inspect/{CRATE}")
    answer_all(page)
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-absent").click()
    page.get_by_test_id("result-laboratory").click()
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible()

    phone.set_offline(False)
    server.start()
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=SYNC_MS)
    expect(page.get_by_test_id("outbox-row")).to_have_count(5)

    desk = profile(browser, "zh").new_page()
    sign_in(desk, server, "zhao")
    shown = desk.evaluate(f"fetch('/api/crates/{CRATE}').then((answer) => answer.json())")
    assert shown["crate"]["standing"]["frozen"]
    [record] = shown["records"]
    assert record["kv"] == 3
    [finding] = record["body"]["findings"]
    assert (finding["host"], finding["stage"], len(finding["clips"])) == ("木箱内壁", "larva", 1)
    sorts = sorted(file["sort"] for file in record["body"]["attachments"])
    assert sorts == ["clip", "original", "photo"]
    assert record["photos_missing"] == 0
    codes = [objection["code"] for objection in record["objections"]]
    assert codes == ["no_label_in_force"]  # none was printed for it here
    desk.goto(f"{server.url}/desk/queue")
    desk.get_by_test_id("queue-row").click()
    clip = next(one["sha256"] for one in record["body"]["attachments"] if one["sort"] == "clip")
    seen = desk.get_by_test_id("photos-seen")
    expect(seen).not_to_contain_text("2／2")  # a film counts once it was opened
    desk.locator(f"[data-testid=photo][data-sha256='{clip}']").first.click()
    play(desk)
    desk.keyboard.press("Escape")
    browser.close()
    server.stop()
    assert check(server.data / "journal.db") > 0
