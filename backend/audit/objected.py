"""Objections as stored, held against what the journal attested of them when they were raised."""

import hashlib
import sqlite3

import msgspec

from backend.audit.chain import Bodies
from backend.audit.findings import Findings
from backend.wire.attestations import EntryObjected

_STORED = "SELECT pos, id, objections FROM entry WHERE objections <> '[]' ORDER BY pos"
_PLACE = "SELECT pos FROM entry WHERE id = ?"


def check_objections(db: sqlite3.Connection, told: Bodies, findings: Findings) -> None:
    """Each objection needs its attestation, and each attestation its objection. What was stored
    before the first one there is comes from a version that made none: a note."""
    attested: dict[str, str] = {}
    first: int | None = None
    for pos, raw in told["entry.objected"]:
        try:
            body = msgspec.json.decode(raw, type=EntryObjected)
        except msgspec.DecodeError:
            continue
        first = pos if first is None else first
        for item in body.entries:
            attested.setdefault(item.entry, item.sha256)
    bare = 0
    for pos, entry, text in db.execute(_STORED):
        digest = attested.pop(entry, None)
        if digest is None and (first is None or pos < first):
            bare += 1
        elif digest != hashlib.sha256(text.encode()).hexdigest():
            findings.add("objections_altered", pos)
    for entry in attested:  # these entries have none, or are not there
        row = db.execute(_PLACE, (entry,)).fetchone()
        if row is not None:
            findings.add("objections_altered", row[0])
    if bare:
        findings.add("objections_bare", count=bare)
