"""The journal as the rest of the server uses it."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from backend.journal.append import Appender
from backend.journal.incoming import receive_all
from backend.journal.sealing import DeskKey, Draft
from backend.journal.writer import Writer
from backend.rules.state import SYSTEM, State
from backend.wire.attestations import DeviceEnrolled, Jwk
from backend.wire.sync import Stored, Verdict
from backend.wire.views import Device

T = TypeVar("T")
Plan = Callable[[State], Sequence[Draft]]
"""Decides, on the state inside the transaction, which entries the desk makes."""


def _now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """Opens or begins the journal at `path`. `close` it, or the last answers may be lost in RAM
    (never on disk)."""

    def __init__(self, path: Path, desk: DeskKey, clock: Callable[[], datetime] = _now) -> None:
        self.path = path
        self._clock = clock
        self._writer = Writer(path, desk)
        self.epoch = self._writer.submit(lambda appender: self._begin(appender, desk)).result()

    def _begin(self, appender: Appender, desk: DeskKey) -> str:
        db = appender.connection
        row = db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
        if row is None:
            row = (secrets.token_hex(8),)
            db.execute("INSERT INTO meta (key, value) VALUES ('epoch', ?)", row)
        if appender.state.get(Device, desk.dev) is None:
            body = DeviceEnrolled(dev=desk.dev, jwk=desk.jwk, user=SYSTEM, name="工作台", desk=True)
            appender.record(SYSTEM, [Draft("device.enrolled", 1, body)], self._clock())
        epoch: str = row[0]
        return epoch

    def close(self) -> None:
        self._writer.close()

    async def push(self, texts: Sequence[str], keys: dict[str, Jwk]) -> list[Verdict]:
        """Verify outside the writer, then append; answers come after the commit."""
        items = await asyncio.to_thread(receive_all, texts, keys.get)
        done = self._writer.submit(lambda appender: appender.push(items, self._clock()))
        return await asyncio.wrap_future(done)

    def plan(self, actor: str, plan: Plan) -> list[Stored]:
        """Append what `plan` says, atomically; raises Objected and then nothing was appended."""
        return self._writer.submit(lambda appender: self._planned(appender, actor, plan)).result()

    async def record(self, actor: str, plan: Plan) -> list[Stored]:
        """As `plan`, for a coroutine."""
        done = self._writer.submit(lambda appender: self._planned(appender, actor, plan))
        return await asyncio.wrap_future(done)

    async def look(self, read: Callable[[State], T]) -> T:
        """What `read` makes of the newest state, seen between two jobs of the writer."""
        done = self._writer.submit(lambda appender: read(appender.state))
        return await asyncio.wrap_future(done)

    async def size(self) -> int:
        """Entries in the journal."""
        return await asyncio.wrap_future(self._writer.submit(lambda appender: appender.size()))

    def _planned(self, appender: Appender, actor: str, plan: Plan) -> list[Stored]:
        return appender.record(actor, plan(appender.state), self._clock())
