"""A port's key is changed and taken back at the desk, and a port without a line issues by itself;
a phone in the field judges the labels of before and after."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from backend.settings import DEMO_LIST
from labels.issue import SUFFIX
from labels.read import codes_in
from tests.e2e.atport import ITALY, Port, shot, type_as_scanner
from tests.e2e.axe import faults_in_both_themes
from tests.e2e.offices import staff
from tests.e2e.people import enrol, launch, profile, sign_in
from tests.e2e.serving import ROOT, Server
from tests.kit import check

NEW_ZEALAND, ECUADOR = "210900113004202", "210900113004208"  # both come by Pudong
PASSPHRASE = "correct horse battery staple"
FILE = "GREENLANE_PASSPHRASE_FILE"
_UNTIL_HEARD = """async ([version, crates]) => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result) })
  const database = await answer(indexedDB.open('greenlane'))
  for (;;) {
    const rows = database.transaction('rows').objectStore('rows')
    const trust = await answer(rows.get(['trust', 'trust']))
    const heard = await Promise.all(crates.map((key) => answer(rows.get(['crate', key]))))
    if (trust.doc.version >= version && heard.every((row) => row?.doc.label)) break
    await new Promise(requestAnimationFrame)
  }
  database.close()
}"""


class Site(NamedTuple):
    """One server, its port officer, and an inspector's phone."""

    server: Server
    port: Port
    phone: BrowserContext
    page: Page

    def desk(self, user: str, language: str) -> Page:
        browser = self.phone.browser
        assert browser is not None
        page = profile(browser, language).new_page()
        sign_in(page, self.server, user)
        return page

    def verdict(self, url: str) -> Locator:
        """The phone's, on a label that a hand scanner types."""
        self.page.goto(f"{self.server.url}/scan")
        self.page.get_by_test_id("scan-type").wait_for()
        type_as_scanner(self.page, url)
        verdict = self.page.get_by_test_id("verdict")
        verdict.wait_for()
        return verdict

    def catch_up(self, desk: Page, *crates: str) -> None:
        """The phone hears of the newest trust list, and of these crates' labels, as when it comes
        back into the network."""
        version = desk.request.get(f"{self.server.url}/api/keys").json()["version"]
        self.phone.set_offline(True)
        self.phone.set_offline(False)
        self.page.evaluate(_UNTIL_HEARD, [version, crates])


