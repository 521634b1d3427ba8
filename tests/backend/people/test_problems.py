"""Every failure of the API is a problem with a code, and inner failures stay inside."""

from typing import Any, cast

import httpx
import msgspec
import pytest
import structlog
from litestar import Litestar, get
from litestar.params import FromPath, FromQuery

from backend.api.problems import MEDIA_TYPE, PROBLEM_HANDLERS, ProblemError, of_status
from backend.wire.desk import Problem


@get("/broken")
async def broken() -> None:
    password = "".join(["tul", "ips"])
    raise RuntimeError(f"the safe opens {len(password)} to 1234")


@get("/wrong-hash")
async def wrong_hash() -> None:
    raise ProblemError(
        460, "wrong_hash", "照片有损。", "Damaged.", "", "Send again.", headers={"X-Kept": "1"}
    )


@get("/numbers/{number:int}")
async def numbers(number: FromPath[int], limit: FromQuery[int]) -> int:
    return number + limit


async def ask(path: str) -> tuple[httpx.Response, Problem]:
    app = Litestar(
        [broken, wrong_hash, numbers],
        exception_handlers=PROBLEM_HANDLERS,
        openapi_config=None,
        logging_config=None,
    )
    transport = httpx.ASGITransport(app=cast("Any", app))
    async with httpx.AsyncClient(transport=transport, base_url="https://greenlane.test") as client:
        answer = await client.get(path)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    return answer, msgspec.json.decode(answer.content, type=Problem)


async def test_an_inner_failure_is_logged_and_not_told() -> None:
    with structlog.testing.capture_logs() as logs:
        answer, problem = await ask("/broken")
    assert (answer.status_code, problem.code) == (500, "internal")
    assert "1234" not in answer.text
    assert "1234" in logs[0]["traceback"]


async def test_a_failure_is_logged_without_what_people_typed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await ask("/broken")
    logged = capsys.readouterr().out
    assert "1234" in logged
    assert "tulips" not in logged


async def test_a_status_that_no_registry_knows() -> None:
    answer, problem = await ask("/wrong-hash")
    assert answer.status_code == problem.status == 460
    assert problem.title == "Checksum Mismatch"
    assert (problem.detail, problem.action) == ("照片有损。 Damaged.", "Send again.")
    assert answer.headers["x-kept"] == "1"


async def test_a_bad_parameter_is_named() -> None:
    answer, problem = await ask("/numbers/1?limit=many")
    assert (answer.status_code, problem.code) == (400, "bad_request")
    assert "limit" in problem.detail
    answer, problem = await ask("/numbers/1")
    assert (answer.status_code, problem.code) == (400, "bad_request")


def test_an_unusual_status_borrows_the_words_of_its_class() -> None:
    assert of_status(418).code == "bad_request"
    assert of_status(502).code == "internal"
    assert len(of_status(400, found="x" * 10_000).problem().detail) < 1200
