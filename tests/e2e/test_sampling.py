"""抽样 on the phone, with no network: how many to look at and which ones, a sample under its own
voucher, and the checklist of what else lay in the crate. The crate waits until the result is in.
"""

import csv
from pathlib import Path

import pypdfium2 as pdfium
from playwright.sync_api import Browser, Page, expect

from backend.rules.draw import draw
from tests.e2e.bureau import Bureau
from tests.e2e.people import enrol, profile, sign
from tests.e2e.serving import Server
from tests.e2e.test_inspection_screens import examine
from tests.e2e.test_main_job import answer_all
from tests.kit import check

DECLARATION = "210900113004200"
CRATE = f"{DECLARATION}/1"
SYNC_MS = 180_000
VECTORS = Path(__file__).parents[3] / "shared" / "domain" / "sampling_vectors.csv"
"""Absent where the repository stands alone; then one value by heart serves."""


def worked_values() -> list[tuple[str, str, str, str]]:
    """Lot, confidence and level as they are chosen, and the number: one for each lot."""
    if not VECTORS.exists():
        return [("200", "9500", "1000", "27")]
    rows = csv.DictReader(VECTORS.read_text().splitlines())
    found = {}
    for row in rows:
        confidence = str(round(float(row["confidence"]) * 10_000))
        level = str(round(float(row["level_of_detection"]) * 10_000))
        found[row["lot_size"]] = (row["lot_size"], confidence, level, row["sample_size"])
    return list(found.values())


def plan(page: Page) -> list[int]:
    """Works the number out for each worked value, then draws for the last."""
    page.get_by_test_id("sampling-plan").click()
    for lot, confidence, level, number in [*worked_values(), ("200", "9500", "1000", "27")]:
        page.get_by_test_id("lot-size").fill(lot)
        page.get_by_test_id(f"confidence-{confidence}").click()
        page.get_by_test_id("level").select_option(level)
        expect(page.get_by_test_id("need")).to_contain_text(f"{int(number):,}")
    page.get_by_test_id("draw-lots").click()
    expect(page.get_by_test_id("units").locator("li")).to_have_count(27)
    page.get_by_test_id("drawn").fill("26")
    expect(page.get_by_test_id("plan")).to_contain_text("27")
    page.get_by_test_id("drawn").fill("30")
    units = page.get_by_test_id("units").locator("li")
    expect(units).to_have_count(30)
    return [int(text) for text in units.all_inner_texts()]


def test_a_crate_is_sampled_where_it_stands(browser: Browser, listed: Server) -> None:
    server = listed
    bureau = Bureau(browser, server, ("zhou", "wang", "zhao"))
    bureau.post("zhou", "labels", declaration=DECLARATION, crates=None)
    phone = profile(browser, "zh", phone=True)
    page = phone.new_page()
    enrol(page, server)
    page.wait_for_function("() => localStorage.getItem('greenlane.duty') !== null")
    server.stop()
    phone.set_offline(True)

    page.goto(f"{server.url}/inspect/{CRATE}")
    units = plan(page)
    page.get_by_test_id("sampling-sample").click()
    voucher = page.get_by_test_id("voucher").inner_text()
    page.get_by_test_id("sample-quantity").fill("0.5")
    page.get_by_test_id("sample-unit").fill("kg")
    page.get_by_test_id("sample-bags").fill("2")
    expect(page.get_by_test_id("bag-codes").locator("li")).to_have_text(
        [f"{voucher}/1", f"{voucher}/2"]
    )
    page.get_by_test_id("lists-open").click()
    page.get_by_test_id("list-add-wood_packaging").click()
    expect(page.get_by_test_id("section-wood_packaging")).to_be_visible()
    answer_all(page)
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-absent").click()
    page.get_by_test_id("sky").select_option("室内")
    page.get_by_test_id("temperature").fill("-2.5")
    page.get_by_test_id("humidity").fill("120")
    page.reload()
    expect(page.get_by_test_id("voucher")).to_have_text(voucher)
    expect(page.get_by_test_id("humidity")).to_have_value("120")
    expect(page.get_by_test_id("sign")).to_be_disabled()
    page.get_by_test_id("humidity").fill("46")
    expect(page.get_by_test_id("result-release").locator("input")).to_be_disabled()
    assert examine(page, "sampling-zh") == []
    page.get_by_test_id("result-laboratory").click()
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible()

    phone.set_offline(False)
    server.start()
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=SYNC_MS)
    record = bureau.record(CRATE)
    body = record["body"]
    assert record["objections"] == []
    assert [item["id"] for item in body["checklists"]] == ["all", "bulbs", "wood_packaging"]
    assert body["weather"] == {"sky": "室内", "temperature_c": -2.5, "humidity_pct": 46}
    sampling = body["sampling"]
    assert (sampling["required"], sampling["drawn"], sampling["units"]) == (27, 30, units)
    assert draw(sampling["seed"], 200, 30) == units
    [sample] = bureau.get(f"crates/{CRATE}/followed")["samples"]
    assert (sample["voucher"], sample["body"]["record"]) == (voucher, record["id"])
    assert (sample["body"]["quantity"], sample["body"]["plan"]) == (0.5, sampling)
    assert bureau.crate(CRATE)["standing"]["samples_waiting"] == 1
    assert [one for one in bureau.get(f"crates/{CRATE}")["timeline"] if one["objections"]] == []
    bureau.accept(CRATE)
    assert bureau.crate(CRATE)["state"] == "laboratory"
    early = bureau.ask("zhao", "acts/crate.released", crate=CRATE, reason="—")
    assert (early.status, early.json()["code"]) == (409, "laboratory_awaited")
    said = paper(bureau, f"samples/{voucher}/pdf")
    for word in ("抽/采样凭证", voucher, "应抽 27，实抽 30", sampling["seed"], "王芳", "李强"):
        assert word in said, (word, said)
    assert f"{voucher}/2" in paper(bureau, f"samples/{voucher}/bags")
    server.stop()
    assert check(server.data / "journal.db") > 0


def paper(bureau: Bureau, path: str) -> str:
    """The words of a paper, without the ends of its lines."""
    document = pdfium.PdfDocument(bureau.bytes(path))
    said = "".join(page.get_textpage().get_text_range() for page in document)
    return said.replace("\r", "").replace("\n", "")
