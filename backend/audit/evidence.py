"""What an evidence bundle consists of, and which entries of a journal belong in it."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple

import msgspec

from backend.audit.objected import attested
from backend.audit.source import NothingToVerify
from backend.wire import jws
from backend.wire.base import CrateKey, Instant, Sha256, Wire
from backend.wire.entry import Envelope, PhotoRef

LIST: Final = "evidence.json"
CHECKPOINT: Final = "checkpoint.txt"
VKEY: Final = "vkey.txt"
PAGE: Final = "index.html"
NO_OBJECTIONS: Final = "[]"
EXTENSIONS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


class Item(Wire):
    """An entry of the bundle: what its leaf commits to, and beside it the personal values and what
    was objected, in the text that `entry.objected` attests (version 1 of the list has none)."""

    pos: int
    received_at: Instant
    answer: Literal["stored", "quarantined"]
    code: str | None
    disclosures: list[str]
    objections: str = NO_OBJECTIONS


class Picture(Wire):
    """A photo that an entry names; `held` is false where the office did not have it."""

    sha256: Sha256
    size: int
    type: str
    held: bool


class Evidence(Wire):
    """`evidence.json`. `history` are the positions that concern the crate; the other entries are
    there because these lean on them: keys, rights, checklists, photos, what attests objections."""

    format: Literal["greenlane-evidence"]
    version: Literal[1, 2]
    made_by: str
    crate: CrateKey
    checkpoint_at: Instant
    history: list[int]
    entries: list[Item]
    photos: list[Picture]


class Opened(NamedTuple):
    """An entry read from its string."""

    item: Item
    jws: str
    dev: str
    envelope: Envelope

    @property
    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(self.envelope.body, type=dict[str, Any])
        return found


def open_item(item: Item, text: str) -> Opened:
    """Raises NotJwsError or msgspec.DecodeError."""
    parts = jws.split(text)
    return Opened(item, text, parts.kid, msgspec.json.decode(parts.payload, type=Envelope))


def whole(entry: Opened) -> Opened:
    """The entry, if its body is an object; raises msgspec.DecodeError where it is not."""
    msgspec.json.decode(entry.envelope.body, type=dict[str, Any])
    return entry


def entry_file(pos: int) -> str:
    return f"entries/{pos}.jws"


def proof_file(pos: int) -> str:
    return f"proofs/{pos}.tlog-proof"


def photo_file(photo: Picture) -> str:
    return f"photos/{photo.sha256}.{EXTENSIONS[photo.type]}"


def refs_of(opened: Iterable[Opened]) -> dict[str, PhotoRef]:
    """The photos that these entries name, in order."""
    return {ref.sha256: ref for entry in opened for ref in entry.envelope.photos}


_OF_OFFICE = (
    "device.enrolled",
    "device.revoked",
    "rights.granted",
    "checklist.published",
    "entry.redacted",
)
"""What grows with people and devices, and not with crates: all of it is looked through."""
_COLUMNS = "pos, received_at, answer, code, jws, objections"
# The kind stands in the text as it is, so that SQLite sees that its index of a few kinds will do.
_KIND = f"""
SELECT {_COLUMNS} FROM entry
WHERE kind = '{{kind}}' AND pos > ? AND pos < ? AND answer = 'stored' ORDER BY pos
"""  # noqa: S608 - kinds of ours
_LAST = _KIND.replace("ORDER BY pos", "ORDER BY pos DESC LIMIT 1")
_AT = f"SELECT {_COLUMNS} FROM entry WHERE pos = ? AND kind = 'photo.stored'"  # noqa: S608
_STORED = "SELECT doc ->> '$.stored_pos' FROM view_row WHERE view = 'photo' AND key = ?"
_HISTORY = """
SELECT e.pos, e.received_at, e.answer, e.code, e.jws, e.objections FROM timeline AS t
JOIN entry AS e ON e.pos = t.pos WHERE t.crate = ? AND e.pos < ? ORDER BY e.pos
"""
_BESIDE = "SELECT text FROM disclosure WHERE pos = ? ORDER BY place"


def history(db: sqlite3.Connection, crate: str, size: int) -> list[Opened]:
    """The entries that concern a crate, as the office sees it. Raises NothingToVerify."""
    found = [_opened(db, row) for row in db.execute(_HISTORY, (crate, size))]
    if not found:
        raise NothingToVerify(
            f"日志中没有箱 {crate}。编号形如 210900113004200/31。",
            f"The journal knows no crate {crate}. A crate is named like 210900113004200/31.",
        )
    return found


def _opened(db: sqlite3.Connection, row: tuple[Any, ...]) -> Opened:
    pos, received_at, answer, code, text, objections = row
    item = Item(
        pos=pos,
        received_at=received_at,
        answer=answer,
        code=code,
        disclosures=[text for (text,) in db.execute(_BESIDE, (pos,))],
        objections=objections,
    )
    return open_item(item, text)


def support(db: sqlite3.Connection, chosen: list[Opened], size: int) -> list[Opened]:
    """What these entries lean on: keys and their ends, rights, checklists, photos, trust list, and
    what attests their objections. Costs by these entries, however long the journal is."""
    known = [entry for kind in _OF_OFFICE for entry in _of_kind(db, kind, size)]
    wanted = set(_leans_on(chosen))
    found = [entry for entry in known if not wanted.isdisjoint(_keys(entry))]
    found += _photos(db, chosen, size)
    found += [each for entry in chosen for each in _attesting(db, entry, size)]
    found += _of_kind(db, "trust.published", size, _LAST)
    signers = {entry.dev for entry in [*chosen, *found]}
    found += [
        entry
        for entry in known
        if entry.envelope.kind in ("device.enrolled", "device.revoked")
        and entry.body.get("dev") in signers
    ]
    return found


def _of_kind(db: sqlite3.Connection, kind: str, size: int, sql: str = _KIND) -> Iterator[Opened]:
    for row in db.execute(sql.format(kind=kind), (-1, size)):
        yield _opened(db, row)


def _photos(db: sqlite3.Connection, chosen: Iterable[Opened], size: int) -> Iterator[Opened]:
    """Where the journal first says of each of their photos that it is stored."""
    for sha256 in refs_of(chosen):
        stored = db.execute(_STORED, (sha256,)).fetchone()
        if stored is not None and stored[0] is not None and stored[0] < size:
            yield from (_opened(db, row) for row in db.execute(_AT, stored))


def _attesting(db: sqlite3.Connection, entry: Opened, size: int) -> Iterator[Opened]:
    """What attests an entry's objections: of those that end the push it came with, the one that
    names it. It is looked for beside whatever is stored as objected, which may be forged."""
    last = None
    for row in db.execute(_KIND.format(kind="entry.objected"), (entry.item.pos, size)):
        if last is not None and row[0] != last + 1:
            return
        last = row[0]
        found = _opened(db, row)
        if entry.envelope.id in attested([found.envelope.body]):
            yield found
            return


def _leans_on(chosen: Iterable[Opened]) -> Iterator[tuple[str, str]]:
    for entry in chosen:
        yield "rights.granted", entry.envelope.actor
        yield "entry.redacted", entry.envelope.id
        record = entry.body.get("record")
        body = record if isinstance(record, dict) else entry.body
        for role in ("lead", "recorder"):
            if isinstance(body.get(role), str):
                yield "rights.granted", body[role]
        for asked in body.get("checklists") or []:
            yield "checklist.published", f"{asked['id']}@{asked['version']}"


def _keys(entry: Opened) -> list[tuple[str, str]]:
    """What an entry may be leant on for."""
    body, kind = entry.body, entry.envelope.kind
    if kind == "checklist.published":
        return [(kind, f"{body.get('id')}@{body.get('version')}")]
    names = {"rights.granted": "user", "entry.redacted": "entry"}
    return [(kind, str(body.get(names.get(kind, ""))))]
