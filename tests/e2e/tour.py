"""Every screen there is, in the order of a day's work: where it is, and what to press there.

A stop without an address goes on from where the one before has led.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from playwright.sync_api import Page, expect

from tests.e2e.atport import ITALY
from tests.e2e.bureau import Bureau
from tests.e2e.fieldwork import contradict, film, follow_up, phone_of, send_late
from tests.e2e.people import enter_pin
from tests.e2e.quiet import await_quiet
from tests.e2e.test_main_job import answer_all, photograph
from tests.e2e.test_signing import scribble
from tests.e2e.world import World

CRATE, OTHER = f"{ITALY}/1", f"{ITALY}/4"
TULIPS, FERNS = "210900113004200", "210900113004202"
ORCHIDS = "210900113004205"
ISOLATED, TREATED = f"{ORCHIDS}/1", f"{ORCHIDS}/10"
SAMPLED, ORDER = f"{ORCHIDS}/2", f"{ORCHIDS}-CL-01"
STILL = """() => document.getAnimations().every(
  (one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""
Act = Callable[[World, Page], object]


class Stop(NamedTuple):
    """`who`: `phone`, `visitor`, or whose desk. `ready` is a selector that shows when it stands."""

    name: str
    who: str
    path: str | None
    ready: str
    zh: str
    act: Act | None = None


def test_id(name: str) -> str:
    return f"[data-testid={name}]"


def press(*names: str) -> Act:
    def act(_: World, page: Page) -> None:
        for name in names:
            page.get_by_test_id(name).first.click()

    return act


def _still(which: int | None) -> Act:
    def act(world: World, page: Page) -> None:
        text = "https://EXAMPLE.ORG/POSTER" if which is None else world.labels[which].url
        page.get_by_test_id("scan-still-file").set_input_files(world.code(text))

    return act


def _begin(world: World, page: Page) -> None:
    before = photograph(world.folder / "before.jpg", "before", "#654321")
    page.get_by_test_id("add-photo-before").set_input_files(before)
    expect(page.get_by_test_id("photo")).to_have_count(1)
    for number in range(3):
        page.locator("[data-testid^=answer-][data-testid$=-pass]").nth(number).click()


def _mark(_: World, page: Page) -> None:
    page.get_by_test_id("mark-photo").click()
    page.get_by_test_id("mark-tool-circle").click()
    page.get_by_test_id("mark-place").click()


def _sample(_: World, page: Page) -> None:
    page.get_by_test_id("sampling-plan").click()
    page.get_by_test_id("lot-size").fill("200")
    page.get_by_test_id("confidence-9500").click()
    page.get_by_test_id("level").select_option("1000")
    page.get_by_test_id("draw-lots").click()
    page.get_by_test_id("sampling-sample").click()
    page.get_by_test_id("sample-quantity").fill("0.5")
    page.get_by_test_id("sample-unit").fill("kg")
    page.get_by_test_id("sample-bags").fill("2")
    page.get_by_test_id("lists-open").click()
    page.get_by_test_id("list-add-wood_packaging").click()
    page.get_by_test_id("section-wood_packaging").wait_for()
    page.get_by_test_id("lists-open").click()
    page.get_by_test_id("sky").select_option("室内")
    page.get_by_test_id("temperature").fill("-2.5")
    page.get_by_test_id("humidity").fill("120")
    page.get_by_test_id("sampling").evaluate("(it) => it.scrollIntoView()")


def _to_sign(world: World, page: Page) -> None:
    opened = photograph(world.folder / "opened.jpg", "opened", "#2a5d3c")
    page.get_by_test_id("add-photo-opening").set_input_files(opened)
    expect(page.get_by_test_id("photo")).to_have_count(2)
    answer_all(page)
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-signed").click()
    page.get_by_test_id("witness-name").fill("刘明")
    page.get_by_test_id("result-release").click()


def _witness(_: World, page: Page) -> None:
    page.get_by_test_id("sign").click()
    scribble(page)


def _sign(_: World, page: Page) -> None:
    enter_pin(page)
    page.get_by_test_id("sign-confirm").click()


def _edit_checklist(_: World, page: Page) -> None:
    item = page.get_by_test_id("edit-plants.cites_tag")
    item.get_by_test_id("item-edit").click()
    item.get_by_test_id("item-critical").check()


def _act_on_many(_: World, page: Page) -> None:
    page.get_by_test_id("choose-all").check()
    page.get_by_test_id("many-release").click()
    page.get_by_test_id("act-reason").fill("合格")
    page.get_by_test_id("many-confirm").click()


_LOW = """() => {
  const battery = Object.assign(new EventTarget(), { level: 0.17, charging: false })
  navigator.getBattery = async () => battery
}"""


def _run_low(_: World, page: Page) -> None:
    page.evaluate(_LOW)
    page.get_by_test_id("tab-work").click()


def _freeze_some(world: World, page: Page) -> None:
    said: dict[str, object] = {"crate": None, "suspect": None, "steps": [], "photos": []}
    lot = f"{FERNS}/NZ/plants/Alsophila dealbata"
    world.post("zhao", "acts/lot.frozen", lot=lot, reason="复查发现活虫", **said)
    page.get_by_test_id("upload-now").click()
    page.get_by_test_id("tab-work").click()
    page.get_by_test_id("work-news").click()


def _follow_up(world: World, page: Page) -> None:
    browser = page.context.browser
    assert browser is not None
    bureau = Bureau(browser, world.server, ("wang", "zhao"))
    follow_up(bureau, phone_of(world.server, "li"), ISOLATED, TREATED)
    page.get_by_test_id("upload-now").click()
    page.get_by_test_id("tab-work").click()
    page.get_by_test_id("follow-ups").locator("a").nth(1).wait_for()
    page.get_by_test_id("follow-ups").evaluate("(it) => it.scrollIntoView()")


def _visit(_: World, page: Page) -> None:
    page.get_by_test_id("plants-symptoms").click()
    page.get_by_test_id("planted").fill("20")
    page.get_by_test_id("trap-add").click()
    page.get_by_test_id("trap-name-1").fill("东侧黄板")


def _check(_: World, page: Page) -> None:
    for choice in ("method-agrees", "dose-differs", "temperature-unseen", "outcome-repeat"):
        page.get_by_test_id(choice).click()


def _treat(world: World, page: Page) -> None:
    page.get_by_test_id("do-order").click()
    page.get_by_test_id("act-reason").fill("检出活虫，须除害处理")
    page.get_by_test_id("act-confirm").click()
    page.get_by_test_id("do-complete").click()
    shot = photograph(world.folder / "treated.jpg", "treated", "#553322")
    page.get_by_test_id("act-photos").set_input_files(
        [shot, film(page, world.folder / "film.webm")]
    )
    expect(page.get_by_test_id("act-photo")).to_have_count(2)


def _watch(world: World, page: Page) -> None:
    page.get_by_test_id("act-firm").fill("锦州港检疫处理有限公司")
    page.get_by_test_id("act-place").fill("园区处理间")
    page.get_by_test_id("act-started").fill("2013-04-27T09:00")
    page.get_by_test_id("act-ended").fill("2013-04-27T11:00")
    page.get_by_test_id("act-confirm").click()
    page.get_by_test_id("process-row").get_by_test_id("photo").nth(1).click()


def _lose_a_phone(world: World, page: Page) -> None:
    lost, other = phone_of(world.server, "wang"), phone_of(world.server, "li")
    world.post("sun", f"devices/{lost.dev}/revocation", reason="在园区遗失")
    send_late(lost, other, TULIPS, 52)
    page.reload()


def _admit_all(_: World, page: Page) -> None:
    page.get_by_test_id("decide-all-reason").fill("终端已找回")
    page.get_by_test_id("decide-all-confirm").click()
    page.get_by_test_id("doubts-done").wait_for()
    page.get_by_test_id("tab-objections").click()


def _contradict(world: World, page: Page) -> None:
    contradict(phone_of(world.server, "li"))
    page.reload()


HELP = ("scan", "gate", "photo", "find", "sign", "outbox", "phone")


def _at(step: str) -> str:
    return f"[data-testid=practice][data-step={step}]"


def _practise(until: str) -> Act:
    """Through the practice crate, as somebody new would, up to a step."""

    def act(_: World, page: Page) -> None:
        while page.locator(_at(until)).count() == 0:
            practise(page)

    return act


def practise(page: Page) -> None:
    """Do what the step of the practice crate asks for, and go on."""
    step = page.get_by_test_id("practice").get_attribute("data-step")
    if step == "answer":
        answer_all(page)
    if step == "photo":
        page.get_by_test_id("practice-photo-pretend").click()
    if step == "find":
        page.get_by_test_id("practice-live").click()
        page.get_by_test_id("practice-larva").click()
    page.get_by_test_id("practice-next").click()
    page.locator(f"[data-testid=practice]:not([data-step={step}])").wait_for()


PHONE = (
    Stop("scan", "phone", "/scan", test_id("scan-type"), "扫码"),
    Stop("scan-type", "phone", "/scan", "[role=dialog]", "输入编号", press("scan-type")),
    Stop("verdict-valid", "phone", "/scan", test_id("verdict"), "标识有效", _still(0)),
    Stop("verdict-void", "phone", "/scan", test_id("verdict"), "已作废", _still(1)),
    Stop("verdict-not-ours", "phone", "/scan", test_id("verdict"), "非专用标识", _still(None)),
    Stop("gate", "phone", "/gate", "main", "闸口"),
    Stop("work", "phone", "/work", test_id("work-search"), "任务"),
    Stop("crate", "phone", f"/crates/{CRATE}", test_id("crate-header"), "箱"),
    Stop("inspect", "phone", f"/inspect/{CRATE}", test_id("progress"), "查验", _begin),
    Stop("photo", "phone", f"/inspect/{CRATE}", test_id("mark-photo"), "照片", press("photo")),
    Stop("photo-marks", "phone", None, test_id("mark-asks"), "照片标注", _mark),
    Stop("finding", "phone", f"/inspect/{OTHER}", "[role=dialog]", "现场发现", press("live-pest")),
    Stop("summary", "phone", f"/inspect/{CRATE}", test_id("progress"), "评定", _to_sign),
    Stop("witness", "phone", None, test_id("sign-pad"), "见证人签字", _witness),
    Stop("sign", "phone", None, test_id("sign-pin"), "签名", press("sign-next")),
    Stop("saved", "phone", None, test_id("saved"), "已存", _sign),
    Stop("cosign", "phone", "/cosign", "main", "会签"),
    Stop("outbox", "phone", "/outbox", test_id("outbox-row"), "待传"),
    Stop("entry", "phone", None, test_id("entry-details"), "记录详情", press("outbox-details")),
    Stop("me", "phone", "/me", test_id("me-name"), "我"),
    Stop("give", "phone", "/give", test_id("give"), "交给同事"),
    Stop(
        "give-ways",
        "phone",
        None,
        test_id("give-confirm"),
        "交的两法",
        press("give-server", "give-code"),
    ),
    Stop("receive", "phone", "/receive", test_id("box"), "接收草稿"),
    Stop("low-battery", "phone", "/outbox", test_id("low-battery"), "电量低", _run_low),
    Stop("work-taken", "phone", "/work", test_id("claim"), "认领", press("take-stand")),
    Stop("work-news", "phone", "/outbox", test_id("news-frozen"), "同步变化", _freeze_some),
    Stop("follow", "phone", "/outbox", test_id("follow-ups"), "随后的工作", _follow_up),
    Stop("visit", "phone", "/isolations/LN{year}001", test_id("visit"), "隔离监管", _visit),
    Stop("check", "phone", f"/treatments/{ORDER}", test_id("check"), "处理核查", _check),
    Stop("crate-follow", "phone", f"/crates/{TREATED}", test_id("follow-ups"), "箱上随后的工作"),
    Stop("sampling", "phone", f"/inspect/{SAMPLED}", test_id("voucher"), "抽样", _sample),
    Stop("sign-out", "phone", "/me", "[role=dialog]", "退出", press("sign-out")),
    Stop("help", "phone", "/work", test_id("help-steps"), "帮助", press("help")),
    *(Stop(f"help-{one}", "phone", f"/help/{one}", test_id("help-steps"), "帮助") for one in HELP),
    Stop("help-all", "phone", None, test_id("to-practice"), "全部帮助", press("help-all")),
    Stop("practice", "phone", "/practice", test_id("practice"), "练习"),
    Stop("practice-answers", "phone", None, _at("answer"), "练习答题", _practise("answer")),
    Stop("practice-find", "phone", None, _at("find"), "练习发现", _practise("find")),
    Stop("practice-done", "phone", None, test_id("practice-done"), "练习完成", _practise("done")),
    Stop("sign-in", "visitor", "/sign-in", test_id("sign-in"), "登录"),
    Stop("enrol", "visitor", "/enrol", "main", "登记手机"),
    Stop("not-found", "visitor", "/nowhere", "main", "无此页"),
)
PUBLIC = (
    Stop("status", "visitor", "/L?number={number}", "h1", "标识状态"),
    Stop("status-ask", "visitor", "/L", "form", "查询标识"),
)
DESK = (
    Stop("desk-queue", "zhao", "/desk/queue", test_id("queue-row"), "复核"),
    Stop("desk-review", "zhao", None, test_id("review-pane"), "复核一条", press("queue-row")),
    Stop("desk-sheets", "zhao", "/desk/record-sheets", test_id("sheet-print"), "纸质记录单"),
    Stop(
        "desk-sheet",
        "zhao",
        None,
        "[role=dialog]",
        "录入记录单",
        press("sheet-print", "sheet-enter", "sheet-add-finding", "sheet-look-up"),
    ),
    Stop("desk-process", "zhao", "/desk/process", "main h1", "处置"),
    Stop("desk-crates", "zhao", "/desk/crates", test_id("crate-row"), "箱"),
    Stop("desk-crate", "zhao", f"/desk/crates/{CRATE}", test_id("crate-state"), "一箱"),
    Stop("desk-people", "zhao", "/desk/people", test_id("people"), "人员"),
    Stop("desk-audit", "zhao", "/desk/audit", test_id("checkpoint"), "稽核"),
    Stop("desk-unsent", "zhao", "/desk/unsent", "main h1", "未传文件"),
    Stop("desk-import", "zhou", "/desk/import", "main h1", "导入"),
    Stop(
        "desk-labels", "zhou", f"/desk/labels?declaration={ITALY}", test_id("label-crates"), "标识"
    ),
    Stop("desk-print", "zhou", None, test_id("print-save"), "打印", press("print-labels")),
    Stop("desk-offline", "zhou", "/desk/labels/offline", "main h1", "预留号段"),
    Stop("desk-gate", "zhou", "/desk/gate", "main h1", "闸口"),
    Stop("desk-keys", "sun", "/desk/keys", test_id("port-keys"), "密钥"),
    Stop("desk-lists", "sun", "/desk/lists", "main h1", "名录"),
    Stop(
        "desk-checklists",
        "sun",
        "/desk/lists/checklists",
        test_id("list-plants"),
        "检查表",
    ),
    Stop(
        "desk-checklist",
        "sun",
        "/desk/lists/checklists/plants",
        test_id("checklist-changes"),
        "改检查表",
        _edit_checklist,
    ),
    Stop(
        "desk-many",
        "zhao",
        f"/desk/crates?declaration={ITALY}",
        test_id("many-said"),
        "批量办理",
        _act_on_many,
    ),
    Stop("desk-staff", "sun", "/desk/people", test_id("people"), "人员管理"),
    Stop("desk-new-person", "sun", None, "[role=dialog]", "新人员", press("add-person")),
    Stop("desk-redact", "sun", f"/desk/crates/{CRATE}", "[role=dialog]", "遮盖", press("redact")),
    Stop("desk-act", "zhao", f"/desk/crates/{CRATE}", test_id("act-photo"), "办理一事", _treat),
    Stop("desk-film", "zhao", None, test_id("clip"), "录像", _watch),
    Stop("desk-doubts", "zhao", "/desk/doubts", test_id("quarantine-row"), "待核", _lose_a_phone),
    Stop("desk-decide-all", "zhao", None, "[role=dialog]", "全部准予", press("admit-all")),
    Stop("desk-objections", "zhao", None, test_id("objection-row"), "疑点", _admit_all),
    Stop("desk-disputes", "zhao", "/desk/disputes", test_id("dispute"), "不一致", _contradict),
)
ALL: Sequence[Stop] = (*PHONE, *PUBLIC, *DESK)


def page_of(world: World, stop: Stop) -> Page:
    people = {"phone": world.phone, "visitor": world.visitor, **world.desks}
    return people[stop.who]


def go(world: World, stop: Stop) -> Page:
    """Stand before the screen."""
    page = page_of(world, stop)
    if stop.path is not None:
        year = (datetime.now(UTC) + timedelta(hours=8)).year
        path = stop.path.format(number=world.labels[0].number, year=year)
        page.goto(f"{world.server.url}{path}")
    if stop.act is not None:
        if stop.path is not None and stop.act is not _begin:
            page.locator("main").first.wait_for()
        stop.act(world, page)
    page.locator(stop.ready).first.wait_for()
    await_quiet(page)
    page.wait_for_function(STILL)
    return page
