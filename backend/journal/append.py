"""Judge and append: what one entry comes to, inside the writer's transaction."""

import hashlib
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from backend.journal.clock import instant
from backend.journal.incoming import Received, open_payload
from backend.journal.ledger import Ledger, Row
from backend.journal.log import leaf_data
from backend.journal.reading import Read, read
from backend.journal.sealing import DeskKey, Draft
from backend.merkle.tree import leaf_hash
from backend.rules.kinds import KINDS, Kind, fold, judge, needs, weigh
from backend.rules.quarantine import held
from backend.rules.state import SYSTEM, Fact
from backend.views.state import TableState
from backend.wire import attestations, jws
from backend.wire.attestations import (
    MAX_OBJECTED,
    DeviceConflicted,
    EntryObjected,
    EntryRedacted,
)
from backend.wire.base import Wire
from backend.wire.disclosures import Disclosure, veil
from backend.wire.entry import MAX_PAYLOAD_BYTES
from backend.wire.sync import Conflict, Duplicate, Gap, Quarantined, Refused, Stored, Verdict
from backend.wire.views import ConflictDoc, Device, Doc, Objection, Person

Fault = Literal["unknown_kind", "bad_body", "revoked_device", "no_right", "wrong_actor"]

_encode = msgspec.json.Encoder().encode
_objections = msgspec.json.Decoder(list[Objection])
_MAX_CONFLICT_BYTES = 2 * MAX_PAYLOAD_BYTES
"""device.conflicted holds another entry whole."""
_SALT_BYTES = 16


class Objected(Exception):
    """A desk's entry would break rules, so it was not made."""

    def __init__(self, objections: list[Objection]) -> None:
        super().__init__(", ".join(objection.code for objection in objections))
        self.objections = objections


