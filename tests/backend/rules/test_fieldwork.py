"""Visits and checks from phones: what they owe, and what becomes of those that come too late."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.rules.fieldwork import check_owes, visit_owes
from backend.wire.entry import PhotoRef
from backend.wire.findings import Finding3
from backend.wire.followups import Isolation, Treatment
from backend.wire.isolations import IsolationAssigned, IsolationVisited2
from backend.wire.sync import Quarantined, Stored
from backend.wire.travels import CrateArrived
from backend.wire.treatments import (
    TreatmentChecked,
    TreatmentChecked2,
    TreatmentCompleted,
    TreatmentOrdered2,
)
from backend.wire.views import Crate, Photo
from tests.kit import check, goods
from tests.kit.office import SiteOffice
from tests.kit.phone import Phone

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "fieldwork.json").read_text())
A, B, C = (hashlib.sha256(name.encode()).hexdigest() for name in "abc")
HASHES = {"a": A, "b": B, "c": C}
KEY = f"{goods.DECLARATION}/1"
REGISTRATION, ORDER = "LN2013001", f"{goods.DECLARATION}-CL-01"
VISIT: dict[str, Any] = {
    "registration": REGISTRATION,
    "on": "2013-05-04",
    "state": "good",
    "planted": 20,
    "alive": 19,
    "symptoms": None,
    "traps": [],
    "remark": None,
    "photos": [A],
    "place": {"text": "隔离圃", "latitude": None, "longitude": None, "accuracy_m": None},
    "findings": [],
    "attachments": [],
}
FINDING: dict[str, Any] = {
    **dict.fromkeys(("eppo", "host", "count", "share", "identified_by", "regulation")),
    **dict.fromkeys(("disposition", "remark")),
    "no": 1,
    "name": "粉蚧",
    "found_at": "leaf",
    "stage": "nymph",
    "alive": "alive",
    "status": "preliminary",
    "photos": [B],
    "originals": [],
    "clips": [],
}
CHECK: dict[str, Any] = {
    "order": "210900113004201-CL-01",
    "result": "effective",
    "remark": None,
    "photos": [A],
    "run": None,
    "place": VISIT["place"],
    "values": [{"what": "dose", "said": "agrees", "found": None}],
    "attachments": [],
}


def named(case: dict[str, Any]) -> list[str]:
    return [HASHES[name] for name in case.get("attached", HASHES)]


def told(case: dict[str, Any]) -> list[tuple[str, str]]:
    return [(code, HASHES.get(detail, detail)) for code, detail in case["owes"]]


def finding(change: dict[str, Any]) -> Finding3:
    hashes = {k: [HASHES[one] for one in v] for k, v in change.items() if isinstance(v, list)}
    return msgspec.convert({**FINDING, **change, **hashes}, Finding3)


@pytest.mark.parametrize("case", VECTORS["visits"], ids=lambda case: case["says"])
def test_what_a_visit_owes(case: dict[str, Any]) -> None:
    body = msgspec.convert({**VISIT, **case.get("change", {})}, IsolationVisited2)
    body = msgspec.structs.replace(body, findings=[finding(f) for f in case.get("findings", [])])
    assert [(o.code, o.detail) for o in visit_owes(body, named(case))] == told(case)


@pytest.mark.parametrize("case", VECTORS["checks"], ids=lambda case: case["says"])
def test_what_a_check_owes(case: dict[str, Any]) -> None:
    body = msgspec.convert({**CHECK, **case.get("change", {})}, TreatmentChecked2)
    assert [(o.code, o.detail) for o in check_owes(body, named(case))] == told(case)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SiteOffice]:
    """One crate in isolation, and treated once: the firm has reported."""
    with SiteOffice(tmp_path) as made:
        asyncio.run(made.import_and_label(goods.declaration()))
        made.desk("wang", "crate.arrived", CrateArrived(crate=KEY, number=None, gate=None))
        made.desk("zhao", "isolation.assigned", assigned())
        made.desk("zhao", "treatment.ordered", ordered(), kv=2)
        made.desk("wang", "treatment.completed", completed())
        yield made
    assert check(tmp_path / "journal.db") > 0


def assigned() -> IsolationAssigned:
    return IsolationAssigned(
        registration=REGISTRATION,
        crates=[KEY],
        plant="火焰兰",
        site="隔离圃",
        plot=None,
        area_m2=None,
        keeper=None,
        life="perennial",
        planted="2013-04-27",
        until="2015-04-27",
        watch_for=[],
    )


def ordered() -> TreatmentOrdered2:
    said = dict.fromkeys(("record", "agent", "dose", "exposure", "firm", "place", "due"))
    text = {"order": ORDER, "article": "第十七条", "reason": "活若虫", "object": "植株"}
    body: dict[str, Any] = {
        **said,
        **text,
        "crates": [KEY],
        "method": "fumigation",
        "scope": "whole",
    }
    return msgspec.convert(body, TreatmentOrdered2)


def completed() -> TreatmentCompleted:
    unsaid = ("operator", "agent", "dose", "dilution", "total", "exposure", "temperature_c")
    said = dict.fromkeys((*unsaid, "humidity_pct", "wind", "report", "remark"))
    when = {"started_at": "2013-04-27T09:00:00+08:00", "ended_at": "2013-04-27T11:00:00+08:00"}
    body: dict[str, Any] = {
        **said,
        **when,
        "order": ORDER,
        "firm": "处理公司",
        "place": "处理间",
        "photos": [],
    }
    return msgspec.convert(body, TreatmentCompleted)


def photo(sha256: str = A) -> PhotoRef:
    return PhotoRef(sha256=sha256, size=1000, type="image/jpeg")


def visit(phone: Phone, *photos: PhotoRef, **change: Any) -> None:
    phone.record("isolation.visited", {**VISIT, **change}, photos, over={"kv": 2})


def last_run(office: SiteOffice) -> str:
    return asyncio.run(office.doc(Treatment, ORDER)).runs[-1].act.entry


def look(phone: Phone, run: str, **change: Any) -> None:
    body = {**CHECK, "order": ORDER, "run": run, **change}
    phone.record("treatment.checked", body, [photo()], over={"kv": 2})


def send(office: SiteOffice, phone: Phone) -> list[list[str]]:
    verdicts = asyncio.run(office.push(phone))
    assert all(isinstance(verdict, Stored) for verdict in verdicts), verdicts
    return [[item.code for item in getattr(one, "objections", [])] for one in verdicts]


def test_a_visit_of_a_phone_counts_with_its_findings_and_photos(office: SiteOffice) -> None:
    phone = office.phone("wang")
    visit(phone, photo(), photo(B), findings=[FINDING])
    assert send(office, phone) == [[]]
    isolation = asyncio.run(office.doc(Isolation, REGISTRATION))
    assert isolation.last == "2013-05-04"
    assert [one.name for one in isolation.visits[-1].body.findings] == ["粉蚧"]
    assert len(asyncio.run(office.doc(Photo, B)).records) == 1


def test_a_visit_that_breaks_a_rule_is_kept_with_its_objections(office: SiteOffice) -> None:
    phone = office.phone("wang")
    visit(phone, state="dying", photos=[])
    visit(phone, photo(), registration="LN2013009")
    assert send(office, phone) == [
        ["symptoms_owed", "symptoms_need_photo"],
        ["registration_unknown"],
    ]
    isolation = asyncio.run(office.doc(Isolation, REGISTRATION))
    assert [one.body.state for one in isolation.visits] == ["dying"]


def test_a_check_frees_its_crate_once_and_only_for_the_run_it_saw(office: SiteOffice) -> None:
    first = last_run(office)
    wang, li = office.phone("wang"), office.phone("li")
    look(wang, first, result="repeat", remark="仍有活虫")
    assert send(office, wang) == [[]]
    office.desk("wang", "treatment.completed", completed())
    look(li, first)  # saw the first run, and was without signal since
    assert send(office, li) == [["treatment_done_anew"]]
    order = asyncio.run(office.doc(Treatment, ORDER))
    assert order.state == "completed"
    assert order.runs[-1].check is None
    assert asyncio.run(office.doc(Crate, KEY)).standing.treatments_open == 1
    office.clock.pass_(hours=1)
    wang.outbox.clear()
    look(wang, last_run(office))
    assert send(office, wang) == [[]]
    assert asyncio.run(office.doc(Crate, KEY)).standing.treatments_open == 0
    assert asyncio.run(office.doc(Treatment, ORDER)).state == "effective"


def test_checks_and_visits_of_before_read_as_they_do_now(office: SiteOffice) -> None:
    said = TreatmentChecked(order=ORDER, result="effective", remark=None, photos=[])
    office.desk("zhao", "treatment.checked", said)
    old = {k: v for k, v in VISIT.items() if k not in ("place", "findings", "attachments")}
    phone = office.phone("wang")
    phone.record("isolation.visited", {**old, "photos": []})
    send(office, phone)
    run = asyncio.run(office.doc(Treatment, ORDER)).runs[-1]
    assert run.check is not None
    assert (run.check.run, run.check.values, run.check.attachments) == (None, [], [])
    last = asyncio.run(office.doc(Isolation, REGISTRATION)).visits[-1].body
    assert (last.place, last.findings, last.alive) == (None, [], 19)


def test_who_is_no_inspector_waits_for_the_desk(office: SiteOffice) -> None:
    phone = office.phone("zhou")  # a port officer
    visit(phone, photo())
    assert all(isinstance(one, Quarantined) for one in asyncio.run(office.push(phone)))
    assert asyncio.run(office.doc(Isolation, REGISTRATION)).visits == []
