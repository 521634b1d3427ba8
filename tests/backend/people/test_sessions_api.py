"""Signing in and out over HTTP."""

from http.cookies import SimpleCookie

import httpx
import pytest
from litestar import Litestar

from backend.api.guards import COOKIE
from backend.people import People
from backend.wire.views import Person
from tests.backend.people.kit import (
    LI,
    OURS,
    PASSWORD,
    WANG,
    Clock,
    Directory,
    browser,
    sign_in,
    token_of,
)


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, str]:
    """The answer's problem details, which must be these."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "code", "action"}
    assert (body["status"], body["code"]) == (status, code)
    assert "。 " in body["detail"]
    assert body["action"]
    return dict(body)


async def test_a_day_at_the_desk(client: httpx.AsyncClient, clock: Clock) -> None:
    problem(await client.get("/api/session"), 401, "not_signed_in")
    answer = await sign_in(client)
    assert answer.status_code == 201
    assert answer.json() == {
        "user": "li.wei",
        "name": "李薇",
        "roles": ["inspector"],
        "dev": None,
        "expires_at": "2013-05-10T20:00:00.000Z",
    }
    assert answer.headers["cache-control"] == "no-store"
    who = await client.get("/api/session")
    assert who.json() == answer.json()
    assert (await client.get("/api/me")).json()["user"] == "li.wei"
    signed_out = await client.delete("/api/session")
    assert (signed_out.status_code, signed_out.content) == (204, b"")
    assert COOKIE not in client.cookies
    problem(await client.get("/api/session"), 401, "not_signed_in")
    assert (await client.delete("/api/session")).status_code == 204


async def test_the_cookie_stays_with_this_host_and_out_of_scripts(
    client: httpx.AsyncClient,
) -> None:
    (cookie,) = SimpleCookie((await sign_in(client)).headers["set-cookie"]).values()
    assert cookie.key == "__Host-session"
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert cookie["max-age"] == "43200"
    (gone,) = SimpleCookie((await client.delete("/api/session")).headers["set-cookie"]).values()
    assert (gone.key, gone.value, gone["max-age"]) == ("__Host-session", "", "0")
    assert gone["secure"]


async def test_signing_out_ends_the_session_itself(app: Litestar) -> None:
    async with browser(app) as desk, browser(app) as thief:
        thief.cookies.set(COOKIE, token_of(await sign_in(desk)))
        assert (await thief.get("/api/session")).status_code == 200
        await desk.delete("/api/session")
        problem(await thief.get("/api/session"), 401, "not_signed_in")


async def test_a_planted_cookie_never_becomes_a_session(app: Litestar) -> None:
    planted = "A" * 43
    async with browser(app) as victim, browser(app) as thief:
        victim.cookies.set(COOKIE, planted, domain="greenlane.test", path="/")
        thief.cookies.set(COOKIE, planted)
        problem(await victim.get("/api/me"), 401, "not_signed_in")
        assert token_of(await sign_in(victim)) != planted
        problem(await thief.get("/api/me"), 401, "not_signed_in")


async def test_each_sign_in_rotates_the_token_and_ends_the_last(app: Litestar) -> None:
    async with browser(app) as desk, browser(app) as thief:
        first = token_of(await sign_in(desk))
        second = token_of(await sign_in(desk, WANG.id))
        assert first != second
        thief.cookies.set(COOKIE, first)
        problem(await thief.get("/api/me"), 401, "not_signed_in")
        assert (await desk.get("/api/me")).json()["user"] == "wang.fang"


async def test_a_failed_sign_in_tells_nothing_and_keeps_the_session(
    client: httpx.AsyncClient, people: People, directory: Directory
) -> None:
    await sign_in(client)
    wrong = problem(await sign_in(client, password="wrong"), 401, "sign_in_failed")
    assert problem(await sign_in(client, user="nobody"), 401, "sign_in_failed") == wrong
    directory.rows[WANG.id] = Person(id=WANG.id, name=WANG.name, roles=[])
    assert problem(await sign_in(client, WANG.id), 401, "sign_in_failed") == wrong
    await people.set_disabled(WANG.id, True)
    assert problem(await sign_in(client, WANG.id), 401, "sign_in_failed") == wrong
    assert (await client.get("/api/me")).json()["user"] == "li.wei"


async def test_names_are_taken_as_people_type_them(client: httpx.AsyncClient) -> None:
    assert (await sign_in(client, user=" Li.Wei ")).status_code == 201


async def test_guessing_waits(client: httpx.AsyncClient, app: Litestar, clock: Clock) -> None:
    for _ in range(5):
        problem(await sign_in(client, password="wrong"), 401, "sign_in_failed")
    refused = await sign_in(client)
    assert "30 秒" in problem(refused, 429, "too_many_attempts")["action"]
    assert refused.headers["retry-after"] == "30"
    async with browser(app, address="10.0.0.8") as elsewhere:
        assert (await sign_in(elsewhere)).status_code == 201
    clock.pass_(seconds=30)
    assert (await sign_in(client)).status_code == 201
    assert (await sign_in(client)).status_code == 201


async def test_rights_are_those_of_this_moment(
    client: httpx.AsyncClient, directory: Directory
) -> None:
    problem(await client.get("/api/desk-only"), 401, "not_signed_in")
    await sign_in(client)
    refused = problem(await client.get("/api/desk-only"), 403, "no_right")
    assert "复核人员、管理员" in refused["detail"]
    directory.rows[LI.id] = Person(id=LI.id, name=LI.name, roles=["inspector", "supervisor"])
    assert (await client.get("/api/desk-only")).status_code == 200
    directory.rows[LI.id] = Person(id=LI.id, name=LI.name, roles=[])
    problem(await client.get("/api/me"), 401, "not_signed_in")
    del directory.rows[LI.id]
    problem(await client.get("/api/me"), 401, "not_signed_in")


async def test_a_phones_session_names_the_phone(client: httpx.AsyncClient, people: People) -> None:
    opened = await people.open_session(LI.id, "phone-1")
    client.cookies.set(COOKIE, opened.token)
    assert (await client.get("/api/session")).json()["dev"] == "phone-1"
    await people.close_device_sessions("phone-1")
    problem(await client.get("/api/session"), 401, "not_signed_in")


CROSS = {"user": LI.id, "password": PASSWORD}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://greenlane.test"},
        {"Origin": "https://evil.test"},
        {"Origin": "https://greenlane.test.evil.test"},
        {"Origin": "https://greenlane.test:8443"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://[bad"},
    ],
)
async def test_another_site_changes_nothing(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    await sign_in(client)
    del client.headers["Sec-Fetch-Site"]
    refused = await client.delete("/api/session", headers=headers)
    problem(refused, 403, "cross_site")
    problem(await client.post("/api/session", json=CROSS, headers=headers), 403, "cross_site")
    assert (await client.get("/api/session", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [OURS, {"Sec-Fetch-Site": "none"}, {"Origin": "https://greenlane.test"}, {}],
    ids=["page", "typed", "older browser", "no browser"],
)
async def test_our_own_pages_may(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    del client.headers["Sec-Fetch-Site"]
    answer = await client.post("/api/session", json=CROSS, headers=headers)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "truncated"),
        (b"{", "truncated"),
        (b"[]", "Expected `object`"),
        (b'{"user": "li.wei"}', "`password`"),
        (b'{"user": 5, "password": "x"}', "$.user"),
        (b'{"user": "a", "password": "x", "admin": true}', "admin"),
        (b'{"user": "a", "password": "' + b"x" * 257 + b'"}', "$.password"),
        (b'{"user": "\xff", "password": "x"}', ""),
    ],
)
async def test_a_bad_body_is_told_where(client: httpx.AsyncClient, body: bytes, found: str) -> None:
    answer = await client.post("/api/session", content=body)
    assert found in problem(answer, 400, "bad_request")["detail"]


async def test_an_endless_body_is_cut(client: httpx.AsyncClient) -> None:
    problem(await client.post("/api/session", content=b"x" * 70_000), 413, "too_large")


async def test_unknown_addresses_and_methods_are_problems_too(
    client: httpx.AsyncClient,
) -> None:
    problem(await client.get("/api/nothing"), 404, "not_found")
    problem(await client.put("/api/session"), 405, "method_not_allowed")
