from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from backend.people import People
from tests.backend.people.kit import (
    CHEAP,
    LI,
    PASSWORD,
    WANG,
    Clock,
    Directory,
    application,
    browser,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def people(tmp_path: Path, clock: Clock) -> AsyncIterator[People]:
    """Open, with 李薇 and 王芳 in it."""
    people = People(tmp_path / "people.db", now=clock, hasher=CHEAP)
    await people.open()
    await people.create_user(LI.id, PASSWORD)
    await people.create_user(WANG.id, PASSWORD)
    yield people
    await people.close()


@pytest.fixture
def directory() -> Directory:
    return Directory(LI, WANG)


@pytest.fixture
def app(people: People, directory: Directory) -> Litestar:
    return application(people, directory)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as client:
        yield client
