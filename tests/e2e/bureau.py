"""The office at its desks over HTTP, for stories whose screens have tests of their own; and the
numbered paper that it gives out, read as a reader of PDF reads it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from playwright.sync_api import APIRequestContext, Browser

from tests.e2e.offices import PASSWORD
from tests.e2e.serving import Server

FIRM = "锦州港检疫处理有限公司"
SITE = {"text": "园区", "latitude": None, "longitude": None, "accuracy_m": None}
UNSAID = [
    "operator",
    "agent",
    "dose",
    "dilution",
    "total",
    "exposure",
    "temperature_c",
    "humidity_pct",
    "wind",
]
UNSAID += ["report", "remark"]
ART_17 = "《进出境动植物检疫法》第十七条"


class Bureau:
    """Everybody named is signed in. What is refused fails the test with the server's words."""

    def __init__(self, browser: Browser, server: Server, users: Sequence[str]) -> None:
        self._url = f"{server.url}/api"
        self._headers = {"Origin": server.url}
        self._desks: dict[str, APIRequestContext] = {}
        for user in users:
            self._desks[user] = browser.new_context().request
            form = {"user": user, "password": PASSWORD}
            answer = self._desks[user].post(
                f"{self._url}/session", data=form, headers=self._headers
            )
            assert answer.ok, answer.text()

    def ask(self, user: str, path: str, **body: Any) -> Any:
        """The answer, whatever it is."""
        desk = self._desks[user]
        return desk.post(f"{self._url}/{path}", data=body, headers=self._headers)

    def post(self, user: str, path: str, **body: Any) -> Any:
        answer = self.ask(user, path, **body)
        assert answer.ok, f"{path}: {answer.text()}"
        return answer.json()

    def get(self, path: str) -> Any:
        answer = self._desks["zhao"].get(f"{self._url}/{path}")
        assert answer.ok, f"{path}: {answer.text()}"
        return answer.json()

    def bytes(self, path: str) -> bytes:
        answer = self._desks["zhao"].get(f"{self._url}/{path}")
        assert answer.ok, f"{path}: {answer.text()}"
        return bytes(answer.body())

    def crate(self, key: str) -> Any:
        return self.get(f"crates/{key}")["crate"]

    def states(self, declaration: str) -> dict[int, str]:
        """Where each crate of a consignment stands."""
        rows = self.get(f"crates?declaration={declaration}&limit=500")["crates"]
        return {int(row["id"].split("/")[1]): row["state"] for row in rows}

    def record(self, key: str) -> Any:
        """The one record of a crate."""
        [record] = self.get(f"crates/{key}")["records"]
        return record

    def accept(self, key: str) -> None:
        """A supervisor looks at all of a record and accepts it."""
        record = self.record(key)
        opened = {"entries": [record["id"]], "photos": record["photos"]}
        asked = {"record": record["id"], "decision": "accept", "reason": None, "items": []}
        self.post("zhao", "reviews", opened=opened, **asked)

    def order(
        self, crates: Sequence[str], method: str, object_: str, reason: str, **more: Any
    ) -> str:
        """A treatment with its notice; returns the number of both."""
        blank = dict.fromkeys(("record", "agent", "dose", "exposure", "firm", "place", "due"))
        said = {"crates": crates, "method": method, "object": object_, "reason": reason}
        asked = {"article": ART_17, "scope": "whole", **blank, **said, **more}
        number: str = self.post("zhao", "treatments", **asked)["order"]
        return number

    def treat(self, order: str, *outcomes: str) -> None:
        """The firm carries an order out, and we look, until it was effective."""
        blank: dict[str, Any] = dict.fromkeys(UNSAID)
        for outcome in outcomes or ("effective",):
            self.post(
                "wang",
                "acts/treatment.completed",
                order=order,
                firm=FIRM,
                place="园区处理间",
                started_at="2013-04-27T09:00:00+08:00",
                ended_at="2013-04-27T11:00:00+08:00",
                photos=[],
                **blank,
            )
            remark = None if outcome == "effective" else "仍有活虫"
            nothing: dict[str, Any] = {"run": None, "photos": [], "values": [], "attachments": []}
            said = {"order": order, "result": outcome, "remark": remark, "place": SITE, **nothing}
            self.post("zhao", "acts/treatment.checked", **said)

    def lift(self, lot: str, reason: str) -> None:
        self.post("zhao", "acts/lot.lifted", lot=lot, reason=reason)

    def decide(self, lot: str, decision: str, crates: Sequence[str]) -> None:
        said = {"lot": lot, "decision": decision, "crates": crates, "plan": None}
        self.post("zhao", "acts/lot.decided", reason="同批已拆箱查验", **said)

    def release(self, crates: Sequence[str]) -> None:
        for crate in crates:
            self.post("zhao", "acts/crate.released", crate=crate, reason="处理验收合格")

    def close(self, crates: Sequence[str], how: str) -> None:
        for crate in crates:
            blank: dict[str, Any] = {"document": None, "remark": None, "photos": []}
            self.post("wang", "acts/crate.closed", crate=crate, how=how, **blank)

    def isolate(self, crates: Sequence[str], plant: str, life: str, until: str) -> str:
        """A place in the nursery; returns its registration number."""
        blank: dict[str, Any] = dict.fromkeys(("plot", "area_m2", "keeper", "planted"))
        said: dict[str, Any] = {
            "crates": crates,
            "plant": plant,
            "life": life,
            "until": until,
            "watch_for": [],
        }
        asked = {**blank, **said, "site": "锦州世园会园区隔离圃"}
        number: str = self.post("zhao", "isolations", **asked)["registration"]
        return number

    def visit(self, registration: str, day: str) -> None:
        blank: dict[str, Any] = dict.fromkeys(("planted", "alive", "symptoms", "remark"))
        said: dict[str, Any] = {
            "registration": registration,
            "on": day,
            "state": "good",
            "place": SITE,
            "traps": [],
            "photos": [],
            "findings": [],
            "attachments": [],
        }
        self.post("wang", "acts/isolation.visited", **blank, **said)

    def issue(self, form: str, crates: Sequence[str]) -> str:
        user = "zhou" if form == "95" else "zhao"
        blank = {"order": None, "remark": None}
        number: str = self.post(user, "certificates", form=form, crates=crates, **blank)["number"]
        return number

    def paper(self, number: str) -> str:
        """The words of a form, without the ends of its lines; every word lies on its page. Kept as
        a picture where somebody asks for it."""
        answer = self._desks["zhao"].get(f"{self._url}/certificates/{number}/pdf")
        assert answer.headers["content-type"] == "application/pdf", answer.text()
        document = pdfium.PdfDocument(answer.body())
        said = ""
        for at, page in enumerate(document):
            width, height = page.get_size()
            text = page.get_textpage()
            boxes = [text.get_rect(n) for n in range(text.count_rects())]
            assert all(box[0] >= 0 and box[2] <= width for box in boxes)
            assert all(box[1] >= 0 and box[3] <= height for box in boxes)
            said += text.get_text_range()
            _keep(page, f"{number}-{at + 1}")
        assert number in said
        return said.replace("\r", "").replace("\n", "")


def _keep(page: Any, name: str) -> None:
    folder = os.environ.get("SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.render(scale=110 / 72).to_pil().save(Path(folder) / f"{name}.png")
