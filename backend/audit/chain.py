"""What shows only when entries are read in order: gaps, repetitions, and who was barred."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec

from backend.audit.findings import Findings
from backend.audit.signatures import Enrolled, Row, Stored
from backend.wire import jws
from backend.wire.attestations import DeviceEnrolled
from backend.wire.entry import Envelope

_OF_KINDS = "SELECT pos, kind, jws FROM entry WHERE answer = 'stored'"
_SLACK = timedelta(seconds=5)
_envelopes = msgspec.json.Decoder(Envelope)
Bodies = Mapping[str, Sequence[tuple[int, bytes]]]
"""Positions and bodies of the entries of some kinds, by kind."""


def bodies(db: sqlite3.Connection, *kinds: str) -> Bodies:
    """Of what took effect; what cannot be read is left to other checks."""
    marks = ", ".join("?" * len(kinds))
    select = f"{_OF_KINDS} AND kind IN ({marks}) ORDER BY pos"
    found: dict[str, list[tuple[int, bytes]]] = {kind: [] for kind in kinds}
    for pos, kind, text in db.execute(select, kinds):
        with suppress(jws.NotJwsError, msgspec.DecodeError, UnicodeDecodeError):
            found[kind].append((pos, bytes(_envelopes.decode(jws.split(text).payload).body)))
    return found


def enrolled(told: Bodies) -> dict[str, Enrolled]:
    """The keys that the journal itself enrols, each from its first enrolment on."""
    found: dict[str, Enrolled] = {}
    for pos, raw in told["device.enrolled"]:
        try:
            body = msgspec.json.decode(raw, type=DeviceEnrolled)
        except msgspec.DecodeError:
            continue
        if jws.thumbprint(body.jwk) == body.dev:
            found.setdefault(body.dev, Enrolled(pos, body.jwk, body.user, body.desk))
    return found


def revoked(told: Bodies) -> dict[str, int]:
    """Where each revoked device was first revoked."""
    found: dict[str, int] = {}
    for pos, raw in told["device.revoked"]:
        dev = msgspec.json.decode(raw, type=dict[str, object]).get("dev")
        found.setdefault(str(dev), pos)
    return found


class Chain:
    """Reads entries one by one and names what breaks the order."""

    def __init__(
        self, findings: Findings, keys: dict[str, Enrolled], barred: dict[str, int]
    ) -> None:
        self._findings = findings
        self._keys = keys
        self._barred = barred
        self._ids: set[str] = set()
        self._heads: dict[str, int] = {}
        self._received = ""

    def read(self, row: Row) -> None:
        pos, id_, dev, seq = row[:4]
        wanted = self._heads.get(dev, 0) + 1
        if seq != wanted:
            self._findings.add("sequence", pos, dev=dev, wanted=wanted, seq=seq)
        self._heads[dev] = seq
        if id_ in self._ids:
            self._findings.add("id_twice", pos, id=id_)
        self._ids.add(id_)
        if row.received_at < self._received:
            self._findings.add("clock_back", pos)
        self._received = row.received_at
        at = self._barred.get(dev)
        if at is not None and pos > at and row.answer == "stored":
            self._findings.add("after_revocation", pos, at=at, dev=dev)
        if row.kind == "device.enrolled":
            self._own(row)

    def _own(self, row: Row) -> None:
        """After the first desk key, which begins a journal, one that vouches for itself is told."""
        known = self._keys.get(row.dev)
        if row.pos and known is not None and known.desk and known.pos == row.pos:
            self._findings.add("desk_enrolled", row.pos, dev=row.dev)


class Times:
    """Holds the times of checkpoints against those at which entries were received."""

    def __init__(self, findings: Findings, checkpoints: Iterable[Stored]) -> None:
        self._findings = findings
        self._by_size = {row.size: row for row in checkpoints}
        self._before = ""

    def read(self, pos: int, received_at: str) -> None:
        """A checkpoint is made after the entries that it covers, and before those that follow.

        Where the clock was set back, which is told elsewhere, the second says nothing.
        """
        back, self._before = received_at < self._before, received_at
        covering, earlier = self._by_size.get(pos + 1), self._by_size.get(pos)
        if covering is not None and _moment(covering.time) < _moment(received_at):
            self._complain(covering, pos, received_at)
        if earlier is None or back:
            return
        if _moment(earlier.time) > _moment(received_at) + _SLACK:
            self._complain(earlier, pos, received_at)

    def _complain(self, row: Stored, pos: int, received: str) -> None:
        self._findings.add("checkpoint_time", pos, size=row.size, time=row.time, received=received)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
