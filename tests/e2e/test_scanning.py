"""Scanning as it is done: several codes in view, hand scanners that type, a truck at the gate, and
phones without a torch, without a camera, or inside another app.
"""

import base64
import json
import random
import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.atport import ITALY, Port, shot, type_as_scanner
from tests.e2e.axe import faults_in_both_themes
from tests.e2e.people import enrol, launch, profile, sign_in
from tests.e2e.serving import Server
from tests.kit import camera, check

LANGUAGES = ("zh", "en")
TRUCK = 26
POSES = 3  # in which the camera meets each crate
NOTHING_IN_VIEW = "() => { navigator.mediaDevices.getUserMedia = () => new Promise(() => {}) }"
"""The film begins again: what it shows to the next truck's camera would come twice."""
WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 MicroMessenger/8.0.40"


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_several_codes_in_view_one_is_chosen_in_the_frozen_frame(
    playwright: Playwright, browser: Browser, listed: Server, tmp_path: Path, language: str
) -> None:
    server = listed
    first, second, *_ = Port(profile(browser, language).new_page(), server).label(ITALY)
    film = camera.reel([camera.side_by_side([first.url, second.url])], tmp_path / "two.mjpeg")
    with_camera = launch(playwright, *camera.flags(film))
    page = profile(with_camera, language, phone=True).new_page()
    enrol(page, server)
    outlines = page.get_by_test_id("scan-outline")
    expect(outlines).to_have_count(2)
    expect(page.get_by_test_id("scan-choice")).to_have_count(2)
    for number in range(2):
        box = outlines.nth(number).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 56
    shot(page, f"several-{language}")
    assert faults_in_both_themes(page) == []
    expect(outlines.filter(has_text="2")).to_have_accessible_name(
        re.compile(rf"2 ({first.number}|{second.number})")
    )
    chosen = (
        second if second.number in (outlines.nth(1).get_attribute("aria-label") or "") else first
    )
    outlines.nth(1).click()
    page.wait_for_url(re.compile(f"/crates/{chosen.crate}"))
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "valid")
    with_camera.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hand_scanner_types_on_a_phone_without_a_camera(
    browser: Browser, listed: Server, language: str
) -> None:
    server = listed
    first, second, *_ = Port(profile(browser, language).new_page(), server).label(ITALY)
    phone = profile(browser, language, phone=True)
    page = phone.new_page()
    enrol(page, server)
    server.stop()
    phone.set_offline(True)
    expect(page.get_by_test_id("scan-denied")).to_be_visible()  # this browser grants no camera
    expect(page.get_by_test_id("scan-torch")).to_have_count(0)
    shot(page, f"denied-{language}")
    assert faults_in_both_themes(page) == []

    type_as_scanner(page, first.url)
    page.wait_for_url(re.compile(f"/crates/{first.crate}"))
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "valid")

    page.goto(f"{server.url}/scan")
    page.get_by_test_id("scan-type").click()
    field = page.get_by_test_id("scan-number")
    field.fill("210900")
    type_as_scanner(page, second.url, end="Tab")
    page.wait_for_url(re.compile(f"/crates/{second.crate}"))

    page.goto(f"{server.url}/scan")
    page.get_by_test_id("scan-type").click()
    part = second.number[8:12]
    field.press_sequentially(part, delay=90)  # by hand: goes where it is typed
    expect(field).to_have_value(part)
    expect(page.get_by_test_id("scan-suggestion").filter(has_text=second.number)).to_be_visible()
    shot(page, f"suggest-{language}")
    assert faults_in_both_themes(page) == []
    wrong = second.number[:-1] + ("A" if second.number[-1] != "A" else "B")
    field.fill(wrong)
    expect(page.get_by_role("alert")).to_contain_text(
        "校验字符不对" if language == "zh" else "check character"
    )
    page.get_by_test_id("scan-suggestion").filter(has_text=second.number).click()
    page.wait_for_url(re.compile(f"/crates/{second.crate}"))


