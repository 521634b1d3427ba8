"""How soon a trust list of ten thousand void numbers counts, on a phone of a quarter of the speed.

Each round the office publishes the next list, in which one more label is void, and nothing but the
list says so; the phone hears of it, and a hand scanner types that label the moment it is kept.
"""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from backend.app import open_office
from backend.desk.trusting import trust_draft
from backend.journal.sealing import Draft
from backend.rules.state import SYSTEM, State
from backend.settings import load
from labels.number import SERIAL_MAX, number_of
from tests.e2e.atport import ITALY, Labelled, Port
from tests.e2e.offices import staff
from tests.e2e.people import enrol, launch, profile
from tests.e2e.serving import Server

VOID = 10_000
SLOWED = 4
_SPREAD_FROM = 1_000  # serials above those of the labels that are typed
_WATCH = (Path(__file__).parent / "void_watch.js").read_text("utf-8")


def measure(playwright: Playwright, folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds to the verdict, a round each: with lists of a few numbers, and of VOID."""
    server = Server(folder / "data")
    staff(server.data)
    server.start()
    try:
        browser = launch(playwright)
        labels = Port(profile(browser, "zh").new_page(), server).label(ITALY)
        phone = profile(browser, "zh", phone=True)
        phone.add_init_script(_WATCH)
        page = phone.new_page()
        enrol(page, server)
        phone.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        few = _rounds(phone, page, server, labels[:rounds])
        _publish(server, _spread(labels[0]))
        many = _rounds(phone, page, server, labels[rounds : 2 * rounds])
        browser.close()
    finally:
        server.stop()
    return few, many


def _rounds(
    phone: BrowserContext, page: Page, server: Server, labels: Sequence[Labelled]
) -> list[float]:
    times = []
    for label in labels:
        phone.set_offline(True)
        _publish(server, [label.number])
        page.goto(f"{server.url}/scan")
        page.get_by_test_id("scan-view").wait_for()
        awaited = page.evaluate_handle(
            "(text) => ({ done: window.verdictAfterList(text) })", label.url
        )
        phone.set_offline(False)  # which the app takes for a reason to ask
        word, ms = page.evaluate("({ done }) => done", awaited)
        if word != "void":
            raise RuntimeError(f"the verdict on a label of the new list was {word!r}")
        times.append(ms)
    return times


def _publish(server: Server, numbers: Sequence[str]) -> None:
    """The next list, as if these had been made void; no entry says so of any of them."""
    server.stop()
    office = open_office(load(), server.data)

    def plan(state: State) -> list[Draft]:
        return trust_draft(state, office.settings, office.keyring, office.clock(), void=numbers)

    try:
        office.journal.plan(SYSTEM, plan)
    finally:
        office.journal.close()
    server.start()


def _spread(label: Labelled) -> list[str]:
    """Numbers of the same port and year, spread as widely as they can be."""
    chance = random.Random("void numbers")
    serials = chance.sample(range(_SPREAD_FROM, SERIAL_MAX + 1), VOID)
    port, year = label.number[:3], date(2000 + int(label.number[3:5]), 1, 1)
    return [number_of(port, year, serial) for serial in serials]
