"""Old apps and busy hours: what is recorded is always taken, the rest may be told to wait."""

import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from backend.journal import writer
from backend.journal.append import Appender
from backend.settings import Settings, load
from tests.backend.keeping.served import CRATES, serving
from tests.kit import inspection


def wanting(oldest: int) -> Settings:
    settings = load()
    return replace(settings, limits=replace(settings.limits, oldest_client=oldest))


@pytest.mark.parametrize(
    ("client", "oldest", "status"),
    [
        (None, 0, 200),
        (None, 1, 426),
        ("1", 1, 200),
        ("2", 3, 426),
        ("10", 9, 200),
        ("x", 1, 426),
        ("-5", 1, 426),
        ("9" * 30, 1, 426),
    ],
)
async def test_an_old_app_must_update_before_it_pulls_but_may_always_push(
    tmp_path: Path, client: str | None, oldest: int, status: int
) -> None:
    async with serving(tmp_path / "data", wanting(oldest)) as site:
        headers = {} if client is None else {"Greenlane-Client": client}
        pulled = await site.get("wang", "/api/changes", **headers)
        assert pulled.status_code == status
        if status == 426:
            assert pulled.json()["code"] == "client_too_old"
        phone = await site.phone()
        phone.record("inspection.recorded", inspection(CRATES[0]))
        assert (await site.push(phone)).json()["answers"][0]["answer"] == "stored"


async def test_when_too_much_waits_one_is_told_when_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    async with serving(tmp_path / "data") as site:
        phone = await site.phone()
        phone.record("inspection.recorded", inspection(CRATES[0]))
        await site.get("wang", "/api/status")
        held, go = threading.Event(), threading.Event()

        def hold(_: Appender) -> None:
            held.set()
            assert go.wait(30)

        queue = site.office.journal._writer
        first = queue.submit(hold)
        assert held.wait(30)
        others = [queue.submit(lambda _: None) for _ in range(3)]
        busy = await site.push(phone)
        assert (busy.status_code, busy.json()["code"]) == (503, "busy")
        assert 1 <= int(busy.headers["Retry-After"]) <= 60
        go.set()
        for job in [first, *others]:
            job.result(30)
        assert (await site.push(phone)).json()["answers"][0]["answer"] == "stored"
