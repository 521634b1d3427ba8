"""Finds a Chromium for the end-to-end tests, and installs one when asked.

`find()` looks at $CHROMIUM, then the PATH, then Playwright's own download, and never installs.
`python tests/e2e/browser.py` prints the path, and installs a browser first where there is none:
Debian's as root (with a Chinese font, since labels are Chinese), else Playwright's own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
HELP = (
    "找不到 Chromium。No Chromium was found and none could be installed.\n"
    "Install one (Debian: apt-get install chromium fonts-noto-cjk; "
    "elsewhere: .venv/bin/playwright install chromium)\n"
    "or set CHROMIUM=/path/to/chromium, then run again."
)


class NoBrowserError(Exception):
    """There is no Chromium to run; the message says how to get one."""


def find() -> Path:
    """Return the Chromium to run. Raises NoBrowserError, saying what to do."""
    named = os.environ.get("CHROMIUM")
    if named:
        return _named(named)
    for name in NAMES:
        on_path = shutil.which(name)
        if on_path:
            return Path(on_path)
    own = _playwrights_own()
    if own is None:
        raise NoBrowserError(HELP)
    return own


def _named(named: str) -> Path:
    path = shutil.which(named)
    if path is None:
        message = f"CHROMIUM={named} is not a program. Point it at a Chromium, or unset it."
        raise NoBrowserError(message)
    return Path(path)


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _commands() -> list[list[str]]:
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return [playwright]
    return [["apt-get", "update"], ["apt-get", "install", "-y", *PACKAGES], playwright]


def _install() -> None:
    """Try each way in turn until a browser is there; what fails says so itself."""
    for command in _commands():
        print("+", " ".join(command), file=sys.stderr)
        subprocess.run(command, check=False, stdout=sys.stderr)
        try:
            find()
        except NoBrowserError:
            continue
        return


def main() -> int:
    """Print the path of a browser, installing one first if need be. Return an exit code."""
    try:
        try:
            print(find())
        except NoBrowserError:
            if os.environ.get("CHROMIUM"):
                raise
            _install()
            print(find())
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
