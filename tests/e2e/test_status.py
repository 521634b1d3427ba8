"""The public status page in a real browser: readable, reachable, and nothing of it refused."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import msgspec
import pytest
from playwright.sync_api import Browser

from backend.api.throttle import Throttle
from backend.wire.views import Crate
from tests.e2e.axe import faults
from tests.kit.premises import CRATES, furnish
from tests.kit.serving import Serving


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("hall")
    with ThreadPoolExecutor(1) as aside:  # Playwright has an event loop of its own in this thread
        aside.submit(furnish, folder).result()
    with Serving(folder) as serving:
        yield serving


def address(hall: Serving, code: str) -> str:
    hall.app.state.throttle = Throttle()
    return f"http://127.0.0.1:{hall.address[1]}/L/{code}"


def test_a_number_is_typed_and_its_label_found(hall: Serving, browser: Browser) -> None:
    with browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}) as context:
        page, said = context.new_page(), list[str]()
        page.on("console", lambda message: said.append(message.text))
        page.goto(address(hall, ""))
        page.get_by_label("标识号").fill(number_of(hall).lower())
        page.get_by_role("button", name="查询").click()
        page.get_by_role("heading", name="标识有效").wait_for()
        page.get_by_role("link", name="English").click()
        page.get_by_role("heading", name="Valid").first.wait_for()
        assert page.get_by_text("Being released at the port").is_visible()
        assert (
            page.get_by_role("link", name="0416-0000000").get_attribute("href") == "tel:04160000000"
        )
        assert said == []  # the page's own policy lets in all that it uses


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_can_read_it(
    hall: Serving, browser: Browser, lang: str, scheme: Literal["light", "dark"]
) -> None:
    with browser.new_context(
        viewport={"width": 320, "height": 568}, color_scheme=scheme, bypass_csp=True
    ) as context:
        page = context.new_page()
        for code in (number_of(hall), "A" * 200, "DAL13-000123-D", "DAL13-000132-D", ""):
            page.goto(f"{address(hall, code)}?lang={lang}")
            assert faults(page) == [], code


def number_of(hall: Serving) -> str:
    """The number on the first crate, which a port gave it."""
    connection = sqlite3.connect(hall.path)
    row = connection.execute(
        "SELECT doc FROM view_row WHERE view = 'crate' AND key = ?", CRATES[:1]
    )
    label = msgspec.json.decode(row.fetchone()[0], type=Crate).label
    connection.close()
    assert label is not None
    return label.number
