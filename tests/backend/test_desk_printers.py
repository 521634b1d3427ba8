"""The desk prints to a printer on a socket: one that is ready, out of paper, off, or hangs up
midway; and to a queue of CUPS that is ready, takes no jobs, is stopped, fails, or is not there.

A printer that says beforehand that it cannot print costs no entry; what was told to be printed and
then failed is in the journal, so that the run is gone on with from its last good label.
"""

import re
import socketserver
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from msgspec.structs import replace

from backend.settings import Printer, load
from backend.wire.views import Crate
from labels.code import token_of
from labels.printers import zpl
from tests.backend.keeping.served import CRATES, Served, serving
from tests.labels.cups import Cups, running
from tests.labels.test_printers import PAUSED_AND_OPEN, READY

NO_PAPER = READY.replace(b"030,0,0,", b"030,1,0,")


class Raw(socketserver.ThreadingTCPServer):
    """A printer at a raw port: answers `~HS`, keeps what it is sent, line after line."""

    daemon_threads = True

    def __init__(self, status: bytes, takes: int | None) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.status, self.takes = status, takes
        self.jobs: list[bytes] = []
        self.lock = threading.Lock()


class Line(socketserver.BaseRequestHandler):
    server: Raw

    def handle(self) -> None:
        got = bytearray()
        while more := self.request.recv(1 << 16):
            got += more
            printing = len(got) > len(zpl.ASK_STATUS)
            if self.server.takes is not None and printing and len(got) >= self.server.takes:
                return  # hangs up in the middle of a label
            if got.endswith(zpl.ASK_STATUS):
                self.request.sendall(self.server.status)
        with self.server.lock:
            self.server.jobs.append(bytes(got))


@contextmanager
def raw_port(status: bytes, takes: int | None = None) -> Iterator[Raw]:
    with Raw(status, takes) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@asynccontextmanager
async def office(data: Path, **to: Any) -> AsyncIterator[Served]:
    printer = Printer(
        code="zebra", zh="标签机", en="Printer", stocks=["100x150"], format="zpl", dpi=203, **to
    )
    async with serving(data, replace(load(), printers=[printer])) as served:
        yield served


async def printed(served: Served) -> tuple[dict[str, Any], int]:
    """How a run of one label ended, and how many prints the journal tells of."""
    label = (await served.doc(Crate, CRATES[0])).label
    assert label is not None
    asked = {"numbers": [label.number], "stock": "100x150", "format": "zpl", "dpi": 203}
    asked |= {"faces": 2, "start_at": 1, "printer": "zebra", "check": True}
    answer = await served.post("zhou", "/api/labels/prints", asked)
    assert answer.status_code == 201, answer.text
    run = await ended(served, answer.json())
    after = (await served.doc(Crate, CRATES[0])).label
    assert after is not None
    return run, len(after.prints)


async def ended(served: Served, run: Any) -> Any:
    while run["state"] in ("making", "sending"):
        run = (await served.get("zhou", f"/api/labels/prints/{run['id']}")).json()
    return run


async def test_a_ready_printer_gets_the_very_label(tmp_path: Path) -> None:
    with raw_port(READY) as port:
        where = f"127.0.0.1:{port.server_address[1]}"
        async with office(tmp_path, address=where) as served:
            run, prints = await printed(served)
            label = (await served.doc(Crate, CRATES[0])).label
    assert (run["state"], run["error"], prints) == ("done", None, 1)
    assert "就绪" in run["said"][-1]["zh"]
    assert "ready" in run["said"][-1]["en"]
    stream = b"".join(job for job in port.jobs if b"^XA" in job)
    (page,) = zpl.bitmaps(stream)
    assert label is not None
    codes = zxingcpp.read_barcodes(page.bitmap.picture())
    assert [token_of(code.text) for code in codes] == [label.token]
    assert page.times == 2


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [(NO_PAPER, "缺纸", "out of paper"), (PAUSED_AND_OPEN, "已暂停", "paused")],
)
async def test_a_printer_that_cannot_print_costs_no_entry(
    tmp_path: Path, status: bytes, zh: str, en: str
) -> None:
    with raw_port(status) as port:
        where = f"127.0.0.1:{port.server_address[1]}"
        async with office(tmp_path, address=where) as served:
            run, prints = await printed(served)
    assert (run["state"], prints) == ("failed", 0)
    assert zh in run["error"]["zh"]
    assert en in run["error"]["en"]
    assert not any(b"^XA" in job for job in port.jobs)


