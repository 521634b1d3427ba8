"""An administrator adds a question while a colleague publishes first; a phone asks it from its next
sync on, by its rule, and what was signed before shows what was asked then. A supervisor sends the
answer back with a reason of its own, and acts on several crates at once."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.people import enrol, profile, sign, sign_in
from tests.e2e.serving import Server
from tests.e2e.test_main_job import ITALY, answer_all
from tests.kit import check

NEW = {"zh": "展台垫板无虫蛀", "en": "Boards under the stand without boreholes"}
PHONE_HOLDS = """async (key) => {
  const held = () => new Promise((done, fail) => {
    const opening = indexedDB.open('greenlane')
    opening.onerror = () => fail(opening.error)
    opening.onsuccess = () => {
      const row = opening.result.transaction('rows').objectStore('rows').get(['checklist', key])
      row.onsuccess = () => { opening.result.close(); done(row.result !== undefined) }
    }
  })
  const until = Date.now() + 60_000
  while (!(await held())) {
    if (Date.now() > until) throw new Error(`the phone does not get ${key}`)
    await new Promise((next) => requestAnimationFrame(next))
  }
}"""
PUBLISH = """async ([id, change]) => {
  const all = await (await fetch('/api/checklists')).json()
  const {version, zh, en, items} = all.find((one) => one.checklist.id === id).checklist
  const [first, ...rest] = items
  const body = {base: version, zh, en, items: [{...first, ...change}, ...rest], reason: '措辞'}
  const answer = await fetch(`/api/checklists/${id}?apply=true`, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})
  return answer.status
}"""


def inspect(page: Page, server: Server, crate: str, *, na: str | None = None) -> None:
    page.goto(f"{server.url}/inspect/{crate}")
    page.locator("[data-testid^=answer-]").first.wait_for()
    answer_all(page)
    if na is not None:
        page.get_by_test_id(f"answer-{na}-na").click()
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-absent").click()
    page.get_by_test_id("result-release").click()
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible()


def write(page: Page, key: str, **words: str) -> None:
    item = page.get_by_test_id(f"edit-{key}")
    for field, text in words.items():
        item.get_by_test_id(f"item-{field}").fill(text)


def test_a_new_question_reaches_the_phone(browser: Browser, listed: Server) -> None:
    server = listed
    phone = profile(browser, "zh", phone=True).new_page()
    enrol(phone, server)
    inspect(phone, server, f"{ITALY}/1")

    page = profile(browser, "zh").new_page()
    sign_in(page, server, "sun")
    page.goto(f"{server.url}/desk/lists")
    page.get_by_test_id("tab-checklists").click()
    row = page.get_by_test_id("list-ordinary")
    expect(row).to_contain_text("随软件")
    before = _newest(page)
    row.get_by_role("link").click()
    expect(page.get_by_test_id("checklist-publish")).to_be_disabled()

    # a new item with a rule, wrong at first; moved by keyboard; tried as the phone shows it
    page.get_by_test_id("item-add").click()
    write(page, "new-1", zh=NEW["zh"], **{"shows-zh": "垫板全貌"})
    item = page.get_by_test_id("edit-new-1")
    expect(item.get_by_role("alert")).to_have_count(2)
    expect(item).to_contain_text("缺英文")
    write(page, "new-1", en=NEW["en"], **{"shows-en": "The whole board"})
    item.get_by_test_id("item-rule").select_option("no_wood_packaging")
    item.get_by_test_id("rule-ordinary").check()
    item.get_by_test_id("item-critical").check()
    item.get_by_test_id("item-up").press("Enter")
    expect(item.get_by_test_id("item-up")).to_be_focused()
    shown = page.get_by_test_id("checklist-changes")
    expect(shown.locator("[data-what=added]")).to_contain_text(NEW["zh"])
    preview = page.get_by_test_id("checklist-preview")
    preview.get_by_test_id("answer-new-1-fail").click()
    expect(preview.get_by_test_id("shows-new-1")).to_contain_text("垫板全貌")

    # a colleague publishes first: said, nothing lost, and both changes stand
    assert page.evaluate(PUBLISH, ["ordinary", {"zh": "木质包装另行查验"}]) == 201
    page.get_by_test_id("checklist-publish").click()
    page.get_by_test_id("publish-reason").fill("增查垫板")
    page.get_by_test_id("publish-confirm").click()
    expect(page.get_by_test_id("moved-on")).to_contain_text("孙洁")
    page.reload()
    page.get_by_test_id("take-over").click()
    expect(page.get_by_test_id("taken-over")).to_be_visible()
    expect(page.get_by_test_id("checklist-items")).to_contain_text("木质包装另行查验")
    expect(page.get_by_test_id("edit-new-1")).to_contain_text(NEW["zh"])
    page.get_by_test_id("checklist-publish").click()
    page.get_by_test_id("publish-confirm").click()
    expect(page.get_by_test_id("publish-reason")).to_have_attribute("aria-invalid", "true")
    page.get_by_test_id("publish-reason").fill("增查垫板")
    page.get_by_test_id("publish-confirm").click()
    version = before + 2
    expect(page.get_by_test_id("checklist-published")).to_contain_text(str(version))
    page.get_by_test_id(f"version-{version}").locator("summary").click()
    expect(page.get_by_test_id(f"version-{version}")).to_contain_text("增查垫板")
    page.get_by_test_id(f"version-{before}").locator("summary").click()
    expect(page.get_by_test_id(f"version-{before}")).not_to_contain_text(NEW["zh"])

    # the phone asks it after a sync; by its rule it does not apply to plywood
    new = next(item["id"] for item in _items(page) if item["zh"] == NEW["zh"])
    phone.goto(f"{server.url}/outbox")
    phone.evaluate(PHONE_HOLDS, f"ordinary@{version}")
    inspect(phone, server, f"{ITALY}/2", na=new)
    phone.goto(f"{server.url}/outbox")
    expect(phone.get_by_test_id("outbox-rest")).to_be_visible()

    supervisor = profile(browser, "zh").new_page()
    sign_in(supervisor, server, "zhao")
    supervisor.goto(f"{server.url}/desk/crates/{ITALY}/2")
    expect(supervisor.get_by_test_id(f"answer-{new}")).to_contain_text(NEW["zh"])
    expect(supervisor.get_by_test_id(f"rule-{new}")).to_contain_text("没有须查验的木质包装")
    supervisor.goto(f"{server.url}/desk/crates/{ITALY}/1")
    expect(supervisor.get_by_test_id("answer-all.label_intact")).to_be_visible()
    expect(supervisor.get_by_test_id(f"answer-{new}")).to_have_count(0)
    said = supervisor.evaluate(f"fetch('/api/crates/{ITALY}/2').then((answer) => answer.json())")
    codes = [found["code"] for found in said["records"][0]["objections"]]
    assert codes == ["no_label_in_force"]

    # one answer is sent back with a reason, which stands at it on the phone
    supervisor.goto(f"{server.url}/desk/queue")
    supervisor.get_by_test_id("queue-row").filter(has_text=f"{ITALY}/2").click()
    supervisor.get_by_test_id(f"return-{new}").click()
    supervisor.get_by_test_id("review-return").click()
    supervisor.get_by_test_id("return-reason").fill("请补正")
    supervisor.get_by_test_id("return-confirm").click()
    expect(supervisor.get_by_role("dialog")).to_contain_text("还没有写原因")
    supervisor.keyboard.press("Escape")
    supervisor.get_by_test_id(f"return-reason-{new}").fill("照片看不清垫板")
    supervisor.get_by_test_id("review-return").click()
    supervisor.get_by_test_id("return-reason").fill("请补正")
    supervisor.get_by_test_id("return-confirm").click()
    expect(supervisor.get_by_test_id("review-done")).to_contain_text(f"{ITALY}/2")
    phone.goto(f"{server.url}/work")
    expect(phone.get_by_test_id("work-returned")).to_contain_text("请补正", timeout=60_000)
    phone.goto(f"{server.url}/inspect/{ITALY}/2")
    expect(phone.get_by_test_id(f"sent-back-{new}")).to_contain_text("照片看不清垫板")
    expect(phone.get_by_test_id(f"sent-back-change-{new}")).to_contain_text("照片看不清垫板")

    # one act of many crates: what speaks against each is said, and nothing is entered
    supervisor.goto(f"{server.url}/desk/crates?declaration={ITALY}")
    expect(supervisor.get_by_test_id("crate-row")).to_have_count(9)
    for row in (rows := supervisor.get_by_test_id("crate-row")).all()[:2]:
        supervisor.keyboard.press("j")  # keys that follow each other at once are a scanner's
        expect(row.locator("a.open")).to_be_focused()
        supervisor.keyboard.press("x")
        expect(row.get_by_role("checkbox")).to_be_checked()
    expect(rows.get_by_role("checkbox", checked=True)).to_have_count(2)
    expect(supervisor.get_by_test_id("many-bar")).to_contain_text("2")
    supervisor.get_by_test_id("many-release").click()
    supervisor.get_by_test_id("act-reason").fill("合格")
    supervisor.get_by_test_id("many-confirm").click()
    expect(supervisor.locator("[data-testid=many-rows] [data-good=false]")).to_have_count(2)
    refused = supervisor.locator("[data-testid=many-rows] [data-good=false]").all_inner_texts()
    assert [text.count(f"{ITALY}/") for text in refused] == [1, 1]
    expect(supervisor.get_by_test_id("many-confirm")).to_be_disabled()
    supervisor.keyboard.press("Escape")
    with supervisor.expect_download() as download:
        supervisor.get_by_test_id("export-crates-xlsx").click()
    assert download.value.suggested_filename == "crates.xlsx"
    server.stop()
    assert check(server.data / "journal.db") > 0


def _list(page: Page) -> Any:
    script = "fetch('/api/checklists').then((answer) => answer.json())"
    return next(
        one["checklist"] for one in page.evaluate(script) if one["checklist"]["id"] == "ordinary"
    )


def _newest(page: Page) -> int:
    version: int = _list(page)["version"]
    return version


def _items(page: Page) -> list[Any]:
    items: list[Any] = _list(page)["items"]
    return items
