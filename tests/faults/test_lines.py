"""A line that breaks while a body is sent: all of it counts, or nothing."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from backend.settings import DEMO_LIST
from tests.kit import DECLARATION, check
from tests.kit.line import Line, exchange, request
from tests.kit.premises import CRATES, Premises
from tests.kit.serving import Serving


def test_a_list_cut_anywhere_imports_nothing_and_fills_no_log(
    premises: Premises, tmp_path: Path
) -> None:
    """A table cut after a row is a table too: only its announced length tells."""
    token = premises.tokens["zhou"]
    content = DEMO_LIST.read_bytes().replace(DECLARATION.encode(), b"210900113009999")
    raw = request("POST", "/api/imports?name=list.csv&apply=true", content, token=token)
    rows = [at + 1 for at, byte in enumerate(content) if byte == ord("\n")]
    with capture_logs() as logs, Serving(premises.copy(tmp_path / "data")) as server:
        for at in range(0, len(raw), 1000):
            assert exchange(server.address, raw, Line(request_cut=at)) is None
        for at in rows[:-1]:
            server.hand_in(raw, at)
        crates = exchange(server.address, request("GET", "/api/crates", token=token))
        assert crates is not None
        assert crates.json()["total"] == len(CRATES)
        answer = exchange(server.address, raw)
        assert answer is not None
        assert answer.status == 201
    assert not [entry for entry in logs if entry["log_level"] == "error"]
    check(server.path)


@pytest.mark.parametrize("at", [0, 1, 17, 200, 500])
def test_a_lost_answer_is_asked_for_again_and_is_the_same(
    premises: Premises, tmp_path: Path, at: int
) -> None:
    token = premises.tokens["zhao"]
    with Serving(premises.copy(tmp_path / "data")) as server:
        raw = request("GET", "/api/changes?cursor=", token=token)
        assert exchange(server.address, raw, Line(answer_cut=at)) is None
        first, second = (exchange(server.address, raw) for _ in range(2))
        assert first is not None
        assert second is not None
        assert first.content == second.content
