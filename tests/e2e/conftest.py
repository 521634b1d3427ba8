"""One Playwright for the run, and an installation of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.e2e.people import hire
from tests.e2e.serving import Server

PATIENCE_MS = 30_000
"""How long a screen may take to show what it should: two browsers at once share two cores, and
what comes at all is waited for, not timed."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A real server with people in it and nothing else."""
    running = Server(tmp_path / "data")
    hire(running)
    running.start()
    yield running
    running.stop()
