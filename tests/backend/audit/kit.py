"""A journal to tamper with, and the ways in which somebody might."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from backend.audit.source import find
from backend.audit.verify import Report, Scope, verify
from backend.journal.log import leaf_data
from backend.merkle.edge import Edge
from backend.merkle.tree import leaf_hash
from backend.rules.consignments import crate_key
from backend.rules.state import SYSTEM
from backend.wire import jws
from backend.wire.attestations import PhotoStored
from backend.wire.entry import PhotoRef
from backend.wire.inspections import Opened, ReviewDecided
from tests.kit import DECLARATION, Phone, SiteOffice, declaration, inspection

PHOTO = b"\xff\xd8\xff\xe0 a picture of orchids"
SHA = hashlib.sha256(PHOTO).hexdigest()


def photo_path(folder: Path) -> Path:
    return folder / "photos" / SHA[:2] / f"{SHA}.jpg"


async def furnish(folder: Path) -> None:
    """A day's work: a consignment, two phones, a photo, a review, a checkpoint for each step."""
    with SiteOffice(folder) as site:
        await site.import_and_label(declaration())
        wang, li = site.phone("wang"), site.phone("li")
        ref = PhotoRef(sha256=SHA, size=len(PHOTO), type="image/jpeg")
        for n in (1, 2, 3):
            for phone in (wang, li):
                site.clock.pass_(seconds=2)
                body = inspection(crate_key(DECLARATION, n), photos=[SHA] if n == 1 else [])
                phone.record("inspection.recorded", body, [ref] if n == 1 else [])
                await site.push(phone)
        place = photo_path(folder)
        place.parent.mkdir(parents=True)
        place.write_bytes(PHOTO)
        site.clock.pass_(seconds=2)
        stored = PhotoStored(sha256=SHA, size=len(PHOTO), type="image/jpeg")
        site.desk(SYSTEM, "photo.stored", stored)
        site.clock.pass_(seconds=2)
        site.desk("zhao", "review.decided", _review(wang))
        site.clock.pass_(seconds=2)
        wang.record("weather.noted", {"rain": True})
        await site.push(wang)


def _review(phone: Phone) -> ReviewDecided:
    first = json.loads(jws.split(phone.outbox[0]).payload)["id"]
    opened = Opened(entries=[first], photos=[SHA])
    return ReviewDecided(record=first, decision="accept", reason=None, opened=opened)


def copy(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


def open_up(folder: Path) -> sqlite3.Connection:
    """The database as an intruder opens it: no trigger stands in the way."""
    db = sqlite3.connect(folder / "journal.db", isolation_level=None)
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    return db


def tamper(folder: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    db = open_up(folder)
    change(db)
    db.close()


def overwrite(folder: Path, pos: int, **columns: object) -> None:
    """Change columns of one entry."""
    sets = ", ".join(f"{name} = ?" for name in columns)
    sql = f"UPDATE entry SET {sets} WHERE pos = ?"  # noqa: S608 - names from the tests
    tamper(folder, lambda db: db.execute(sql, (*columns.values(), pos)))


def position(folder: Path, kind: str, place: int = 0) -> int:
    """The position of an entry of a kind."""
    db = sqlite3.connect(folder / "journal.db")
    found = db.execute("SELECT pos FROM entry WHERE kind = ? ORDER BY pos", (kind,)).fetchall()
    db.close()
    return int(found[place][0])


def regrow(db: sqlite3.Connection) -> Edge:
    """Write the tiles that fit the entries as they are now, as an intruder would."""

    def none(_: object) -> bytes:
        raise LookupError

    edge = Edge(0, none)
    for row in db.execute("SELECT jws, received_at, answer, code FROM entry ORDER BY pos"):
        edge.append(leaf_hash(leaf_data(*row)))
    db.execute("DELETE FROM tile")
    rows = [(*tile, hashes) for tile, hashes in edge.changed().items()]
    db.executemany("INSERT INTO tile VALUES (?, ?, ?)", rows)
    return edge


def audit(folder: Path, *held: Path, hands: int | None = None) -> Report:
    return verify(find(folder), Scope(held=held, hands=hands), lambda *_: None)


def codes(report: Report) -> dict[str, list[int | None]]:
    """What was found, by code, with positions; notes left out."""
    found: dict[str, list[int | None]] = {}
    for item in report.findings.kept:
        if not item.note:
            found.setdefault(item.code, []).append(item.pos)
    return found
