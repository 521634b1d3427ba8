"""The journal as the rest of the server uses it."""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.journal.append import Appender, Objected
from backend.journal.beside import apart, fitting
from backend.journal.clock import Clock, now
from backend.journal.log import LogIdentity
from backend.journal.reading import read_all
from backend.journal.rebuild import refresh
from backend.journal.sealing import DeskKey, Draft
from backend.journal.verifier import Items, Verifier
from backend.journal.writer import Job, Writer, promised
from backend.rules.state import SYSTEM, State
from backend.wire.attestations import DeviceEnrolled, Jwk
from backend.wire.sync import Stored, Verdict
from backend.wire.views import Device, Objection

T = TypeVar("T")
Plan = Callable[[State], Sequence[Draft]]
"""Decides, on the state inside the transaction, which entries the desk makes."""


class PlanObjected(Exception):
    """A rule speaks against the plan `at` (from 0) of several; none was entered."""

    def __init__(self, at: int, objections: list[Objection]) -> None:
        super().__init__(at, ", ".join(objection.code for objection in objections))
        self.at = at
        self.objections = objections


class Keys(NamedTuple):
    """What the journal signs with: its own entries, and the heads of its log."""

    desk: DeskKey
    log: Ed25519PrivateKey


class Journal:
    """Opens or begins the journal at `path`. `close` it, or the last answers may be lost in RAM
    (never on disk)."""

    def __init__(self, path: Path, keys: Keys, host: str, clock: Clock = now) -> None:
        self.path = path
        self.epoch = ""
        self._clock = clock
        refresh(path, lambda _done, _total: None)
        self._verifier = Verifier()
        self._writer = Writer(path, keys.desk, lambda db: self._identify(db, keys, host), clock)
        self.identity = self._writer.log.identity
        self._writer.submit(lambda appender: self._begin(appender, keys.desk)).result()

    def _identify(self, db: sqlite3.Connection, keys: Keys, host: str) -> LogIdentity:
        """Epoch and origin are made once; the origin keeps the host it was made with."""
        known = dict(db.execute("SELECT key, value FROM meta"))
        self.epoch = known.get("epoch") or secrets.token_hex(8)
        origin = known.get("origin") or f"{host}/journal/{self.epoch}"
        rows = [("epoch", self.epoch), ("origin", origin)]
        db.executemany("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", rows)
        return LogIdentity(origin, keys.log)

    def _begin(self, appender: Appender, desk: DeskKey) -> None:
        if appender.state.get(Device, desk.dev) is None:
            body = DeviceEnrolled(dev=desk.dev, jwk=desk.jwk, user=SYSTEM, name="工作台", desk=True)
            appender.record(SYSTEM, [Draft("device.enrolled", 1, body)], self._clock())

    @property
    def checkpoint(self) -> str:
        """The newest signed checkpoint; covers every entry that was answered so far."""
        return self._writer.note

    @property
    def rights_version(self) -> int:
        """Changes whenever this process changed what somebody may do."""
        return self._writer.appender.state.rights_version

    def close(self) -> None:
        self._verifier.close()
        self._writer.close()

    async def push(self, texts: Sequence[str], keys: dict[str, Jwk]) -> list[Verdict]:
        """Verify outside the writer, then append; answers come after the commit."""
        plain, beside = apart(texts)
        done: Future[list[Verdict]] = promised()

        def append(verified: "Future[Items]") -> None:
            try:
                items = verified.result()
                entries = read_all(items, fitting(items, beside))
                job = Job(lambda appender: appender.push(entries, self._clock()), done)
                self._writer.put(job)
            except Exception as error:  # noqa: BLE001 - handed to whoever waits for the answers
                done.set_exception(error)

        self._verifier.submit(plain, keys).add_done_callback(append)
        return await asyncio.wrap_future(done)

    def plan(self, actor: str, plan: Plan) -> list[Stored]:
        """Append what `plan` says, atomically; raises Objected and then nothing was appended."""
        return self._writer.submit(lambda appender: self._planned(appender, actor, plan)).result()

    async def record(self, actor: str, plan: Plan) -> list[Stored]:
        """As `plan`, for a coroutine."""
        done = self._writer.submit(lambda appender: self._planned(appender, actor, plan))
        return await asyncio.wrap_future(done)

    async def rehearse(self, actor: str, plans: Sequence[Plan]) -> list[list[Objection]]:
        """What rules say against each plan by itself; nothing is appended."""
        done = self._writer.submit(
            lambda appender: [self._against(appender, actor, plan) for plan in plans]
        )
        return await asyncio.wrap_future(done)

    async def record_all(self, actor: str, plans: Sequence[Plan]) -> list[list[Stored]]:
        """Append what all plans say, each upon those before it; raises PlanObjected, and then
        nothing was appended."""

        def append(appender: Appender) -> list[list[Stored]]:
            made = []
            for at, plan in enumerate(plans):
                try:
                    made.append(self._planned(appender, actor, plan))
                except Objected as error:
                    raise PlanObjected(at, error.objections) from error
            return made

        return await asyncio.wrap_future(self._writer.submit(append))

    async def look(self, read: Callable[[State], T]) -> T:
        """What `read` makes of the newest state, seen between two jobs of the writer."""
        done = self._writer.submit(lambda appender: read(appender.state))
        return await asyncio.wrap_future(done)

    async def mark(self) -> None:
        """Have a checkpoint stored that covers every entry that was answered so far."""
        job = Job(lambda _: None, promised(), marks=True)
        self._writer.put(job)
        await asyncio.wrap_future(job.done)

    async def size(self) -> int:
        """Entries in the journal."""
        return await asyncio.wrap_future(self._writer.submit(lambda appender: appender.size()))

    def _against(self, appender: Appender, actor: str, plan: Plan) -> list[Objection]:
        """Nothing of it stays: the writer saved before this job."""
        try:
            self._planned(appender, actor, plan)
        except Objected as error:
            return error.objections
        finally:
            appender.back()
        return []

    def _planned(self, appender: Appender, actor: str, plan: Plan) -> list[Stored]:
        return appender.record(actor, plan(appender.state), self._clock())
