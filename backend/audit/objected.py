"""Objections as stored, held against what the journal attested of them when they were raised."""

import hashlib
import sqlite3
from collections.abc import Iterable

import msgspec

from backend.audit.chain import Bodies
from backend.audit.findings import Findings
from backend.wire.attestations import EntryObjected

_STORED = "SELECT pos, id, objections FROM entry WHERE objections <> '[]' ORDER BY pos"
_PLACE = "SELECT pos FROM entry WHERE id = ?"


def attested(bodies: Iterable[bytes | msgspec.Raw]) -> dict[str, str]:
    """By entry, the hash of what was objected to it, as bodies of `entry.objected` attest; the
    first that names an entry counts."""
    found: dict[str, str] = {}
    for raw in bodies:
        try:
            body = msgspec.json.decode(raw, type=EntryObjected)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        for item in body.entries:
            found.setdefault(item.entry, item.sha256)
    return found


def digest_of_objections(text: str) -> str:
    """Of objections in the text in which they are stored."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_objections(db: sqlite3.Connection, told: Bodies, findings: Findings) -> None:
    """Each objection needs its attestation, and each attestation its objection. What was stored
    before the first one there is comes from a version that made none: a note."""
    there = told["entry.objected"]
    first = next((pos for pos, raw in there if attested([raw])), None)
    digests = attested(raw for _, raw in there)
    bare = 0
    for pos, entry, text in db.execute(_STORED):
        digest = digests.pop(entry, None)
        if digest is None and (first is None or pos < first):
            bare += 1
        elif digest != digest_of_objections(text):
            findings.add("objections_altered", pos)
    for entry in digests:  # these entries have none, or are not there
        row = db.execute(_PLACE, (entry,)).fetchone()
        if row is not None:
            findings.add("objections_altered", row[0])
    if bare:
        findings.add("objections_bare", count=bare)
