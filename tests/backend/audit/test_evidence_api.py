"""Evidence downloaded at the desk: the file of the command, verified before it is sent."""

import json
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.audit.bundle_check import verify_bundle
from backend.audit.evidence import LIST
from tests.backend.audit.kit import overwrite
from tests.backend.audit.test_bundle import bent, proved
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import inspection

ADDRESS = f"/api/crates/{CRATES[0]}/evidence"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path / "data") as served:
        yield served


async def doubted(site: Served) -> None:
    """A crate that two phones record, so that something is objected to the second record."""
    for phone in (await site.phone("wang"), await site.phone("li")):
        phone.record("inspection.recorded", inspection(CRATES[0]))
        await site.push(phone)


async def downloaded(site: Served, to: Path) -> Path:
    answer = await site.get("zhao", ADDRESS)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert f"evidence-{CRATES[0].replace('/', '-')}.zip" in answer.headers["content-disposition"]
    to.write_bytes(answer.content)
    return to


def objected(data: Path) -> list[int]:
    """Positions of the entries to which something is objected."""
    with closing(sqlite3.connect(data / "journal.db")) as db:
        found = db.execute("SELECT pos FROM entry WHERE objections <> '[]' ORDER BY pos")
        return [pos for (pos,) in found.fetchall()]


async def test_what_the_desk_downloads_is_what_the_command_writes_and_it_verifies(
    site: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await doubted(site)
    path = await downloaded(site, tmp_path / "evidence.zip")
    vkey = (await site.get("zhao", "/api/log/vkey")).text.strip()
    assert main(["audit", "verify", str(path), "--vkey", vkey, "--lang", "zh"]) == 0
    assert "全部相符" in capsys.readouterr().out
    written, data = tmp_path / "written.zip", tmp_path / "data"
    assert main(["audit", "bundle", CRATES[0], "--data", str(data), "--out", str(written)]) == 0
    assert written.read_bytes() == path.read_bytes()
    assert sorted(file.name for file in data.glob(".*")) == [], "nothing is left behind"


async def test_it_holds_everything_that_was_answered_before(site: Served, tmp_path: Path) -> None:
    phone = await site.phone()
    for n in range(3):
        phone.record("inspection.recorded", inspection(CRATES[0]))
        (answer,) = (await site.push(phone, phone.outbox[-1])).json()["answers"]
        path = await downloaded(site, tmp_path / f"{n}.zip")
        with zipfile.ZipFile(path) as bundle:
            assert answer["pos"] in json.loads(bundle.read(LIST))["history"]


async def test_objections_come_with_what_attests_them(site: Served, tmp_path: Path) -> None:
    await doubted(site)
    path = await downloaded(site, tmp_path / "evidence.zip")
    with zipfile.ZipFile(path) as bundle:
        listed = json.loads(bundle.read(LIST))
        page = bundle.read("index.html").decode()
    doubtful = [item for item in listed["entries"] if item["objections"] != "[]"]
    assert [item["pos"] for item in doubtful] == objected(tmp_path / "data")
    assert "already_inspected" in doubtful[0]["objections"]
    assert "already_inspected" in page
    assert "Objections attested" in page

    def rewrite(told: str) -> Path:
        def change(files: dict[str, bytes]) -> None:
            altered = json.loads(files[LIST])
            for item in altered["entries"]:
                if item["pos"] == doubtful[0]["pos"]:
                    item["objections"] = told
            files[LIST] = json.dumps(altered).encode()

        return bent(path, tmp_path / "bent.zip", change)

    for told in ("[]", '[{"code":"clock_off","detail":""}]'):
        assert proved(rewrite(told))["objections_altered"] == [doubtful[0]["pos"]]


async def test_a_bundle_of_before_objections_were_listed_is_still_read(
    site: Served, tmp_path: Path
) -> None:
    phone = await site.phone()
    phone.record("inspection.recorded", inspection(CRATES[0]))
    await site.push(phone)
    path = await downloaded(site, tmp_path / "evidence.zip")

    def former(files: dict[str, bytes]) -> None:
        listed = json.loads(files[LIST])
        listed["version"] = 1
        for item in listed["entries"]:
            del item["objections"]
        files[LIST] = json.dumps(listed).encode()

    assert verify_bundle(bent(path, tmp_path / "old.zip", former), [], None).findings.good


async def test_only_who_looks_after_the_journal_takes_evidence_away(site: Served) -> None:
    for user, status in (("wang", 403), ("zhou", 403), ("zhao", 200), ("sun", 200)):
        assert (await site.get(user, ADDRESS)).status_code == status, user
    answer = await site.get("zhao", f"/api/crates/{CRATES[0]}99/evidence")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_crate")


async def test_what_does_not_verify_is_not_handed_out(site: Served, tmp_path: Path) -> None:
    await doubted(site)
    data = tmp_path / "data"
    at, told = objected(data)[0], "[]"
    with closing(sqlite3.connect(data / "journal.db")) as db:
        (before,) = db.execute("SELECT objections FROM entry WHERE pos = ?", (at,)).fetchone()
    overwrite(data, at, objections=told)
    answer = await site.get("zhao", ADDRESS)
    assert (answer.status_code, answer.json()["code"]) == (409, "evidence_unsound")
    assert "greenlane audit verify" in answer.json()["action"]
    overwrite(data, at, objections=before)
    assert (await site.get("zhao", ADDRESS)).status_code == 200
