"""What needs a supervisor, in a real browser: an entry of a lost phone is admitted and shows on
its crate, the log is proved, and a phone whose receipt does not match it raises an alarm.
In English under `make soak`.
"""

import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.settings import DEMO_LIST
from tests.e2e.fieldwork import contradict, phone_of, send_late
from tests.e2e.people import profile, sign_in
from tests.e2e.serving import Server
from tests.kit import check, inspection
from tests.kit.field import FieldPhone

CRATE = "210900113004210/1"
TULIPS = "210900113004200"
LANGUAGES = ("zh", pytest.param("en", marks=pytest.mark.soak))


def desk_of(browser: Browser, server: Server, user: str, language: str) -> Page:
    page = profile(browser, language).new_page()
    sign_in(page, server, user)
    return page


def declare(page: Page, server: Server) -> None:
    """As a port: the real list."""
    page.goto(f"{server.url}/desk/import")
    page.get_by_test_id("import-file").set_input_files(DEMO_LIST)
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-done")).to_be_visible()


def await_checkpoint(page: Page, server: Server) -> None:
    """Ask until a stored checkpoint covers the crate's newest entry: a second at the most."""
    address = f"{server.url}/api/crates/{CRATE}"
    while page.request.get(address).json()["timeline"][-1]["made_before"] is None:
        continue


def revoke(page: Page, server: Server, phone: FieldPhone) -> None:
    """As an administrator: it is lost."""
    page.goto(f"{server.url}/desk/people")
    page.locator(f"[data-dev='{phone.dev}']").get_by_test_id("revoke-device").click()
    page.get_by_test_id("revoke-reason").fill("在园区遗失 lost on the grounds")
    page.get_by_test_id("revoke-confirm").click()
    expect(page.get_by_test_id("revoke-reason")).to_be_hidden()


