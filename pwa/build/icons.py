"""Draws the app's PNG icons from public/icons/icon.svg: `make icons`.

The PNG files are committed, so that a build needs no browser. Run this after changing the SVG.
A maskable icon fills its square, since the phone cuts its own shape out of it.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.browser import find

ROOT = Path(__file__).resolve().parents[2]
ICONS = ROOT / "pwa" / "public" / "icons"
GREEN = "#00574A"
SIZES_PX = {"192": 192, "512": 512, "maskable-512": 512, "apple-touch": 180}
SQUARE = {"maskable-512", "apple-touch"}


def page_for(svg: str, name: str, size_px: int) -> str:
    """Return a page that shows the icon at size_px, on a full square where one is wanted."""
    background = GREEN if name in SQUARE else "transparent"
    return (
        f"<style>body{{margin:0;background:{background}}}"
        f"svg{{display:block;width:{size_px}px;height:{size_px}px}}</style>{svg}"
    )


def main() -> None:
    """Write every PNG beside the SVG."""
    svg = (ICONS / "icon.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for name, size_px in SIZES_PX.items():
            page = browser.new_page(viewport={"width": size_px, "height": size_px})
            page.set_content(page_for(svg, name, size_px))
            page.screenshot(path=ICONS / f"{name}.png", omit_background=name not in SQUARE)
        browser.close()


if __name__ == "__main__":
    main()
