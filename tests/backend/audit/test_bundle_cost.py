"""A bundle costs by its crate: what it reads does not grow with the journal around it."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from backend.audit import evidence
from backend.audit.bundle import make
from backend.audit.bundle_check import verify_bundle
from backend.audit.source import find
from backend.desk.attesting import photos_stored
from backend.photos import StoredPhoto
from backend.rules.consignments import crate_key
from backend.wire.entry import PhotoRef
from tests.kit import DECLARATION, SiteOffice, check, declaration, inspection

CRATE, OTHER = crate_key(DECLARATION, 1), crate_key(DECLARATION, 2)
SHA = "ab" * 32


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SiteOffice]:
    with SiteOffice(tmp_path / "data") as office:
        await office.import_and_label(declaration())
        phone = office.phone()
        photo = PhotoRef(sha256=SHA, size=10, type="image/jpeg")
        phone.record("inspection.recorded", inspection(CRATE, photos=[SHA]), [photo])
        phone.record("inspection.recorded", inspection(CRATE))
        await office.push(phone)
        await stored(office, SHA)
        yield office
        assert check(office.journal.path) > 0


async def stored(site: SiteOffice, *photos: str) -> None:
    await photos_stored(
        site.office, [StoredPhoto(sha, 10, "image/jpeg", Path("elsewhere")) for sha in photos]
    )


async def test_what_is_read_for_a_crate_stays_the_same_as_the_journal_grows(
    site: SiteOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    opened = evidence.open_item

    def counted(item: evidence.Item, text: str) -> evidence.Opened:
        read.append(item.pos)
        return opened(item, text)

    monkeypatch.setattr(evidence, "open_item", counted)

    async def packed(name: str) -> list[int]:
        read.clear()
        await site.journal.mark()
        make(find(site.folder), CRATE, tmp_path / name)
        return list(read)

    first = await packed("a.zip")
    phone = site.phone("li")
    for n in range(60):  # of another crate, each with an objection
        phone.record("inspection.recorded", inspection(OTHER, lead="li", recorder="wang"))
        await stored(site, f"{n:064x}")
    await site.push(phone)
    second = await packed("b.zip")
    assert len(second) == len(first) + 1, "the other phone's enrolment, and nothing else"
    assert verify_bundle(tmp_path / "b.zip", [], None).findings.good


@pytest.mark.parametrize("kind", [*evidence._OF_OFFICE, "trust.published", "entry.objected"])
async def test_each_kind_is_found_by_an_index(site: SiteOffice, kind: str) -> None:
    db = sqlite3.connect(site.journal.path)
    for sql in (evidence._KIND, evidence._LAST):
        told: list[Any] = db.execute(
            f"EXPLAIN QUERY PLAN {sql.format(kind=kind)}", (-1, 9)
        ).fetchall()
        plan = " ".join(row[3] for row in told)
        assert "entry_of_office" in plan
        assert "TEMP B-TREE" not in plan
    db.close()


async def test_a_bundle_names_the_attestation_and_the_photo_of_its_own_entries(
    site: SiteOffice, tmp_path: Path
) -> None:
    db = sqlite3.connect(site.journal.path)
    size = db.execute("SELECT count(*) FROM entry").fetchone()[0]
    chosen = evidence.history(db, CRATE, size)
    kinds = [entry.envelope.kind for entry in evidence.support(db, chosen, size)]
    db.close()
    assert kinds.count("photo.stored") == 1
    assert kinds.count("entry.objected") == 1
    assert kinds.count("trust.published") == 1