def at_the_desk(page: Page, server: Server, user: str, path: str) -> None:
    sign_in(page, server, user)
    page.goto(f"{server.url}{path}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hand_scanner_opens_crates_from_anywhere_at_the_desk(
    browser: Browser, listed: Server, language: str
) -> None:
    server = listed
    port = Port(profile(browser, language).new_page(), server)
    first, second, third, *_ = port.label(ITALY)
    port.void(third.number)
    page = profile(browser, language).new_page()
    at_the_desk(page, server, "zhao", "/desk/queue")
    expect(page.get_by_test_id("scan-box")).to_be_visible()

    type_as_scanner(page, first.url)
    page.wait_for_url(re.compile(f"/desk/crates/{first.crate}"))
    notice = page.get_by_test_id("scan-notice")
    expect(notice).to_have_attribute("data-verdict", "valid")
    shot(page, f"desk-scanned-{language}")
    assert faults_in_both_themes(page) == []

    page.goto(f"{server.url}/desk/crates")
    search = page.get_by_test_id("crates-search")
    search.press_sequentially("orchid", delay=90)
    page.wait_for_url(re.compile(r"\?q=orchid$"))
    type_as_scanner(page, second.url)
    page.wait_for_url(re.compile(f"/desk/crates/{second.crate}"))
    page.go_back()
    page.wait_for_url(re.compile(r"\?q=orchid$"))
    expect(search).to_have_value("orchid")
    search.fill("")
    type_as_scanner(page, "6901234567892")  # no label: belongs to the field
    expect(search).to_have_value("6901234567892")

    type_as_scanner(page, third.url)  # no crate bears it any more
    expect(notice).to_have_attribute("data-verdict", "void")

    box = page.get_by_test_id("scan-box")
    box.fill(second.number.lower())
    box.press("Enter")
    page.wait_for_url(re.compile(f"/desk/crates/{second.crate}"))
    box.fill(second.number[:-1] + ("A" if second.number[-1] != "A" else "B"))
    box.press("Enter")
    expect(page.get_by_test_id("scan-box-problem")).to_contain_text(
        "校验位" if language == "zh" else "check character"
    )
    box.fill("火焰兰")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/desk/crates\?q="))


