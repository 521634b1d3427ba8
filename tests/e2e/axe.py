"""axe-core over a screen as it stands."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = "axe.run().then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html}`))"
_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(page: Page) -> list[str]:
    """What axe-core objects to, and whether the screen is wider than its window."""
    page.evaluate(_AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(_RUN)
    return [*found, *(["wider than the window"] if page.evaluate(_WIDE) else [])]


def faults_in_both_themes(page: Page) -> list[str]:
    found = []
    for theme in ("dark", "light"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        found += [f"{theme}: {fault}" for fault in faults(page)]
    return found
