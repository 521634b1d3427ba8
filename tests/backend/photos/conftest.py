from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from backend.api.guards import COOKIE
from backend.people import People
from backend.photos import Announcements, Patience, PhotoStore
from tests.backend.people.kit import CHEAP, LI, OURS, PASSWORD, Clock, Directory
from tests.backend.photos.kit import Told, application, serving


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> PhotoStore:
    return PhotoStore(data, reserve_bytes=0, patience=Patience(alone_s=60, contended_s=0.5))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    people = People(tmp_path / "people.db", now=Clock(), hasher=CHEAP)
    await people.open()
    await people.create_user(LI.id, PASSWORD)
    yield people
    await people.close()


@pytest.fixture
async def announcements(store: PhotoStore, told: Told) -> AsyncIterator[Announcements]:
    announcements = Announcements(store, told, again_s=60)
    yield announcements
    await announcements.close()


@pytest.fixture
def app(people: People, store: PhotoStore, announcements: Announcements) -> Litestar:
    return application(people, Directory(LI), store, announcements)


@pytest.fixture
async def headers(people: People) -> dict[str, str]:
    """What 李薇's phone sends with every request."""
    opened = await people.open_session(LI.id, "phone-1")
    return {"Cookie": f"{COOKIE}={opened.token}", **OURS}


@pytest.fixture
async def phone(app: Litestar, headers: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    """李薇's phone, wired to the application."""
    transport = httpx.ASGITransport(app=cast("Any", app), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://greenlane.test", headers=headers
    ) as client:
        yield client


@pytest.fixture
async def server(app: Litestar) -> AsyncIterator[str]:
    """The address of a real server."""
    async with serving(app) as address:
        yield address


@pytest.fixture
async def line(server: str, headers: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    """李薇's phone, on a real line to a real server."""
    async with httpx.AsyncClient(base_url=server, headers=headers) as client:
        yield client