async def test_a_printer_that_is_off_costs_no_entry(tmp_path: Path) -> None:
    with raw_port(READY) as port:
        where = f"127.0.0.1:{port.server_address[1]}"
    async with office(tmp_path, address=where) as served:
        run, prints = await printed(served)
    assert (run["state"], prints) == ("failed", 0)
    assert "无法向打印机" in run["error"]["zh"]
    assert re.search("printer", run["error"]["en"])


async def test_a_printer_that_hangs_up_midway_is_told_and_the_print_counts(tmp_path: Path) -> None:
    with raw_port(READY, takes=1_000) as port:
        where = f"127.0.0.1:{port.server_address[1]}"
        async with office(tmp_path, address=where) as served:
            run, prints = await printed(served)
    assert (run["state"], prints) == ("failed", 1)
    assert "中途断开" in run["error"]["zh"]
    assert "hung up midway" in run["error"]["en"]


@pytest.fixture(scope="module")
def cups() -> Iterator[Cups]:
    with running() as service:
        yield service


async def test_a_queue_of_cups_gets_the_label_and_its_answer_is_shown(
    tmp_path: Path, cups: Cups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(cups.socket))
    folder = cups.add("office")
    async with office(tmp_path, queue="office") as served:
        run, prints = await printed(served)
        label = (await served.doc(Crate, CRATES[0])).label
    assert (run["state"], run["error"], prints) == ("done", None, 1)
    (said,) = run["said"]
    assert "打印队列 office：任务 office-1 已从队列交给打印机" in said["zh"]
    assert "job office-1 went from the queue to the printer" in said["en"]
    (page,) = zpl.bitmaps((folder / "printed").read_bytes())
    assert label is not None
    codes = zxingcpp.read_barcodes(page.bitmap.picture())
    assert ([token_of(code.text) for code in codes], page.times) == ([label.token], 2)


@pytest.mark.parametrize(
    ("command", "zh", "en"),
    [
        (("cupsreject", "-r", "换碳带"), "不接受任务：换碳带", "takes no jobs: 换碳带"),
        (("cupsdisable", "-r", "缺纸"), "已停用：缺纸", "is stopped: 缺纸"),
        ((), "没有打印队列", "There is no queue"),
    ],
)
async def test_a_queue_that_cannot_print_costs_no_entry(
    tmp_path: Path,
    cups: Cups,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    zh: str,
    en: str,
) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(cups.socket))
    name = command[0] if command else "nowhere"
    if command:
        cups.add(name)
        cups.run(*command, name)
    async with office(tmp_path, queue=name) as served:
        run, prints = await printed(served)
    assert (run["state"], run["recorded"], prints) == ("failed", False, 0)
    assert zh in run["error"]["zh"]
    assert en in run["error"]["en"]
    assert name in run["error"]["en"]


async def test_a_queue_whose_printer_fails_is_told_and_all_is_printed_again(
    tmp_path: Path, cups: Cups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(cups.socket))
    folder = cups.add("failing")
    (folder / "broken").write_text("head open", "utf-8")
    async with office(tmp_path, queue="failing") as served:
        run, prints = await printed(served)
        assert (run["state"], run["recorded"], prints) == ("failed", True, 1)
        assert "head open" in run["error"]["zh"]
        cups.run("cancel", "-a", "failing")
        (folder / "broken").unlink()
        cups.run("cupsenable", "failing")
        again = await served.post("zhou", f"/api/labels/prints/{run['id']}/again")
        run = await ended(served, again.json())
        label = (await served.doc(Crate, CRATES[0])).label
    assert (run["state"], run["copies"]) == ("done", 1)
    assert label is not None
    assert (len(label.prints), label.spoiled) == (2, 1)
    assert len(list(zpl.bitmaps((folder / "printed").read_bytes()))) == 1
