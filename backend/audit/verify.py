"""The whole audit of a journal: log, held checkpoints, photos, views."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import msgspec

from backend.audit.chain import Chain, Times, bodies, enrolled, revoked
from backend.audit.cores import Hands, cores
from backend.audit.findings import Findings
from backend.audit.growing import Growing
from backend.audit.held import Origin, compare_held, read_files, read_held
from backend.audit.objected import check_objections
from backend.audit.photographs import attested, check_photos, pieces
from backend.audit.replayed import Replayed, compare_views
from backend.audit.signatures import (
    Batch,
    Checked,
    Enrolled,
    Piece,
    Row,
    Stored,
    check_notes,
    check_piece,
)
from backend.audit.source import Source, public_key, snapshot
from backend.audit.values import Values
from backend.merkle.tree import HASH_BYTES
from backend.wire import notes

_PIECE = 512
_NOTES_PIECE = 256
_KINDS = (
    "device.enrolled",
    "device.revoked",
    "entry.objected",
    "entry.redacted",
    "journal.restored",
    "log.disputed",
)
_SPAN = "SELECT count(*), coalesce(min(pos), 0), coalesce(max(pos), -1) FROM entry"
_FEW = 4000
"""Fewer entries than this are checked here: starting processes takes longer."""
Progress = Callable[[str, int, int], None]
"""What is under way, how much of it is done, and how much there is."""


@dataclass
class Report:
    """What was proved, and what was found."""

    findings: Findings = field(default_factory=Findings)
    origin: str = ""
    vkey: str = ""
    size: int = 0
    root: bytes = b""
    checkpoints: int = 0
    held: int = 0
    devices: int = 0
    photos: int = 0
    photos_checked: bool = False
    views_checked: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Scope:
    """What to check besides the log itself, and by how many processes (None: as many as help)."""

    held: Sequence[Path] = ()
    photos: bool = True
    views: bool = True
    hands: int | None = None


def verify(source: Source, scope: Scope, progress: Progress) -> Report:
    """Prove a journal from its bytes. Raises NothingToVerify."""
    began = time.perf_counter()
    with snapshot(source.database) as db:
        report = Report()
        total: int = db.execute("SELECT count(*) FROM entry").fetchone()[0]
        hands = scope.hands if scope.hands is not None else (cores() if total > _FEW else 0)
        with Hands(hands) as workers:
            _Audit(source, scope, db, workers, report, progress).run(total)
    report.seconds = time.perf_counter() - began
    return report


class _Audit:
    def __init__(
        self,
        source: Source,
        scope: Scope,
        db: sqlite3.Connection,
        hands: Hands,
        report: Report,
        progress: Progress,
    ) -> None:
        self._source, self._scope, self._db = source, scope, db
        self._hands, self._report, self._progress = hands, report, progress
        self._findings = report.findings
        self._told = bodies(db, *_KINDS)

    def run(self, total: int) -> None:
        origins = self._origins()
        checkpoints = [
            Stored(*row)
            for row in self._db.execute(
                "SELECT size, root, time, note FROM checkpoint ORDER BY size"
            )
        ]
        held = read_held(self._handed_in(), origins, self._findings)
        self._report.held = len(held)
        sizes = [item.checkpoint.size for item in held]
        # One core's work for long: begun first, it ends with the rest
        replaying = self._replaying()
        grown = Growing(self._db, self._findings, checkpoints, sizes)
        self._notes(checkpoints, origins)
        self._entries(grown, checkpoints, total)
        grown.finish()
        compare_held(held, grown, origins, self._findings)
        self._report.size, self._report.root = grown.size, grown.root()
        self._report.checkpoints = len(checkpoints)
        if self._scope.photos:
            self._photos()
        if replaying is not None:
            self._views(replaying, total)

    def _origins(self) -> dict[str, Origin]:
        """Every name that this log has had, by the journal itself."""
        key = public_key(self._source)
        row = self._db.execute("SELECT value FROM meta WHERE key = 'origin'").fetchone()
        self._report.origin = row[0] if row else ""
        self._report.vkey = notes.vkey(self._report.origin, key)
        found = {self._report.origin: Origin(self._report.vkey, None)}
        for pos, raw in self._told["journal.restored"]:
            old = msgspec.json.decode(raw, type=dict[str, object]).get("old_origin")
            if isinstance(old, str):
                found.setdefault(old, Origin(notes.vkey(old, key), pos))
        return found

    def _handed_in(self) -> Iterator[tuple[str, str]]:
        """Checkpoints to hold the log against: of files, of a backup, and of disputes."""
        yield from read_files(self._scope.held, self._findings)
        if self._source.note is not None:
            yield "manifest.json", self._source.note
        for pos, raw in self._told["log.disputed"]:
            note = msgspec.json.decode(raw, type=dict[str, object]).get("note")
            if isinstance(note, str):
                yield f"#{pos}", note

    def _notes(self, checkpoints: Sequence[Stored], origins: dict[str, Origin]) -> None:
        vkeys = {name: origin.vkey for name, origin in origins.items()}
        cut = (
            checkpoints[start : start + _NOTES_PIECE]
            for start in range(0, len(checkpoints), _NOTES_PIECE)
        )
        done = 0
        for piece, faults in self._hands.each(check_notes, cut, vkeys, self._report.vkey):
            for code, size, said in faults:
                self._findings.add(code, None, {"size": size, **said})
            done += len(piece)
            self._progress("checkpoints", done, len(checkpoints))

    def _entries(self, grown: Growing, checkpoints: Sequence[Stored], total: int) -> None:
        keys = enrolled(self._told)
        self._report.devices = len(keys)
        chain = Chain(self._findings, keys, revoked(self._told))
        times = Times(self._findings, checkpoints)
        values = Values(self._db, self._told, self._findings)
        for found, batch in self._checked(keys):
            self._grow(grown, found, batch)
            for row in found:
                chain.read(row)
                times.read(row.pos, row.received_at)
            veiled = set(batch.veiled)
            for row in found if veiled else ():
                if row.pos in veiled:
                    values.read(row)
            for code, pos, said in batch.faults:
                self._findings.add(code, pos, said)
            self._progress("entries", grown.size, total)
        values.finish()
        check_objections(self._db, self._told, self._findings)

    def _checked(self, keys: dict[str, Enrolled]) -> Iterator[Checked]:
        for _, checked in self._hands.each(check_piece, self._pieces(), keys):
            if checked.rows:
                yield checked

    def _pieces(self) -> Iterator[Piece]:
        """All positions that there are, cut up."""
        count, first, last = self._db.execute(_SPAN).fetchone()
        dense = first == 0 and count == last + 1
        for start, end in _even(count) if dense else _uneven(self._db):
            yield Piece(self._source.database, start, end)

    def _grow(self, grown: Growing, piece: Sequence[Row], batch: Batch) -> None:
        """Grow by a batch; where positions are missing, by what the tiles have for them."""
        if piece[0].pos == grown.size and piece[-1].pos == grown.size + len(piece) - 1:
            grown.add(batch.leaves)
            return
        for place, row in enumerate(piece):
            if row.pos > grown.size:
                self._findings.add("position_missing", grown.size, last=row.pos - 1)
            while row.pos > grown.size:
                grown.add(grown.missing(grown.size))
            grown.add(batch.leaves[place * HASH_BYTES : (place + 1) * HASH_BYTES])

    def _photos(self) -> None:
        photos = attested(self._db)
        self._report.photos, self._report.photos_checked = len(photos), True
        done = 0
        for piece, faults in self._hands.each(check_photos, pieces(photos), self._source.photos):
            for code, photo in faults:
                self._findings.add(code, photo.pos, sha256=photo.sha256)
            done += len(piece)
            self._progress("photos", done, len(photos))

    def _replaying(self) -> Callable[[], Replayed] | None:
        if not self._scope.views:
            return None
        return self._hands.begin(compare_views, self._source.database)

    def _views(self, replaying: Callable[[], Replayed], total: int) -> None:
        self._progress("views", 0, total)
        replayed = replaying()
        if not replayed.comparable:
            self._findings.add("views_version")
            return
        if replayed.stopped is not None:
            pos, why = replayed.stopped
            self._findings.add("replay_stopped", pos, why=why)
        for row in replayed.rows:
            self._findings.add("view_differs", row.pos, view=row.view, key=row.key)
        more = replayed.total - len(replayed.rows)
        if more:
            self._findings.add("view_rows", count=more)
        self._report.views_checked = True
        self._progress("views", total, total)


def _even(count: int) -> Iterator[tuple[int, int]]:
    """First and last of each piece, where no position is missing."""
    for start in range(0, count, _PIECE):
        yield start, min(start + _PIECE, count) - 1


def _uneven(db: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """As `_even`, where some are missing."""
    positions = (row[0] for row in db.execute("SELECT pos FROM entry ORDER BY pos"))
    while piece := list(islice(positions, _PIECE)):
        yield piece[0], piece[-1]
