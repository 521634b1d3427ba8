"""A photocopy of a label comes through the gate: whoever scans it hears so at once, and the desk
too, each with what to do next.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.atport import ITALY, Port, shot, type_as_scanner
from tests.e2e.axe import faults_in_both_themes
from tests.e2e.people import enrol, profile, sign_in
from tests.e2e.serving import Server
from tests.kit import check

WORDS = {
    "zh": ("一号多现", "只有一箱是原件，其余封存并报值班主任"),
    "en": ("Seen twice", "set the others aside and tell the director on duty"),
}


def sent(page: Page, server: Server) -> None:
    """All that this phone recorded is at the server."""
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_photocopy_is_doubted_at_the_gate_at_the_desk_and_on_the_crate(
    browser: Browser, listed: Server, language: str
) -> None:
    server = listed
    first, *_ = Port(profile(browser, language).new_page(), server).label(ITALY)
    one = profile(browser, language, phone=True).new_page()
    enrol(one, server)
    one.goto(f"{server.url}/gate")
    last = one.get_by_test_id("gate-last")
    expect(last).to_have_attribute("data-kind", "ready")
    type_as_scanner(one, first.url)
    expect(last).to_have_attribute("data-kind", "in")
    sent(one, server)

    other = profile(browser, language, phone=True).new_page()
    enrol(other, server, "li")
    other.goto(f"{server.url}/crates/{first.crate}")
    expect(other.get_by_test_id("crate-state").first).to_have_attribute("data-state", "arrived")
    other.goto(f"{server.url}/gate")
    doubt = other.get_by_test_id("gate-last")
    expect(doubt).to_have_attribute("data-kind", "ready")
    type_as_scanner(other, first.url)
    expect(doubt).to_have_attribute("data-kind", "aside")
    expect(other.get_by_test_id("gate-doubt")).to_have_count(1)
    expect(other.get_by_test_id("gate-let-in")).to_have_count(0)
    shot(other, f"photocopy-gate-{language}")
    assert faults_in_both_themes(other) == []
    sent(other, server)

    title, todo = WORDS[language]
    other.goto(f"{server.url}/crates/{first.crate}")
    told = other.get_by_test_id("doubt")
    expect(told).to_have_count(1, timeout=60_000)
    expect(told).to_contain_text(title)
    expect(told).to_contain_text(todo)
    shot(other, f"photocopy-crate-{language}")
    assert faults_in_both_themes(other) == []

    desk = profile(browser, language).new_page()
    sign_in(desk, server, "zhao")
    desk.goto(f"{server.url}/desk/doubts?tab=objections")
    row = desk.get_by_test_id("objection-row").filter(has_text=re.compile(title))
    expect(row).to_have_count(1)
    expect(row).to_contain_text(todo)
    shot(desk, f"photocopy-desk-{language}")
    assert faults_in_both_themes(desk) == []
    server.stop()
    assert check(server.data / "journal.db") > 0
