"""One Playwright and one browser for the run, and an installation of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e.offices import copy
from tests.e2e.people import launch
from tests.e2e.serving import Server

PATIENCE_MS = 30_000
"""How long a screen may take to show what it should: two browsers at once share two cores, and
what comes at all is waited for, not timed."""
LONG = ("test_screens", "test_a_day", "test_twelve", "test_scanning", "test_checklists")
"""These files go first, so that no core ends long before the other."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.index(name) if (name := item.path.stem) in LONG else len(LONG))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """One with no camera; what a test opens in it is closed when it ends."""
    before = list(chromium.contexts)
    yield chromium
    for context in chromium.contexts:
        if context not in before:
            context.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A real server with people in it and nothing else."""
    yield from _serving(tmp_path, listed=False)


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[Server]:
    """A real server with people in it, and the list of the demo."""
    yield from _serving(tmp_path, listed=True)


def _serving(folder: Path, *, listed: bool) -> Iterator[Server]:
    running = Server(folder / "data")
    copy(running.data, listed=listed)
    running.start()
    yield running
    running.stop()
