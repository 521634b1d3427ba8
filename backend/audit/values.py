"""Personal values beside entries: whole, or deleted by an entry that says so."""

import sqlite3

import msgspec

from backend.audit.chain import Bodies
from backend.audit.findings import Findings
from backend.audit.signatures import Row
from backend.wire import jws
from backend.wire.attestations import EntryRedacted
from backend.wire.disclosures import digest_of, digests
from backend.wire.entry import Envelope

_BESIDE = "SELECT digest, text FROM disclosure WHERE pos = ?"
_ALL = "SELECT DISTINCT pos FROM disclosure ORDER BY pos"


def signed_digests(text: str) -> list[str]:
    """The digests that an entry's signed body holds; none where it cannot be read."""
    try:
        envelope = msgspec.json.decode(jws.split(text).payload, type=Envelope)
        return digests(bytes(envelope.body))
    except (jws.NotJwsError, msgspec.DecodeError, UnicodeDecodeError):
        return []


class Values:
    """Give it each entry that holds digests, then `finish`."""

    def __init__(self, db: sqlite3.Connection, told: Bodies, findings: Findings) -> None:
        self._db, self._findings = db, findings
        self._redacted: dict[tuple[str, str], int] = {}
        self._read: set[int] = set()
        for pos, raw in told["entry.redacted"]:
            try:
                body = msgspec.json.decode(raw, type=EntryRedacted)
            except msgspec.DecodeError:
                continue
            for digest in body.digests:
                self._redacted.setdefault((body.entry, digest), pos)

    def read(self, row: Row) -> None:
        pos, signed = row.pos, signed_digests(row.jws)
        self._read.add(pos)
        kept = set()
        for digest, text in self._db.execute(_BESIDE, (pos,)):
            kept.add(digest)
            if digest not in signed or digest_of(text) != digest:
                self._findings.add("disclosure_altered", pos)
        for digest in signed:
            at = self._redacted.get((row.id, digest))
            if at is not None:
                code = "redaction_undone" if digest in kept else "redacted"
                self._findings.add(code, pos, at=at)
            elif digest not in kept and row.answer == "stored":
                self._findings.add("disclosure_missing", pos)

    def finish(self) -> None:
        """Values beside entries that name none belong to nothing."""
        for (pos,) in self._db.execute(_ALL):
            if pos not in self._read:
                self._findings.add("disclosure_altered", pos)
