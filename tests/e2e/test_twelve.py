"""The twelve consignments, each to its end: what may be unpacked is unpacked on a phone with no
network, sent, reviewed; what follows is done at the desk, down to the paper that it ends with.

One crate of each lot is opened on the phone in the browser; the others of a lot that has to be
opened whole are opened by a phone of the kit. In English under `make soak`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.wire.inspections import Result
from backend.wire.travels import CrateArrived
from tests.e2e.bureau import Bureau
from tests.e2e.offices import invitation
from tests.e2e.people import enrol, profile, sign
from tests.e2e.serving import Server
from tests.e2e.test_main_job import answer_all, photograph
from tests.e2e.twelve import EC, FR, IT, KP, LAVENDER, MX, NL, NZ, STORIES, TH, of, roses
from tests.kit import check
from tests.kit.field import FieldPhone
from tests.kit.line import Address

LANGUAGES = ("zh", pytest.param("en", marks=pytest.mark.soak))
SYNC_MS = 180_000
TRAVEL = (NL, FR, NZ, LAVENDER, KP, TH, EC, MX, IT)


class Pest(NamedTuple):
    """A live pest of the list, as it is reported."""

    eppo: str
    stage: str
    found_at: str
    number: str


class Unpacking(NamedTuple):
    """A crate, what fails at it, what lives in it, and how it is judged."""

    crate: str
    result: Result
    fails: str | None = None
    remark: str = ""
    pest: Pest | None = None


UNPACKINGS = (
    Unpacking(f"{NL}/1", "release"),
    Unpacking(
        f"{NL}/46",
        "destruction",
        "bulbs.cut_for_rings",
        "剖检 12 粒，3 粒有褐色环纹",
        Pest("DITYDI", "adult", "root", "40"),
    ),
    Unpacking(f"{FR}/1", "laboratory"),
    Unpacking(f"{NZ}/1", "release"),
    Unpacking(f"{LAVENDER}/1", "treatment", "all.no_soil", "18 盆盆底带土"),
    Unpacking(
        f"{KP}/1",
        "treatment",
        "plants.leaf_undersides",
        "叶背有蚜虫",
        Pest("MYZUPE", "nymph", "leaf", "25"),
    ),
    Unpacking(
        f"{TH}/1",
        "treatment",
        "plants.stems_axils",
        "叶腋有活若虫",
        Pest("PLANMI", "nymph", "leaf", "7"),
    ),
    Unpacking(
        f"{EC}/1",
        "destruction",
        "cut_flowers.leaf_miners",
        "叶片有潜道，内有幼虫",
        Pest("LIRITR", "larva", "leaf", "11"),
    ),
    Unpacking(
        f"{MX}/1",
        "treatment",
        "wood_packaging.no_live_borer",
        "IPPC 标识有效，箱板有新鲜蛀屑和活虫",
        Pest("1XYLBG", "adult", "wood", "4"),
    ),
    Unpacking(f"{IT}/1", "release"),
    Unpacking(f"{IT}/8", "release"),
)


class Reached:
    """The server as a phone of the kit knows it."""

    def __init__(self, server: Server) -> None:
        self.address: Address = ("127.0.0.1", server.port)


def unpack(page: Page, server: Server, one: Unpacking, picture: Path) -> None:
    """From the first question to the signed record, all of it on the phone."""
    page.goto(f"{server.url}/inspect/{one.crate}")
    answer_all(page)
    if one.fails:
        page.get_by_test_id(f"answer-{one.fails}-fail").click()
        page.get_by_test_id(f"remark-{one.fails}").fill(one.remark)
        page.get_by_test_id(f"add-photo-{one.fails}").set_input_files(picture)
    if one.pest:
        report(page, one.pest, picture)
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-absent").click()
    if one.fails:
        expect(page.get_by_test_id("result-release")).to_be_disabled()
    page.get_by_test_id(f"result-{one.result}").click()
    sign(page)
    expect(page.get_by_test_id("saved")).to_be_visible()


def report(page: Page, pest: Pest, picture: Path) -> None:
    """发现活虫: the lot is frozen before anything else is said."""
    page.get_by_test_id("live-pest").click()
    page.get_by_test_id("pest-search").fill(pest.eppo)
    page.get_by_test_id(f"pest-{pest.eppo}").click()
    expect(page.get_by_test_id("lot-frozen")).to_be_visible()
    page.get_by_test_id("contain-closed").click()
    page.get_by_test_id("add-photo-live").set_input_files(picture)
    expect(page.get_by_test_id("contain-photographed")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("live-finish").click()
    page.get_by_test_id(f"stage-{pest.stage}").click()
    page.get_by_test_id(f"found-at-{pest.found_at}").click()
    page.get_by_test_id("finding-count").fill(pest.number)
    page.get_by_test_id("finding-save").click()


def arrive(phone: FieldPhone, bureau: Bureau, declarations: Sequence[str]) -> None:
    """Every crate of these consignments is scanned in."""
    for declaration in declarations:
        for key in of(declaration, *bureau.states(declaration)):
            phone.record("crate.arrived", CrateArrived(crate=key, number=None, gate="东门"))
    while phone.waiting:
        assert phone.push() is not None


def enrolled(server: Server) -> FieldPhone:
    """A phone of the kit, for the same inspector."""
    phone = FieldPhone("wang", Reached(server), lambda: datetime.now(UTC))
    assert phone.enrol(invitation(server.data, server.port, "wang"))
    return phone


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_consignments(
    browser: Browser, listed: Server, tmp_path: Path, language: str
) -> None:
    server = listed
    bureau = Bureau(browser, server, ("zhou", "wang", "zhao"))
    for declaration in TRAVEL:
        bureau.post("zhou", "labels", declaration=declaration, crates=None)
    roses(bureau)
    other = enrolled(server)
    arrive(other, bureau, TRAVEL)

    phone = profile(browser, language, phone=True)
    page = phone.new_page()
    enrol(page, server)
    page.wait_for_function("() => localStorage.getItem('greenlane.duty') !== null")
    server.stop()
    phone.set_offline(True)
    picture = photograph(tmp_path / "found.jpg", "found", "#2a5d3c")
    for one in UNPACKINGS:
        unpack(page, server, one, picture)
    phone.set_offline(False)
    server.start()
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=SYNC_MS)

    for one in UNPACKINGS:
        record = bureau.record(one.crate)
        assert (record["objections"], record["photos_missing"]) == ([], 0)
        found = [item["eppo"] for item in record["body"]["findings"]]
        assert found == ([one.pest.eppo] if one.pest else [])
        bureau.accept(one.crate)
    for story in STORIES:
        story(bureau, other)
    server.stop()
    assert check(server.data / "journal.db") > 0
