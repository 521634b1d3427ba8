"""Long lists of what waits at desks: a phone that was lost with thousands of records on it."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from backend.desk import quarantine_lots
from backend.views import paging
from backend.views.paging import page
from backend.wire import jws
from backend.wire.attestations import DeviceRevoked, RightsGranted
from backend.wire.desk import DecideLot
from backend.wire.sync import Stored
from backend.wire.views import OpenObjection, Quarantine
from tests.backend.keeping.served import CRATES, Served, serving
from tests.faults.sizes import sizes
from tests.kit import Phone, inspection

_A_PUSH = 50


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path / "data") as served:
        yield served


async def lost(site: Served, size: int, user: str = "wang") -> Phone:
    """A revoked phone, whose records all went to quarantine."""
    phone = await site.phone(user)
    await site.made("sun", "device.revoked", DeviceRevoked(dev=phone.dev, reason="遗失"))
    lead, other = user, "li" if user == "wang" else "wang"
    for n in range(size):
        body = inspection(CRATES[n % len(CRATES)], lead=lead, recorder=other)
        phone.record("inspection.recorded", body)
        if len(phone.outbox) % _A_PUSH == 0 or n == size - 1:
            (await site.push(phone, *phone.outbox[n // _A_PUSH * _A_PUSH :])).raise_for_status()
    return phone


async def listed(site: Served, path: str, limit: int) -> tuple[list[dict[str, Any]], int]:
    """All rows of a list, page by page, and the total that each page tells."""
    rows: list[dict[str, Any]] = []
    cursor, totals = None, set()
    while True:
        behind = f"&cursor={cursor}" if cursor else ""
        answer = await site.get("zhao", f"{path}&limit={limit}{behind}")
        answer.raise_for_status()
        found = answer.json()
        assert len(found["rows"]) <= limit
        rows += found["rows"]
        totals.add(found["total"])
        cursor = found["cursor"]
        if cursor is None:
            (total,) = totals
            return rows, total


async def decided(site: Served, user: str = "zhao", **asked: Any) -> dict[str, Any]:
    body = {"decision": "admit", "reason": "终端已找回", "dev": None, "after": -1, **asked}
    answer = await site.post(user, "/api/quarantine/decisions", body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def newest(site: Served) -> int:
    found: int = (await site.get("zhao", "/api/quarantine?limit=1")).json()["newest"]
    return found


async def plan_of(site: Served, view: str, state: str, only: str = "") -> str:
    named = {"view": view, "state": state, "narrowed": only}
    values = {"pos": 1, "key": "", "limit": 10, "parent": "x"}
    async with site.client.app.state.readers.snapshot() as db:
        sql = f"EXPLAIN QUERY PLAN {paging._PAGE.format(**named)}"
        return " ".join(row[3] for row in await db.execute_fetchall(sql, values))


@pytest.mark.slow
@sizes(250, 20_000)
async def test_thousands_of_records_are_listed_in_pages_and_admitted_in_lots(
    site: Served, size: int
) -> None:
    phone = await lost(site, size)
    other = await lost(site, 3, "li")
    first = (await site.get("zhao", "/api/quarantine?state=waiting&limit=50")).json()
    assert [(of["dev"], of["waiting"]) for of in first["devices"]] == [
        (phone.dev, size),
        (other.dev, 3),
    ]
    rows, total = await listed(site, f"/api/quarantine?state=waiting&dev={phone.dev}", 100)
    assert total == size
    places = [row["pos"] for row in rows]
    assert len(places) == size
    assert places == sorted(set(places), reverse=True), "newest first, each once"

    upto, after, done = await newest(site), -1, 0
    while True:
        lot = await decided(site, dev=phone.dev, upto=upto, after=after)
        done += lot["decided"]
        assert lot["left"] == []
        assert 0 < lot["decided"] <= quarantine_lots.LOT
        after = lot["after"]
        if lot["more"] == 0:
            break
    assert done == size
    rows, total = await listed(site, "/api/quarantine?state=waiting", 100)
    assert {row["dev"] for row in rows} == {other.dev}
    assert total == 3
    raised, total = await listed(site, "/api/objections?open=true", 100)
    assert total == len(raised) == size - len(CRATES), "all but the first record of each crate"
    assert len({(row["entry"], row["code"]) for row in raised}) == total
    everything, total = await listed(site, "/api/quarantine?", 500)
    assert total == len({row["id"] for row in everything}) == size + 3


async def test_a_page_reads_an_index_in_its_own_order(site: Served) -> None:
    for view, state, only, index in (
        ("quarantine", "waiting", "", "view_row_by_turn"),
        ("objection", "open", "", "view_row_by_turn"),
        ("dispute", "settled", "", "view_row_by_turn"),
        ("quarantine", "waiting", paging._NARROWED["parent"], "view_row_by_owner"),
    ):
        plan = await plan_of(site, view, state, only)
        assert index in plan
        assert "TEMP B-TREE" not in plan, "nothing is sorted"


async def test_a_lot_is_decided_oldest_first_and_nothing_that_came_later(site: Served) -> None:
    phone = await lost(site, 5)
    upto = await newest(site)
    late = phone.record("inspection.recorded", inspection(CRATES[9]))
    await site.push(phone, late)
    lot = await decided(site, upto=upto, decision="dismiss")
    assert (lot["decided"], lot["more"]) == (5, 0)
    (row,) = (await site.get("zhao", "/api/quarantine?state=waiting")).json()["rows"]
    assert row["pos"] > upto
    async with site.client.app.state.readers.snapshot() as db:
        found = await page(db, Quarantine, ["dismissed"])
    assert [doc.pos for doc in found.docs] == sorted((doc.pos for doc in found.docs), reverse=True)


async def test_what_may_not_be_decided_waits_on_and_is_named(site: Served) -> None:
    both = RightsGranted(user="wang", name="王芳", roles=["inspector", "supervisor"])
    await site.made("sun", "rights.granted", both)
    own, other = await lost(site, 2), await lost(site, 2, "li")
    strange = other.record("crate.teleported", inspection(CRATES[7]))
    await site.push(other, strange)
    lot = await decided(site, "wang", upto=await newest(site))
    codes = sorted(left["code"] for left in lot["left"])
    assert codes == ["not_understood", "own_entry", "own_entry"]
    assert (lot["decided"], lot["more"]) == (2, 0)
    rows = (await site.get("zhao", "/api/quarantine?state=waiting")).json()["rows"]
    assert {row["id"] for row in rows} == {left["id"] for left in lot["left"]}
    assert sorted(row["dev"] for row in rows) == sorted([own.dev, own.dev, other.dev])


async def test_a_push_waits_behind_a_few_entries_of_a_lot_and_no_more(site: Served) -> None:
    await lost(site, 3 * quarantine_lots._AT_ONCE)
    phone, journal = await site.phone("li"), site.office.journal
    text = phone.record("crate.arrived", {"crate": CRATES[0], "number": None, "gate": "S"})
    asked = DecideLot(decision="dismiss", reason="x", dev=None, upto=await newest(site), after=-1)
    first = await journal.size()
    busy, jobs = threading.Event(), journal._writer._jobs
    journal._writer.submit(lambda _: busy.wait())
    lot = asyncio.create_task(
        quarantine_lots.decide_lot(site.office, site.client.app.state.readers, "zhao", asked)
    )
    while jobs.qsize() < quarantine_lots._AT_ONCE:  # noqa: ASYNC110 - the queue tells nobody
        await asyncio.sleep(0)
    push = asyncio.create_task(journal.push([text], {phone.dev: phone.jwk}))
    while jobs.qsize() == quarantine_lots._AT_ONCE:  # noqa: ASYNC110
        await asyncio.sleep(0)
    busy.set()
    (answer,) = await push
    assert isinstance(answer, Stored)
    assert answer.pos == first + quarantine_lots._AT_ONCE
    assert (await lot).decided == 3 * quarantine_lots._AT_ONCE


@pytest.mark.parametrize("cursor", ["x", "1", "1:", "-1:a", "9999999999999999:a", "1:Ä"])
@pytest.mark.parametrize("path", ["quarantine", "objections", "disputes"])
async def test_a_cursor_that_no_page_gave_is_refused(site: Served, path: str, cursor: str) -> None:
    answer = await site.get("zhao", f"/api/{path}?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_a_document_that_changes_between_two_pages_is_not_shown_twice(site: Served) -> None:
    phone = await lost(site, 3)
    ids = [json.loads(jws.split(text).payload)["id"] for text in phone.outbox]
    async with site.client.app.state.readers.snapshot() as db:
        first = await page(db, Quarantine, ["waiting", "dismissed"], limit=2)
    await site.post("zhao", f"/api/quarantine/{ids[0]}/dismissal", {"reason": "非本人所记"})
    async with site.client.app.state.readers.snapshot() as db:
        behind = await page(db, Quarantine, ["waiting", "dismissed"], cursor=first.cursor, limit=2)
        again = await page(db, Quarantine, ["waiting", "dismissed"])
        none = await page(db, OpenObjection, ["open"])
    assert [doc.id for doc in first.docs] == [ids[2], ids[1]]
    assert behind.docs == []
    assert behind.cursor is None
    assert [doc.id for doc in again.docs] == [ids[0], ids[2], ids[1]]
    assert none.total == 0
