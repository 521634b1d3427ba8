"""A clock that is set by hand, cheap hashing, and an application of the session parts alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
from argon2 import PasswordHasher
from litestar import Litestar, Router, get
from litestar.datastructures import State

from backend.api.guards import COOKIE, ApiRequest, SessionMiddleware, needs, signed_in
from backend.api.problems import PROBLEM_HANDLERS
from backend.api.sessions import SessionController
from backend.people import People
from backend.wire.views import Person

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
OURS = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "芍药 and tulips"


class Clock:
    """Time stands still until somebody moves it."""

    def __init__(self) -> None:
        self.at = datetime(2013, 5, 10, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += timedelta(**span)


class Directory:
    """The person view, as the journal would derive it."""

    def __init__(self, *people: Person) -> None:
        self.rows = {person.id: person for person in people}

    async def __call__(self, user: str) -> Person | None:
        return self.rows.get(user)


LI = Person(id="li.wei", name="李薇", roles=["inspector"])
WANG = Person(id="wang.fang", name="王芳", roles=["supervisor", "administrator"])


@get("/api/me", guards=[signed_in])
async def me(request: ApiRequest) -> dict[str, Any]:
    assert request.user is not None
    return {"user": request.user.user, "roles": request.user.roles, "dev": request.user.dev}


@get("/api/desk-only", guards=[needs("supervisor", "administrator")])
async def desk_only() -> str:
    return "ok"


def application(people: People, directory: Directory) -> Litestar:
    return Litestar(
        [Router("/", route_handlers=[SessionController, me, desk_only])],
        middleware=[SessionMiddleware()],
        exception_handlers=PROBLEM_HANDLERS,
        state=State({"people": people, "person_lookup": directory}),
        openapi_config=None,
        logging_config=None,
    )


@asynccontextmanager
async def browser(app: Litestar, address: str = "10.0.0.7") -> AsyncIterator[httpx.AsyncClient]:
    """A client at `address` whose pages are ours."""
    transport = httpx.ASGITransport(app=cast("Any", app), client=(address, 50000))
    async with httpx.AsyncClient(
        transport=transport, base_url="https://greenlane.test", headers=OURS
    ) as client:
        yield client


async def sign_in(
    client: httpx.AsyncClient, user: str = LI.id, password: str = PASSWORD
) -> httpx.Response:
    return await client.post("/api/session", json={"user": user, "password": password})


def token_of(answer: httpx.Response) -> str:
    """The session token that an answer sets."""
    return str(answer.cookies[COOKIE])
