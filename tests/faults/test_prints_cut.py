"""kill -9 while labels are printed: each run is there when the server is back, at the step where it
was cut off, and is gone on with so that the prints add up."""

import json
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labels.printers import zpl
from tests.faults.child import Nursery
from tests.kit import DECLARATION, check
from tests.kit.line import Address, exchange, request
from tests.kit.premises import Premises
from tests.labels.test_printers import READY

_MANY = 100
_SETTINGS = """
base = "jinzhou2013"
[[printers]]
code = "zebra"
zh = "标签机"
en = "Label printer"
stocks = ["100x150"]
format = "zpl"
dpi = 203
address = "127.0.0.1:{port}"
"""


class Stuck(socketserver.ThreadingTCPServer):
    """A printer that says it is ready and, while `jammed`, takes the first bytes of a job and no
    more; it keeps what it is sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.jammed, self.reading = True, threading.Event()
        self.cleared = threading.Event()
        self.pages = 0


class Line(socketserver.BaseRequestHandler):
    server: Stuck

    def handle(self) -> None:
        got = bytearray()
        while more := self.request.recv(1 << 12):
            got += more
            if self.server.jammed and len(got) > 2 * len(zpl.ASK_STATUS):
                self.server.reading.set()
                self.server.cleared.wait()
                return
            if got.endswith(zpl.ASK_STATUS):
                self.request.sendall(READY)
        self.server.pages += got.count(b"^XZ")


@pytest.fixture
def printer() -> Iterator[Stuck]:
    with Stuck() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.cleared.set()
        server.shutdown()
        thread.join()


class Desk:
    """A port officer's desk at whichever server runs now."""

    def __init__(self, premises: Premises) -> None:
        self._token = premises.tokens["zhou"]
        self.address: Address = ("", 0)

    def get(self, path: str) -> Any:
        return self._ask("GET", path, b"", 200).json()

    def post(self, path: str, body: Any = None, status: int = 201) -> Any:
        data = b"" if body is None else json.dumps(body).encode()
        return self._ask("POST", path, data, status).json()

    def _ask(self, method: str, path: str, data: bytes, status: int) -> Any:
        raw = request(
            method, path, data, token=self._token, headers={"Content-Type": "application/json"}
        )
        answer = exchange(self.address, raw)
        assert answer is not None
        assert answer.status == status, answer.content
        return answer

    def print_(self, numbers: list[str], **more: Any) -> Any:
        asked = {"stock": "100x150", "format": "zpl", "dpi": 203, "faces": 2, "start_at": 1}
        asked |= {"printer": "zebra", "check": False, **more}
        return self.post("/api/labels/prints", {"numbers": numbers, **asked})

    def ended(self, run: Any) -> Any:
        while run["state"] in ("making", "sending"):
            run = self.get(f"/api/labels/prints/{run['id']}")
        return run

    def runs(self) -> list[Any]:
        found: list[Any] = self.get(f"/api/labels/prints?declaration={DECLARATION}")
        return found

    def life(self) -> Any:
        return self.get(f"/api/labels/of/{DECLARATION}")

    def numbers(self) -> list[str]:
        return [line["label"]["number"] for line in self.life()["lines"]]


@pytest.mark.slow
def test_a_run_that_is_cut_off_is_found_again(
    premises: Premises, tmp_path: Path, printer: Stuck
) -> None:
    settings = tmp_path / "expo.toml"
    settings.write_text(_SETTINGS.format(port=printer.server_address[1]), "utf-8")
    data = premises.copy(tmp_path / "data")
    desk = Desk(premises)
    with Nursery(settings) as nursery:
        desk.address = nursery.spawn(data)
        numbers = desk.numbers()
        filed = desk.ended(desk.print_(numbers[:1], printer=None, format="pdf"))

        being_made = desk.print_(numbers * _MANY, printer=None, format="png", check=True)
        desk.address = nursery.spawn(data)  # kills what ran
        cut, done = desk.runs()
        assert (cut["id"], cut["state"], cut["recorded"]) == (
            being_made["id"],
            "interrupted",
            False,
        )
        assert (done["id"], done["state"], done["file"]) == (filed["id"], "done", filed["file"])
        assert desk.life()["tally"]["printed"] == 1
        desk.post(f"/api/labels/prints/{done['id']}/again", status=409)
        whole = exchange(desk.address, request("GET", filed["file"], token=premises.tokens["zhou"]))
        assert whole is not None
        assert whole.content.startswith(b"%PDF")

        sent = desk.print_(numbers[:3])
        assert printer.reading.wait(30)
        desk.address = nursery.spawn(data)
        found = desk.runs()[0]
        assert (found["id"], found["state"], found["recorded"]) == (sent["id"], "interrupted", True)
        assert desk.life()["tally"]["printed"] == 4  # the journal told before the printer did

        printer.jammed = False
        printer.cleared.set()
        again = desk.ended(desk.post(f"/api/labels/prints/{sent['id']}/again"))
        assert (again["state"], again["error"], again["numbers"]) == ("done", None, numbers[:3])
        tally = desk.life()["tally"]
        # numbers[0] was printed to a file before: one of its two lost prints is another's to find
        assert (tally["printed"], tally["destroyed"], tally["open"]) == (7, 3, 4)
        assert sent["id"] not in [run["id"] for run in desk.runs()]
        _cut_between(data, nursery, desk, again)
    assert printer.pages == 3
    check(data / "journal.db")


def _cut_between(data: Path, nursery: Nursery, desk: Desk, run: Any) -> None:
    """The power goes between two writes: the journal tells whether the run is in it."""
    nursery.kill()
    file = data / "prints" / run["id"] / "run.json"
    kept = json.loads(file.read_text())
    for before, recorded in ((kept["before"], True), (kept["entry"], False)):
        file.write_text(
            json.dumps({**kept, "step": "recording", "entry": None, "before": before}), "utf-8"
        )
        desk.address = nursery.spawn(data)
        found = next(one for one in desk.runs() if one["id"] == run["id"])
        assert (found["state"], found["recorded"]) == ("interrupted", recorded)
        nursery.kill()
    file.write_bytes(file.read_bytes()[:40])  # a torn one costs itself alone
    desk.address = nursery.spawn(data)
    assert run["id"] not in [one["id"] for one in desk.runs()]
