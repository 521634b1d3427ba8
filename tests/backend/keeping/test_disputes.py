"""Phones as witnesses: a log that was rolled back or rewritten shows at their next push."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.desk import keeping, restoring
from backend.wire import notes
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import Phone, inspection

OTHER_ROOT = "q" * 43 + "="


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path / "data") as served:
        yield served


def quiet(_what: str, _done: int, _total: int) -> None:
    return None


def head(note: str) -> dict[str, Any]:
    checkpoint, _ = notes.read(note)
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": notes.root_of(checkpoint),
    }


async def disputes(site: Served, query: str = "") -> list[dict[str, Any]]:
    answer = await site.get("zhao", f"/api/disputes{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


async def worked(site: Served, phone: Phone, count: int = 3) -> dict[str, Any]:
    """Some inspections, pushed; the head that came with the answer."""
    for _ in range(count):
        phone.record("inspection.recorded", inspection(CRATES[phone.seq]))
    answer = await site.push(phone)
    assert {item["answer"] for item in answer.json()["answers"]} <= {"stored", "duplicate"}
    return head(answer.json()["checkpoint"])


async def test_heads_that_the_log_has_are_no_disputes_however_old(site: Served) -> None:
    phone = await site.phone()
    heads = [await worked(site, phone, 1) for _ in range(4)]
    site.client.app.state.watch._roots.clear()  # as after a restart
    for held in [*heads, None, {**heads[0], "size": 0, "root": _empty()}]:
        assert (await site.push(phone, held=held)).status_code == 200
    assert await disputes(site) == []
    assert (await site.get("wang", "/api/status")).json()["disputes"] == 0


def _empty() -> str:
    return "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


async def test_a_head_that_the_log_has_not_is_a_dispute_once_and_the_push_is_served(
    site: Served,
) -> None:
    phone = await site.phone()
    held = await worked(site, phone)
    own = held["origin"]
    for bad, sort in (
        ({**held, "size": held["size"] + 50}, "rolled_back"),
        ({**held, "root": OTHER_ROOT}, "rewritten"),
        ({**held, "origin": "elsewhere/journal/1"}, "unknown_origin"),
    ):
        before = len(await disputes(site))
        for _ in range(2):
            phone.record("inspection.recorded", inspection(CRATES[phone.seq]))
            answer = await site.push(phone, held=bad)
            assert answer.json()["answers"][-1]["answer"] == "stored"
        found = await disputes(site)
        assert len(found) == before + 1, "told once"
        newest = found[0]
        assert (newest["sort"], newest["dev"], newest["held"]) == (sort, phone.dev, bad)
        assert newest["note"] is None
        assert newest["ours"]["origin"] == own
    assert (await site.get("wang", "/api/status")).json()["disputes"] == 3


async def test_a_phone_whose_epoch_is_wrong_is_a_witness_all_the_same(site: Served) -> None:
    phone = await site.phone()
    held = {**(await worked(site, phone)), "root": OTHER_ROOT}
    assert (await site.push(phone, held=held, epoch="old")).status_code == 409
    assert [item["sort"] for item in await disputes(site)] == ["rewritten"]


async def test_heads_made_up_by_one_phone_do_not_fill_the_journal(site: Served) -> None:
    phone = await site.phone()
    held = await worked(site, phone)
    for n in range(30):
        await site.push(phone, held={**held, "size": held["size"] + 100 + n})
    assert len(await disputes(site)) == 16


async def test_a_signed_note_is_evidence_and_is_added_to_what_was_only_said(site: Served) -> None:
    phone = await site.phone()
    held = await worked(site, phone)
    key = site.office.journal.identity.key
    checkpoint = notes.Checkpoint(held["origin"], held["size"] + 7, bytes(32))
    note = notes.sign(checkpoint, key)
    await site.push(phone, held=head(note))
    answer = (await site.from_phone(phone, "/api/log/held", {"note": note})).json()
    assert not answer["agrees"]
    (only,) = await disputes(site)
    assert (only["id"], only["note"], only["sort"]) == (answer["dispute"], note, "rolled_back")
    again = (await site.from_phone(phone, "/api/log/held", {"note": note})).json()
    assert again == answer
    size = await site.office.journal.size()
    good = site.office.journal.checkpoint
    assert (await site.from_phone(phone, "/api/log/held", {"note": good})).json()["agrees"]
    assert await site.office.journal.size() == size

    stranger = notes.sign(checkpoint, Ed25519PrivateKey.generate())
    for bad in ("", "x", note.replace("\n\n", "\n"), note[:-9] + note[-1], stranger):
        refused = await site.from_phone(phone, "/api/log/held", {"note": bad})
        assert (refused.status_code, refused.json()["code"]) == (400, "not_our_note"), bad


async def test_a_dispute_is_settled_by_saying_what_it_was(site: Served) -> None:
    phone = await site.phone()
    held = {**(await worked(site, phone)), "root": OTHER_ROOT}
    await site.push(phone, held=held)
    (only,) = await disputes(site, "?open=true")
    path = f"/api/disputes/{only['id']}/settlement"
    assert (await site.post("wang", path, {"note": "没事"})).status_code == 403
    settled = await site.post("sun", path, {"note": "终端被还原过，已核对"})
    assert settled.status_code == 201, settled.text
    assert (settled.json()["state"], settled.json()["settled_by"]) == ("settled", "sun")
    assert (await site.post("zhao", path, {"note": "再"})).json()["code"] == "already_settled"
    missing = await site.post("zhao", f"/api/disputes/{'0' * 64}/settlement", {"note": "再"})
    assert (missing.status_code, missing.json()["code"]) == (404, "dispute_unknown")
    assert await disputes(site, "?open=true") == []
    await site.push(phone, held=held)
    assert (await site.get("zhao", "/api/status")).json()["disputes"] == 0, "not opened again"


async def test_after_a_restore_only_what_the_backup_lacked_is_disputed(tmp_path: Path) -> None:
    data, kept, new = (tmp_path / name for name in ("data", "kept", "new"))
    async with serving(data) as site:
        phone = await site.phone()
        early = await worked(site, phone)
        keeping.back_up(data, kept, quiet)
        late = await worked(site, phone)
        note = site.office.journal.checkpoint
    restoring.restore(kept, new, quiet)
    async with serving(new) as site:
        refused = await site.push(phone, held=early, epoch="old")
        assert refused.json()["code"] == "wrong_epoch"
        assert await disputes(site) == []
        await site.push(phone, held=late)
        (lost,) = await disputes(site)
        assert lost["sort"] == "rolled_back"
        assert lost["ours"]["size"] < lost["held"]["size"] == late["size"]
        await site.push(phone, held={**early, "root": OTHER_ROOT})
        assert (await disputes(site))[0]["sort"] == "rewritten"
        proved = await site.from_phone(phone, "/api/log/held", {"note": note})
        assert proved.json()["dispute"] == lost["id"], "our key signed it, before the restore"
        fresh = await worked(site, phone)
        assert fresh["origin"] != early["origin"]
        before = len(await disputes(site))
        await site.push(phone, held=fresh)
        assert len(await disputes(site)) == before


async def test_a_database_put_back_by_hand_shows_at_the_next_push(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with serving(data) as site:
        phone = await site.phone()
        await worked(site, phone)
        name = "journal.db"
        copy = sqlite3.connect(tmp_path / name)
        source = sqlite3.connect(data / name)
        source.backup(copy)
        copy.close()
        source.close()
        held = await worked(site, phone)
    for file in data.glob("journal.db*"):
        file.unlink()
    shutil.copy(tmp_path / name, data / name)
    async with serving(data) as site:
        answer = await site.push(phone, held=held)
        assert {item["answer"] for item in answer.json()["answers"]} == {"duplicate", "stored"}
        assert [item["sort"] for item in await disputes(site)] == ["rolled_back"]
        await worked(site, phone)
        await worked(site, phone)
        site.client.app.state.watch._roots.clear()
        other = await site.phone("li")
        await site.push(other, *[], held=held)
        assert {item["sort"] for item in await disputes(site)} == {"rolled_back", "rewritten"}


async def test_the_status_counts_what_waits(site: Served) -> None:
    phone = await site.phone()
    empty = (await site.get("wang", "/api/status")).json()
    assert (empty["quarantined"], empty["objections"], empty["oldest_unreviewed"]) == (0, 0, None)
    phone.record("inspection.recorded", inspection(CRATES[0]))
    phone.record("inspection.recorded", inspection(CRATES[0]))
    phone.record("crate.teleported", {})
    answers = (await site.push(phone)).json()["answers"]
    status = (await site.get("wang", "/api/status")).json()
    assert (status["quarantined"], status["objections"]) == (1, 1)
    assert status["oldest_unreviewed"] == answers[0]["received_at"]
    assert notes.read(status["checkpoint"])[0].size == status["size"]
    assert (await site.client.get("/api/status")).status_code == 401