@pytest.fixture(scope="module", autouse=True)
def passphrase(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The keys of the office are encrypted from the first start on."""
    file = tmp_path_factory.mktemp("secret") / "passphrase"
    file.write_text(PASSPHRASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FILE, str(file))
        yield


@pytest.fixture(scope="module")
def site(
    passphrase: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    server = Server(tmp_path_factory.mktemp("keys") / "data")
    staff(server.data)
    server.start()
    browser = launch(playwright)
    try:
        port = Port(profile(browser, "zh").new_page(), server, DEMO_LIST.read_bytes())
        phone = profile(browser, "zh", phone=True)
        page = phone.new_page()
        enrol(page, server)
        yield Site(server, port, phone, page)
    finally:
        browser.close()
        server.stop()
    check(server.data / "journal.db")


def key_rows(page: Page, port: str) -> Locator:
    return page.locator(f"[data-testid=port-keys] [data-port={port}]")


def rotate(page: Page, port: str, reason: str, public: str | None = None) -> None:
    page.get_by_test_id("rotate-key").click()
    page.get_by_test_id("rotate-key-port").select_option(port)
    if public is not None:
        page.get_by_test_id("rotate-key-at-port").click()
        page.get_by_test_id("rotate-key-public").fill(public)
    page.get_by_test_id("rotate-key-reason").fill(reason)
    page.get_by_test_id("rotate-key-confirm").click()
    page.get_by_test_id("rotate-key-confirm").wait_for(state="detached")


def test_a_key_is_changed_and_another_taken_back(site: Site, tmp_path: Path) -> None:
    before, *_ = site.port.label(NEW_ZEALAND)
    desk = site.desk("sun", "zh")
    site.catch_up(desk, before.crate)
    expect(site.verdict(before.url)).to_have_attribute("data-verdict", "valid")

    desk.goto(f"{site.server.url}/desk/keys")
    expect(key_rows(desk, "PVG")).to_have_count(1)
    old = key_rows(desk, "PVG").get_attribute("data-kid")
    desk.get_by_test_id("rotate-key").click()
    desk.get_by_test_id("rotate-key-confirm").click()  # neither port nor reason
    expect(desk.get_by_role("dialog")).to_contain_text("请写明")
    desk.keyboard.press("Escape")
    rotate(desk, "PVG", "口岸电脑更换")
    expect(key_rows(desk, "PVG")).to_have_count(2)
    expect(desk.get_by_test_id("trust-version")).to_contain_text("2")
    after, *_ = site.port.label(ECUADOR)
    site.catch_up(desk, after.crate)
    for label in (before, after):
        expect(site.verdict(label.url)).to_have_attribute("data-verdict", "valid")

    row = desk.locator(f"tr[data-kid='{old}']")
    row.get_by_test_id("revoke-key").click()
    desk.get_by_test_id("revoke-key-confirm").click()
    expect(desk.get_by_role("dialog")).to_contain_text("请写明")  # a reason is owed
    desk.get_by_test_id("revoke-key-reason").fill("旧电脑失窃")
    desk.get_by_test_id("revoke-key-confirm").click()
    expect(row).to_contain_text("旧电脑失窃")
    expect(row.get_by_test_id("revoke-key")).to_have_count(0)
    shot(desk, "keys-revoked")
    assert faults_in_both_themes(desk) == []
    site.catch_up(desk)
    expect(site.verdict(before.url)).to_have_attribute("data-verdict", "signature_failed")
    expect(site.page.get_by_text("密钥吊销当日")).to_be_visible()
    shot(site.page, "label-of-a-revoked-key")
    expect(site.verdict(after.url)).to_have_attribute("data-verdict", "valid")
    desk.goto(f"{site.server.url}/desk/crates/{before.crate}")
    expect(desk.get_by_test_id("revocation")).to_be_visible()

    _start_with_another(site.server, tmp_path)
    desk.goto(f"{site.server.url}/desk/keys")
    rotate(desk, "PVG", "每季更换")
    expect(key_rows(desk, "PVG")).to_have_count(3)


def _start_with_another(server: Server, folder: Path) -> None:
    """A server that is started with a wrong passphrase says so and ends."""
    wrong = folder / "wrong"
    wrong.write_text(PASSPHRASE.upper())
    server.stop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FILE, str(wrong))
        with pytest.raises(RuntimeError) as refused:
            server.start()
    assert "口令" in str(refused.value)
    assert "passphrase" in str(refused.value)
    server.start()


class Labels:
    """`python -m labels` at a port: a folder, a key, no server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "labels", *words],
            cwd=self.folder,
            env={
                **os.environ,
                FILE: "",
                "GREENLANE_PASSPHRASE": passphrase,
                "PYTHONPATH": str(ROOT),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def sheet(self, range_: str, **more: Any) -> subprocess.CompletedProcess[str]:
        words = ["sheet", "rows.csv", "--key", "DAL.pem", "--host", "localhost", "--range", range_]
        return self.run(*words, "--valid-until", "2099-12-31", "--out", "labels.pdf", **more)


def rows_of(declaration: str, folder: Path, crates: list[int]) -> None:
    """The list as it was copied to the port, and a crate that the office has never heard of."""
    with DEMO_LIST.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        rows = [row for row in table if row["报检号"] == declaration]
        columns = list(table.fieldnames or ())
    chosen = [row for row in rows if int(row["箱号"]) in crates]
    chosen.append({**chosen[0], "报检号": "210900113009999"})
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(chosen)


def test_a_port_without_a_line_issues_by_itself(site: Site, tmp_path: Path) -> None:
    at_port = Labels(tmp_path)
    made = at_port.run("keygen", "--out", "DAL.pem")
    assert made.returncode == 0, made.stderr
    public = (tmp_path / "DAL.pub.pem").read_text()
    admin = site.desk("sun", "en")
    admin.goto(f"{site.server.url}/desk/keys")
    rotate(admin, "DAL", "the port keeps its own key", public)
    expect(key_rows(admin, "DAL")).to_have_count(2)

    desk = site.desk("zhou", "en")
    desk.goto(f"{site.server.url}/desk/labels/offline")
    desk.get_by_test_id("reserve").click()
    desk.get_by_test_id("reserve-port").select_option("DAL")
    desk.get_by_test_id("reserve-count").fill("20")
    desk.get_by_test_id("reserve-reason").fill("cable cut")
    desk.get_by_test_id("reserve-confirm").click()
    said = desk.get_by_test_id("reserved").inner_text()
    found = re.search(r"--range (DAL\d\d-\d{6}-\d{6})", said)
    assert found is not None, said

    site.server.stop()
    rows_of(ITALY, tmp_path, [1, 2])
    refused = at_port.sheet(found[1], passphrase="another phrase")
    assert refused.returncode != 0
    assert re.search(r"口令.*passphrase", refused.stderr, re.DOTALL)
    assert not (tmp_path / "labels.pdf").exists()
    issued = at_port.sheet(found[1])
    assert issued.returncode == 0, issued.stderr
    urls = sorted(set(codes_in((tmp_path / "labels.pdf").read_bytes())))
    assert len(urls) == 3
    site.server.start()

    (file,) = (tmp_path / "issued").glob(f"*{SUFFIX}")
    desk.get_by_test_id("issue-file").set_input_files(file)
    expect(desk.get_by_test_id("issue-done")).to_contain_text(re.compile("2.*0.*1", re.DOTALL))
    expect(desk.get_by_test_id("left-out").first).to_contain_text("210900113009999")
    shot(desk, "offline-entered")
    assert faults_in_both_themes(desk) == []
    desk.get_by_test_id("issue-again").click()
    desk.get_by_test_id("issue-file").set_input_files(file)
    expect(desk.get_by_test_id("issue-done")).to_contain_text(re.compile("0.*2.*1", re.DOTALL))
    site.catch_up(admin, f"{ITALY}/1", f"{ITALY}/2")
    verdicts = sorted(site.verdict(url).get_attribute("data-verdict") or "" for url in urls)
    assert verdicts == ["not_listed", "valid", "valid"]
