"""What can be checked of an entry by itself, many at a time and on every core.

Functions here run in child processes: they take and give plain data, and read the entries
themselves, so that nobody has to hand them round.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.audit.source import snapshot
from backend.journal.log import leaf_data
from backend.merkle.tree import leaf_hash
from backend.rules.kinds import KINDS
from backend.wire import jws, notes
from backend.wire.attestations import Jwk
from backend.wire.entry import Envelope

_envelopes = msgspec.json.Decoder(Envelope, strict=True)
_MARK = b'"_sd"'
_ROWS = """
SELECT pos, id, dev, seq, kind, received_at, answer, code, jws FROM entry
WHERE pos BETWEEN ? AND ? ORDER BY pos
"""


class Row(NamedTuple):
    """An entry as the table has it."""

    pos: int
    id: str
    dev: str
    seq: int
    kind: str
    received_at: str
    answer: str
    code: str | None
    jws: str


class Enrolled(NamedTuple):
    """A key, from the entry at `pos` on."""

    pos: int
    jwk: Jwk
    user: str
    desk: bool


Fault = tuple[str, int, dict[str, str]]
"""Code, position and what completes the words."""


class Batch(NamedTuple):
    """Leaf hashes in order, faults, and the positions that hold digests of personal values."""

    leaves: bytes
    faults: list[Fault]
    veiled: list[int]


_points: dict[str, ec.EllipticCurvePublicKey] = {}


def _key(dev: str, jwk: Jwk) -> ec.EllipticCurvePublicKey:
    if dev not in _points:
        _points[dev] = jws.public_key(jwk)
    return _points[dev]


def check_rows(rows: Sequence[Row], keys: Mapping[str, Enrolled]) -> Batch:
    """Hash each leaf, verify each signature, hold each column against the signed text."""
    leaves = bytearray()
    faults: list[Fault] = []
    veiled: list[int] = []
    for row in rows:
        leaves += leaf_hash(leaf_data(row.jws, row.received_at, row.answer, row.code))
        try:
            parts = jws.split(row.jws)
        except jws.NotJwsError as error:
            faults.append(("not_an_entry", row.pos, {"why": str(error)}))
            continue
        fault = _fault(row, parts, keys.get(parts.kid))
        if fault is not None:
            faults.append(fault)
        if _MARK in parts.payload:
            veiled.append(row.pos)
    return Batch(bytes(leaves), faults, veiled)


class Piece(NamedTuple):
    """Positions of the journal at `path`, both included."""

    path: Path
    first: int
    last: int


class Checked(NamedTuple):
    """A piece as it was found; of rows that hold no digests, `jws` is left out."""

    rows: list[Row]
    batch: Batch


def check_piece(piece: Piece, keys: Mapping[str, Enrolled]) -> Checked:
    """Read entries and check them, each by itself."""
    with snapshot(piece.path) as db:
        rows = list(map(Row._make, db.execute(_ROWS, (piece.first, piece.last))))
    batch = check_rows(rows, keys)
    veiled = set(batch.veiled)
    kept = [row if row.pos in veiled else Row(*row[:-1], jws="") for row in rows]
    return Checked(kept, batch)


def _fault(row: Row, parts: jws.Parts, known: Enrolled | None) -> Fault | None:
    if parts.kid != row.dev:
        return ("column_differs", row.pos, {"column": "dev"})
    if known is None or known.pos > row.pos:
        return ("unknown_key", row.pos, {"dev": parts.kid})
    try:
        key = _key(parts.kid, known.jwk)
    except jws.NotJwsError as error:
        return ("not_an_entry", known.pos, {"why": str(error)})
    if not jws.verifies(parts.signed, parts.signature, key):
        return ("bad_signature", row.pos, {"dev": parts.kid})
    try:
        envelope = _envelopes.decode(parts.payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return ("not_an_entry", row.pos, {"why": str(error)})
    if (envelope.id, envelope.seq, envelope.kind) != (row.id, row.seq, row.kind):
        return _column(row, envelope)
    if row.answer == "stored" and not known.desk:
        return _standing(row, envelope, known)
    return None


def _column(row: Row, envelope: Envelope) -> Fault:
    names = ("id", "seq", "kind")
    column = next(name for name in names if getattr(row, name) != getattr(envelope, name))
    return ("column_differs", row.pos, {"column": column})


def _standing(row: Row, envelope: Envelope, known: Enrolled) -> Fault | None:
    """What a phone may not have signed, and yet took effect."""
    kind = KINDS.get((envelope.kind, envelope.kv))
    if kind is not None and not kind.roles:
        return ("not_by_desk", row.pos, {"kind": envelope.kind, "dev": row.dev})
    if envelope.actor != known.user:
        return ("wrong_actor", row.pos, {"actor": envelope.actor, "user": known.user})
    return None


class Stored(NamedTuple):
    """A checkpoint as the table has it."""

    size: int
    root: bytes
    time: str
    note: str


def check_notes(rows: Sequence[Stored], vkeys: Mapping[str, str], own: str) -> list[Fault]:
    """Verify stored checkpoints; `vkeys` by origin, `own` that of its present one."""
    faults: list[Fault] = []
    for row in rows:
        origin = row.note.partition("\n")[0]
        try:
            checkpoint = notes.verify(row.note, vkeys.get(origin, own))
        except notes.NotANoteError as error:
            faults.append(("checkpoint_signature", row.size, {"why": str(error)}))
            continue
        if (checkpoint.size, checkpoint.root) != (row.size, row.root):
            faults.append(("checkpoint_text", row.size, {}))
    return faults