class Appender:
    """Appends within a transaction that its owner opens and commits.

    `leaves` gathers the leaf hashes of what was appended, for the owner to enter in the log.
    """

    def __init__(self, connection: sqlite3.Connection, desk: DeskKey) -> None:
        self.connection = connection
        self.state = TableState(connection)
        self.ledger = Ledger(connection)
        self.leaves: list[bytes] = []
        self._desk = desk
        self._saved = 0
        self._raised: list[tuple[str, str]] = []

    def begin(self) -> None:
        """Start a transaction, which its owner has opened."""
        self.state.begin()
        self.ledger.begin()
        self.leaves.clear()
        self._raised.clear()

    def save(self) -> None:
        """A point to which `back` returns."""
        self.state.save()
        self.ledger.save()
        self._saved = len(self.leaves)

    def back(self) -> None:
        """Undo all since `save`."""
        self.state.back()
        self.ledger.back()
        del self.leaves[self._saved :]
        self._raised.clear()

    def flush(self) -> None:
        """Write what was gathered; the owner commits.

        Where personal values are deleted, what they leave in the file is overwritten.
        """
        redacting = self.ledger.redacting
        if redacting:
            self.connection.execute("PRAGMA secure_delete = ON")
        self.ledger.flush()
        self.state.flush()
        if redacting:
            self.connection.execute("PRAGMA secure_delete = OFF")

    def size(self) -> int:
        """Entries in the journal, which is the next position."""
        return self.ledger.size()

    def push(self, entries: Sequence[Read | Refused], now: datetime) -> list[Verdict]:
        """One answer per entry, in order."""
        at = instant(now)
        self._read_ahead([entry for entry in entries if not isinstance(entry, Refused)])
        answers: list[Verdict] = [
            entry if isinstance(entry, Refused) else self._take(entry, at) for entry in entries
        ]
        self._attest(now)
        return answers

    def _read_ahead(self, entries: Sequence[Read]) -> None:
        """Ask the database for all that judging these entries needs, not for each by itself."""
        self.ledger.read_ahead([entry.item.envelope.id for entry in entries])
        needed: dict[type[Doc], list[str]] = {}
        for entry in entries:
            for kind, keys in needs(entry.body, entry.item.envelope.photos):
                needed.setdefault(kind, []).extend(keys)
        for kind, keys in needed.items():
            self.state.read_ahead(kind, keys)

    def record(self, actor: str, drafts: Sequence[Draft], now: datetime) -> list[Stored]:
        """Seal and append what the desk does; raises Objected where a rule would be broken."""
        made = [self._seal(actor, draft, now) for draft in drafts]
        self._attest(now)
        return made

    def _attest(self, now: datetime) -> None:
        """Sign what was objected since the last time; leaves do not hold it."""
        raised, self._raised = self._raised, []
        for start in range(0, len(raised), MAX_OBJECTED):
            entries = [
                attestations.Objected(entry=id_, sha256=hashlib.sha256(told.encode()).hexdigest())
                for id_, told in raised[start : start + MAX_OBJECTED]
            ]
            self._seal(SYSTEM, Draft("entry.objected", 1, EntryObjected(entries=entries)), now)

    def _seal(self, actor: str, draft: Draft, now: datetime) -> Stored:
        at = instant(now)
        kind = KINDS.get((draft.kind, draft.kv))
        body, beside = _encode(draft.body), list[Disclosure]()
        if kind is not None and kind.personal:
            body, beside = veil(body, kind.personal, lambda: secrets.token_bytes(_SALT_BYTES))
        text = self._desk.seal(
            draft,
            body,
            seq=self.ledger.head(self._desk.dev) + 1,
            at=at,
            unix_ms=int(now.timestamp() * 1000),
            actor=actor,
        )
        parts = jws.split(text)
        conflict = draft.kind == "device.conflicted"
        if len(parts.payload) > (_MAX_CONFLICT_BYTES if conflict else MAX_PAYLOAD_BYTES):
            raise ValueError(f"{draft.kind} is larger than an entry may be; make several")
        entry = read(open_payload(text, parts.payload, parts.kid), beside)
        fault = self._fault(entry)
        if fault or entry.kind is None or entry.body is None:
            raise Objected([Objection(code=fault or "", detail=draft.kind)])
        fact = fact_of(entry.item, entry.body, self.size(), at, [])
        objections = judge(self.state, entry.kind, fact)
        if any(objection.code not in draft.despite for objection in objections):
            raise Objected(objections)
        weighed = [*objections, *weigh(self.state, fact)]
        return self._store(entry, entry.kind, fact._replace(objections=weighed))

    def _take(self, entry: Read, received_at: str) -> Verdict:
        item = entry.item
        envelope = item.envelope
        row = self.ledger.by_id(envelope.id)
        if row is not None and row.jws == item.jws:
            return _again(row)
        if row is not None:
            return self._conflict(item, "id", received_at)
        head = self.ledger.head(item.dev)
        if envelope.seq <= head:
            return self._conflict(item, "seq", received_at)
        if envelope.seq != head + 1:
            return Gap(have=head)
        return self._append(entry, received_at)

    def _append(self, entry: Read, received_at: str) -> Stored | Quarantined:
        pos = self.size()
        fault = self._fault(entry)
        if fault or entry.kind is None or entry.body is None:
            code = fault or "bad_body"
            self._insert(entry, pos, received_at, "quarantined", code, [])
            beside = [found.text for found in entry.beside]
            withhold(self.state, entry.item, pos, received_at, code, beside)
            return Quarantined(pos=pos, received_at=received_at, code=code)
        fact = fact_of(entry.item, entry.body, pos, received_at, [])
        objections = judge(self.state, entry.kind, fact)
        return self._store(
            entry, entry.kind, fact._replace(objections=objections) if objections else fact
        )

    def _store(self, entry: Read, kind: Kind, fact: Fact) -> Stored:
        self._insert(entry, fact.pos, fact.received_at, "stored", None, fact.objections)
        project(self.state, kind, fact)
        if isinstance(fact.body, EntryRedacted):
            self.ledger.redact(fact.body.entry, fact.body.digests)
        return Stored(pos=fact.pos, received_at=fact.received_at, objections=fact.objections)

    def _insert(
        self,
        entry: Read,
        pos: int,
        received_at: str,
        answer: str,
        code: str | None,
        objections: list[Objection],
    ) -> None:
        item = entry.item
        envelope = item.envelope
        row = (pos, envelope.id, item.dev, envelope.seq, envelope.kind, received_at)
        told = _encode(objections).decode() if objections else "[]"
        if objections:
            self._raised.append((envelope.id, told))
        self.ledger.add(Row(*row, answer, code, told, item.jws))
        if entry.beside:
            self.ledger.disclose(pos, entry.beside)
        self.leaves.append(leaf_hash(leaf_data(item.jws, received_at, answer, code)))

    def _fault(self, entry: Read) -> Fault | None:
        """Why it goes to quarantine: kind, rights, body. The device's standing is checked here,
        inside the transaction."""
        if entry.kind is None:
            return "unknown_kind"
        return self._standing(entry.item, entry.kind) or (
            "bad_body" if entry.body is None else None
        )

    def _standing(self, item: Received, kind: Kind) -> Fault | None:
        actor = item.envelope.actor
        if item.dev == self._desk.dev and actor == SYSTEM:
            return None
        device = self.state.get(Device, item.dev)
        if device is None or device.revoked_at is not None:
            return "revoked_device"
        if not device.desk and actor != device.user:
            return "wrong_actor"
        person = self.state.get(Person, actor)
        if person is None or not any(role in kind.roles for role in person.roles):
            return "no_right"
        return None

    def _conflict(self, item: Received, code: Literal["id", "seq"], received_at: str) -> Conflict:
        digest = hashlib.sha256(item.jws.encode()).hexdigest()
        if self.state.get(ConflictDoc, digest) is None:
            body = DeviceConflicted(dev=item.dev, seq=item.envelope.seq, code=code, jws=item.jws)
            moment = datetime.fromisoformat(received_at)
            self.record(SYSTEM, [Draft("device.conflicted", 1, body)], moment)
        return Conflict(code=code)


def _again(row: Row) -> Duplicate | Quarantined:
    if row.answer == "quarantined":
        fault: Fault = msgspec.convert(row.code, Fault)
        return Quarantined(pos=row.pos, received_at=row.received_at, code=fault)
    objections = _objections.decode(row.objections)
    return Duplicate(pos=row.pos, received_at=row.received_at, objections=objections)


def fact_of(
    item: Received, body: Wire, pos: int, received_at: str, objections: list[Objection]
) -> Fact:
    """The entry as rules read it."""
    envelope = item.envelope
    return Fact(
        pos=pos,
        id=envelope.id,
        dev=item.dev,
        actor=envelope.actor,
        at=envelope.at,
        received_at=received_at,
        body=body,
        photos=envelope.photos,
        objections=objections,
        sha256=hashlib.sha256(item.jws.encode()).hexdigest(),
    )


def project(state: TableState, kind: Kind, fact: Fact) -> None:
    """Let a stored fact change the views; the one way, live and in a replay."""
    state.pos = fact.pos
    for crate in fold(state, kind, fact):
        state.mark(crate)


def withhold(
    state: TableState, item: Received, pos: int, received_at: str, code: str, beside: list[str]
) -> None:
    """Enter a quarantined entry in the views, where a supervisor finds it; live and in a replay."""
    state.pos = pos
    state.put(held(item.envelope, item.jws, item.dev, pos, received_at, code, beside))