def arrivals(data: Path) -> list[str]:
    """The crates of the arrivals in the journal, as often as they were recorded."""
    database = sqlite3.connect(f"file:{data / 'journal.db'}?mode=ro", uri=True)
    try:
        found = database.execute("SELECT jws FROM entry WHERE kind = 'crate.arrived'").fetchall()
    finally:
        database.close()
    payloads = (base64.urlsafe_b64decode(text.split(".")[1] + "==") for (text,) in found)
    return sorted(json.loads(payload)["body"]["crate"] for payload in payloads)


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.soak)])
def test_a_truck_of_26_is_scanned_at_the_gate_with_no_network(
    playwright: Playwright, browser: Browser, listed: Server, tmp_path: Path, language: str
) -> None:
    server = listed
    port = Port(profile(browser, language).new_page(), server)
    crates = [*port.label("210900113004209"), *port.label(ITALY)]
    assert len(crates) > TRUCK + 2
    void, late = crates[0], crates[TRUCK + 1]
    port.void(void.number)
    truck = crates[1 : TRUCK + 1]
    chance = random.Random(26)
    pictures = (camera.crate_frame(one.url, chance) for one in (void, *truck) for _ in range(POSES))
    film = camera.reel(pictures, tmp_path / "truck.mjpeg", each=5)

    with_camera = launch(playwright, *camera.flags(film))
    phone = profile(with_camera, language, phone=True)
    page = phone.new_page()
    page.goto(server.url)
    enrol(page, server)
    page.goto(f"{server.url}/work")
    page.get_by_test_id("to-gate").click()
    server.stop()
    phone.set_offline(True)
    page.get_by_test_id("gate-place").click()
    page.get_by_test_id("gate-name").fill("东门")
    page.get_by_test_id("gate-name-save").click()
    seen = page.locator("[data-testid=gate-cell][data-state=seen]")
    expect(seen).to_have_count(TRUCK, timeout=180_000)
    expect(page.get_by_test_id("gate-doubt")).to_have_count(1)
    expect(page.get_by_test_id("gate-let-in")).to_have_count(0)  # void: only the port clears it up
    shot(page, f"gate-{language}")
    assert faults_in_both_themes(page) == []

    page.reload()
    expect(seen).to_have_count(TRUCK)
    page.get_by_test_id("gate-finish").click()
    expect(page.get_by_test_id("gate-recorded")).to_contain_text(str(TRUCK))
    expect(page.get_by_test_id("gate-named").first).to_contain_text(late.number)
    shot(page, f"gate-summary-{language}")
    assert faults_in_both_themes(page) == []
    page.evaluate(NOTHING_IN_VIEW)
    page.get_by_test_id("gate-next").click()
    expect(page.get_by_test_id("gate-summary")).to_have_count(0)

    phone.set_offline(False)
    server.start()
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=120_000)
    with_camera.close()
    server.stop()
    assert arrivals(server.data) == sorted(one.crate for one in truck)
    assert check(server.data / "journal.db") > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_office_scans_a_truck_with_a_hand_scanner(
    browser: Browser, listed: Server, language: str
) -> None:
    server = listed
    first, second, *_ = Port(profile(browser, language).new_page(), server).label(ITALY)
    page = profile(browser, language).new_page()
    at_the_desk(page, server, "wang", "/desk/gate")
    last = page.get_by_test_id("gate-last")
    expect(last).to_have_attribute("data-kind", "ready")
    type_as_scanner(page, first.url)
    expect(last).to_have_attribute("data-kind", "in")
    type_as_scanner(page, second.url, end="Tab")
    cells = page.locator("[data-testid=gate-cell]")
    expect(cells.and_(page.locator("[data-state=seen]"))).to_have_count(2)
    type_as_scanner(page, first.url)  # the other face
    expect(last).to_have_attribute("data-kind", "again")
    type_as_scanner(page, "6901234567892")
    expect(page.get_by_test_id("failure")).to_be_visible()
    shot(page, f"desk-gate-{language}")
    assert faults_in_both_themes(page) == []
    page.reload()
    expect(cells.and_(page.locator("[data-state=seen]"))).to_have_count(2)
    page.get_by_test_id("gate-finish").click()
    expect(page.get_by_test_id("gate-recorded")).to_contain_text("2")
    shot(page, f"desk-gate-summary-{language}")
    assert faults_in_both_themes(page) == []
    server.stop()
    assert arrivals(server.data) == sorted([first.crate, second.crate])


def test_the_webcam_at_the_desk_reads_a_label(
    playwright: Playwright, browser: Browser, listed: Server, tmp_path: Path
) -> None:
    server = listed
    first, *_ = Port(profile(browser, "zh").new_page(), server).label(ITALY)
    frame = camera.crate_frame(first.url, random.Random(1))
    with_camera = launch(playwright, *camera.flags(camera.reel([frame], tmp_path / "one.mjpeg")))
    page = profile(with_camera, "zh").new_page()
    at_the_desk(page, server, "zhao", "/desk/crates")
    page.get_by_test_id("scan-webcam").click()
    page.wait_for_url(re.compile(f"/desk/crates/{first.crate}"))
    expect(page.get_by_test_id("scan-notice")).to_have_attribute("data-verdict", "valid")
    with_camera.close()


def test_a_phone_says_to_leave_another_apps_browser(browser: Browser, server: Server) -> None:
    inside = browser.new_context(
        user_agent=WECHAT, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    page = inside.new_page()
    page.goto(server.url)
    expect(page.get_by_test_id("in-app")).to_contain_text("请用系统浏览器打开")
    shot(page, "in-app")