def decide_in_lots(desk: Page, server: Server, count: int) -> None:
    """All that waits: unfolded by a press, then admitted with one reason."""
    desk.goto(f"{server.url}/desk/doubts")
    rows, shown = desk.get_by_test_id("quarantine-row"), desk.get_by_test_id("rows-shown")
    expect(shown).to_contain_text(str(count))
    expect(rows).to_have_count(50)
    desk.get_by_test_id("rows-more").click()
    expect(rows).to_have_count(count)
    expect(shown).to_have_count(0)
    desk.get_by_test_id("admit-all").click()
    desk.get_by_test_id("decide-all-confirm").click()
    expect(desk.get_by_role("alert")).to_be_visible()  # not without a reason
    desk.get_by_test_id("decide-all-reason").fill("手机已找回 the phone was found")
    desk.get_by_test_id("decide-all-confirm").click()
    expect(desk.get_by_test_id("doubts-done")).to_contain_text(str(count))
    expect(rows).to_have_count(0)
    desk.get_by_test_id("tab-objections").click()
    expect(desk.get_by_test_id("objection-row")).to_have_count(50)
    desk.get_by_test_id("rows-more").click()
    expect(desk.get_by_test_id("objection-row")).to_have_count(100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_needs_a_supervisor(browser: Browser, server: Server, language: str) -> None:
    declare(desk_of(browser, server, "zhou", language), server)
    printed = urlopen(f"{server.url}/api/log/checkpoint").read().decode()  # noqa: S310
    lost, other = phone_of(server, "wang"), phone_of(server, "li")

    # A record of a phone that was revoked meanwhile comes in with somebody else's session.
    revoke(desk_of(browser, server, "sun", language), server, lost)
    lost.record("inspection.recorded", inspection(CRATE, lead="wang", recorder="li"))
    lost.token = other.token
    answer = lost.push()
    assert answer is not None
    assert [one["answer"] for one in answer.json()["answers"]] == ["quarantined"]

    desk = desk_of(browser, server, "zhao", language)
    crate = f"{server.url}/desk/crates/{CRATE}"
    desk.goto(crate)
    admitted = desk.locator("[data-testid=timeline] [data-kind='entry.admitted']")
    expect(desk.get_by_test_id("timeline")).to_be_visible()
    expect(desk.get_by_test_id("record-result")).to_have_count(0)
    desk.get_by_test_id("status-quarantined").click()
    row = desk.get_by_test_id("quarantine-row")
    expect(row).to_have_attribute("data-code", "revoked_device")
    row.get_by_test_id("admit").click()
    desk.get_by_test_id("decide-confirm").click()
    expect(desk.get_by_role("alert")).to_be_visible()  # not without a reason
    desk.get_by_test_id("decide-reason").fill("手机已找回 the phone was found")
    desk.get_by_test_id("decide-confirm").click()
    expect(desk.get_by_test_id("doubts-done")).to_be_visible()
    expect(row).to_have_count(0)
    desk.goto(crate)
    expect(admitted).to_contain_text("手机已找回 the phone was found")
    expect(desk.get_by_test_id("record-result")).to_be_visible()

    # The rest of what the lost phone had on it.
    send_late(lost, other, TULIPS, 52)
    decide_in_lots(desk, server, 52)
    desk.goto(crate)

    # What can be proved of it, once the checkpoint of this second is stored, and the proof.
    await_checkpoint(desk, server)
    desk.reload()
    admitted.get_by_test_id("entry-proof").locator("summary").click()
    expect(admitted.get_by_test_id("interval")).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))
    with desk.expect_download() as download:
        admitted.get_by_test_id("proof-download").click()
    assert download.value.path().read_text("utf-8").startswith("c2sp.org/tlog-proof@v1\n")

    # All of the crate's evidence, which proves itself on another computer.
    with desk.expect_download() as bundle:
        desk.get_by_test_id("evidence").click()
    assert bundle.value.suggested_filename == f"evidence-{CRATE.replace('/', '-')}.zip"
    vkey = desk.request.get(f"{server.url}/api/log/vkey").text().strip()
    told = server.command("audit", "verify", str(bundle.value.path()), "--vkey", vkey)
    assert "全部相符" in told.stdout or "All of it holds" in told.stdout

    # The whole log, proved in the browser, together with a checkpoint kept on paper.
    desk.goto(f"{server.url}/desk/audit")
    desk.locator("details.old summary").click()
    desk.get_by_test_id("log-old").fill(printed)
    desk.get_by_test_id("log-check").click()
    expect(desk.get_by_test_id("log-good")).to_be_visible()
    expect(desk.get_by_test_id("log-old-good")).to_be_visible()
    expect(desk.get_by_test_id("checkpoint-qr")).to_be_visible()
    expect(desk.get_by_test_id("dispute-banner")).to_have_count(0)

    # A phone holds a receipt for more than there is.
    contradict(other)
    desk.reload()
    banner = desk.get_by_test_id("dispute-banner")
    expect(banner).to_contain_text("不一致" if language == "zh" else "disagrees")
    desk.get_by_test_id("dispute-evidence").click()
    expect(desk.get_by_test_id("dispute")).to_have_attribute("data-sort", "rolled_back")

    server.stop()
    assert "一致" in server.command("rebuild").stdout
    assert check(server.data / "journal.db") > 0


def test_of_two_records_of_a_crate_one_is_taken(browser: Browser, listed: Server) -> None:
    """Both inspectors opened it without a line: a supervisor compares, and takes one."""
    server = listed
    wang, li = phone_of(server, "wang"), phone_of(server, "li")
    wang.record("inspection.recorded", inspection(CRATE))
    li.record("inspection.recorded", inspection(CRATE, lead="li", recorder="wang"))
    assert wang.push() is not None
    assert li.push() is not None
    page = desk_of(browser, server, "zhao", "zh")
    page.goto(f"{server.url}/desk/queue")
    rows = page.get_by_test_id("queue-row")
    expect(rows).to_have_count(2)
    rows.first.click()
    expect(page.get_by_test_id("rivals")).to_contain_text("1 份")
    for who, version in (("王芳", "version-1"), ("李强", "version-2")):
        expect(page.get_by_test_id(version)).to_contain_text(who)
    page.get_by_test_id("review-accept").click()
    expect(rows).to_have_count(0)
    page.goto(f"{server.url}/desk/crates/{CRATE}")
    states = page.locator("[data-testid^=version-]")
    expect(states).to_have_count(2)
    expect(states.filter(has_text="复核通过")).to_have_count(1)
    expect(states.filter(has_text="已被取代")).to_have_count(1)
    server.stop()
    assert check(server.data / "journal.db") > 0
