"""axe-core over a screen as it stands."""

from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.quiet import await_quiet

_AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """(only) => axe.run(document, only ? { runOnly: only } : {}).then(
  ({ violations }) => violations.map((one) => `${one.id}: ${one.nodes[0].html}`))"""
_OF_COLOURS = ["color-contrast", "link-in-text-block"]
_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(page: Page, *, colours_alone: bool = False) -> list[str]:
    """What axe-core objects to, and whether the screen is wider than its window. The colours alone
    where all else of the same screen was looked at in another theme."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_AXE.read_text("utf-8"))
    await_quiet(page)  # what fades in has other colours until it is there
    found: list[str] = page.evaluate(_RUN, _OF_COLOURS if colours_alone else None)
    return [*found, *(["wider than the window"] if page.evaluate(_WIDE) else [])]


def faults_in_both_themes(page: Page) -> list[str]:
    found = []
    for theme in ("dark", "light"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        found += [f"{theme}: {one}" for one in faults(page, colours_alone=theme == "dark")]
    return found
