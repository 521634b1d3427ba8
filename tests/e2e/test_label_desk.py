"""The label desk at work: a run that the server's restart cut off, crates scanned one after the
other faster than the server answers, one of them refused, and loaded for the carrier."""

import random
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.e2e.atport import ITALY, Port, shot, type_as_scanner
from tests.e2e.axe import faults_in_both_themes
from tests.e2e.people import launch, profile, sign_in
from tests.e2e.serving import Server
from tests.kit import camera, check


def at_labels(page: Page, server: Server, part: str) -> None:
    page.goto(f"{server.url}/desk/labels?declaration={ITALY}")
    page.get_by_test_id(f"part-{part}").click()


def test_a_port_officer_prints_affixes_and_hands_over(
    playwright: Playwright, browser: Browser, listed: Server, tmp_path: Path
) -> None:
    office = listed
    crates = Port(profile(browser, "zh").new_page(), office).label(ITALY)
    frame = camera.crate_frame(crates[3].url, random.Random(3))
    film = camera.reel([frame], tmp_path / "one.mjpeg")
    with_camera = launch(playwright, *camera.flags(film))
    page = profile(with_camera, "zh").new_page()
    sign_in(page, office, "zhou")
    _print_over_a_restart(page, office)

    at_labels(page, office, "affix")
    numbers = [one.number for one in crates]
    mistyped = numbers[1][:-1] + ("A" if numbers[1][-1] != "A" else "B")
    page.get_by_test_id("affix-text").fill(mistyped)
    page.get_by_test_id("affix-go").click()
    done = page.get_by_test_id("affix-done").locator("li")
    expect(done).to_have_count(1)
    expect(done.first).to_contain_text("未登记")
    for one in (crates[0], crates[1], crates[2]):  # faster than answers come
        type_as_scanner(page, one.url)
    expect(done).to_have_count(4)
    expect(done.filter(has_text="口岸放行")).to_have_count(3)
    page.get_by_test_id("affix-webcam").click()
    expect(done.filter(has_text=numbers[3])).to_have_count(1)
    page.get_by_test_id("affix-webcam").click()
    shot(page, "affix")
    assert faults_in_both_themes(page) == []

    page.get_by_test_id("part-hand").click()
    type_as_scanner(page, crates[1].url)
    type_as_scanner(page, crates[2].url)
    expect(page.get_by_test_id("hand-go")).to_contain_text("2")
    type_as_scanner(page, crates[5].url)  # not released yet
    expect(page.get_by_test_id("hand-misfit")).to_contain_text(numbers[5])
    page.get_by_test_id("scan-webcam").click()  # the desk's webcam reads for whoever listens
    expect(page.get_by_test_id("hand-go")).to_contain_text("3")
    shot(page, "hand")
    for field in ("carrier", "plate", "driver"):
        page.get_by_test_id(f"hand-{field}").fill("辽B A1234")
    page.get_by_test_id("hand-go").click()
    expect(page.get_by_test_id("handed")).to_contain_text("3")

    page.goto(f"{office.url}/desk/labels")
    page.get_by_test_id("labels-find").fill(numbers[4].lower())
    page.get_by_test_id("labels-find").press("Enter")
    expect(page.get_by_test_id("label-crates").get_by_role("checkbox", checked=True)).to_have_count(
        1
    )
    with_camera.close()
    office.stop()
    assert check(office.data / "journal.db") > 0


def _print_over_a_restart(page: Page, office: Server) -> None:
    """The run is said to be interrupted, nothing of it is journalled, and it is begun again."""
    at_labels(page, office, "print")
    page.get_by_test_id("print-format").select_option("png")
    page.get_by_test_id("print-check").check()

    def cut(route: Route) -> None:
        """The power goes the moment that the run has begun, however fast it would be done."""
        answer = route.fetch()
        office.kill()
        route.fulfill(response=answer)

    page.route("**/api/labels/prints", cut, times=1)
    page.get_by_test_id("print-labels").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("服务器没有应答")).to_be_visible()
    office.start()
    interrupted = page.get_by_test_id("print-interrupted")
    expect(interrupted).to_contain_text("什么也没有打印", timeout=30_000)
    shot(page, "print-interrupted")
    assert faults_in_both_themes(page) == []
    page.reload()
    expect(interrupted).to_contain_text("周海")
    page.get_by_test_id("print-again").click()
    ready = page.get_by_test_id("print-ready")
    expect(ready).to_contain_text("已打印", timeout=60_000)
    expect(ready).not_to_contain_text("副本")
    page.reload()
    with page.expect_download() as saved:
        page.get_by_test_id("print-save").click()
    assert saved.value.path().read_bytes().startswith(b"PK")
