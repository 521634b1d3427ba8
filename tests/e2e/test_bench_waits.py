"""The phone's bench never stands still: what it waits for in vain, it names."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bench import phone_page
from bench.phone_page import WATCH, chosen, pressed, shown, typed

_PAGE = """<input id=word><button id=tick data-testid=ticker>0</button><button id=loop>loop</button>
<input id=file type=file><p id=out></p>
<script>
word.oninput = () => setTimeout(() => { out.innerHTML = `<b id=found>${word.value}</b>` }, 40)
tick.onclick = () => setInterval(() => { tick.title = performance.now() }, 50)
loop.onclick = () => { for (;;); }
file.onchange = () => { out.innerHTML = '<b class=kept>kept</b>' }
</script>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.route(
        "http://localhost/", lambda route: route.fulfill(body=_PAGE, content_type="text/html")
    )
    page.goto("http://localhost/")
    yield page
    context.close()


def test_what_comes_about_is_timed_to_its_last_change(page: Page) -> None:
    assert [ms >= 40 for ms in typed(page, "#word", "S05")] == [True] * 3
    assert page.locator("#found").inner_text() == "S05"
    assert shown(page, "#found") > 0
    assert 0 < chosen(page, "#file", ".kept", 0, b"a picture") < 60_000


def test_what_is_waited_for_in_vain_is_named(page: Page) -> None:
    with pytest.raises(TimeoutError, match=r"waited for #none to show: no #none; the page says: 0"):
        shown(page, "#none", 100)
    with pytest.raises(TimeoutError, match=r"button in \[data-testid=ticker\] \(title\) changed"):
        pressed(page, "#tick", "#word", 1_000)
    with pytest.raises(TimeoutError, match=r"a file of #file to be kept: no more than 5 of \.kept"):
        chosen(page, "#file", ".kept", 5, b"a picture", 100)


def test_a_page_that_is_busy_for_ever_keeps_nobody_waiting(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_page, "SPARE_MS", 500)
    with pytest.raises(TimeoutError, match=r"#word after a press of #loop.*does not answer"):
        pressed(page, "#loop", "#word", 500)
