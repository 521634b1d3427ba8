"""What is timed in a page of the phone's bench, by the page's own clock.

Guarantee: every wait has an end, whatever the page does, and its error names what was waited for.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as Late

WATCH = (Path(__file__).parent / "phone_watch.js").read_text("utf-8")
"""For `add_init_script`: what all of this module needs in a page."""
MOST_MS = 60_000
SPARE_MS = 20_000
"""More than a page needs to say itself that it waited in vain."""
_QUIET_KEY_MS, _QUIET_SCREEN_MS = 300, 400
_TYPE = """([selector, text, quiet, most]) => watch.settled(() => {
  const field = document.querySelector(selector)
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
}, quiet, most)"""
_PRESS = """([selector, quiet, most, shows]) => watch.settled(
  () => document.querySelector(selector).click(), quiet, most, shows)"""
_SHOW = "([selector, most]) => watch.shown(selector, most)"
_ARM = """(field) => (watch.began = null) ?? document.querySelector(field).addEventListener(
  'change', () => (watch.began = performance.now()), { capture: true, once: true })"""
_CHOOSE = """async ([kept, before, most]) => {
  const more = () => watch.began !== null && document.querySelectorAll(kept).length > before
  await watch.changed(more, most, () => `no more than ${before} of ${kept}; ${watch.read()}`)
  return performance.now() - watch.began
}"""


def shown(page: Page, selector: str, most_ms: int = MOST_MS) -> float:
    """Milliseconds from the navigation until it shows and is painted."""
    _begin(page, _SHOW, [selector, most_ms])
    return _outcome(page, f"{selector} to show", most_ms)


def pressed(page: Page, selector: str, shows: str, most_ms: int = MOST_MS) -> float:
    """Milliseconds from a press until `shows` is there and the last change is painted."""
    page.locator(selector).first.wait_for()
    _begin(page, _PRESS, [selector, _QUIET_SCREEN_MS, most_ms, shows])
    return _outcome(page, f"{shows} after a press of {selector}", most_ms)


def typed(page: Page, selector: str, word: str, most_ms: int = MOST_MS) -> list[float]:
    """A word, letter after letter, each once all has come to rest; milliseconds of each."""
    page.locator(selector).fill("")
    times = []
    for text in (word[: length + 1] for length in range(len(word))):
        _begin(page, _TYPE, [selector, text, _QUIET_KEY_MS, most_ms])
        times.append(_outcome(page, f"rest after {text!r} in {selector}", most_ms))
    return times


def chosen(
    page: Page, field: str, kept: str, before: int, picture: bytes, most_ms: int = MOST_MS
) -> float:
    """Milliseconds from the choice of a file until one more than before is shown as kept."""
    page.locator(field).wait_for(state="attached")
    page.evaluate(_ARM, field)
    _begin(page, _CHOOSE, [kept, before, most_ms])
    file: Any = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
    page.locator(field).set_input_files(file)
    return _outcome(page, f"a file of {field} to be kept", most_ms)


def _begin(page: Page, work: str, argument: list[Any]) -> None:
    """Returns at once: a page that is busy for ever keeps only itself waiting."""
    page.evaluate(f"(argument) => watch.begin(() => ({work})(argument))", argument)


def _outcome(page: Page, what: str, most_ms: int) -> float:
    try:
        found = page.wait_for_function(
            "() => watch.outcome", timeout=most_ms + SPARE_MS, polling=20
        )
        outcome = found.json_value()
    except Late:
        raise TimeoutError(f"{page.url}: waited for {what}, but the page does not answer") from None
    except Error as error:
        raise RuntimeError(f"{page.url}: waited for {what}: {error.message}") from error
    if "problem" in outcome:
        raise TimeoutError(f"{page.url}: waited for {what}: {outcome['problem']}")
    ms: float = outcome["ms"]
    return ms
