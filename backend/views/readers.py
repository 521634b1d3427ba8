"""Readers of the views: a few aiosqlite connections, each query in a snapshot of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import aiosqlite

from backend.rules.state import D
from backend.views.state import decode

_READERS = 3
_ONE = "SELECT doc FROM view_row WHERE view = ? AND key = ?"
_ALL = "SELECT doc FROM view_row WHERE view = ? AND doc IS NOT NULL ORDER BY key"


class Readers:
    """Open with `open`, close with `close`; never writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()

    async def open(self) -> None:
        for _ in range(_READERS):
            connection = await aiosqlite.connect(self._path, isolation_level=None)
            await connection.execute("PRAGMA query_only = ON")
            await connection.execute("PRAGMA busy_timeout = 10000")
            self._idle.put_nowait(connection)

    async def close(self) -> None:
        for _ in range(_READERS):
            connection = await self._idle.get()
            await connection.close()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[aiosqlite.Connection]:
        """A connection inside one read transaction: all queries see the same position."""
        connection = await self._idle.get()
        try:
            await connection.execute("BEGIN")
            yield connection
        finally:
            try:
                await connection.execute("ROLLBACK")
            finally:  # done in its turn, also where whoever asked is told to stop in this moment
                self._idle.put_nowait(connection)

    async def doc(self, kind: type[D], key: str) -> D | None:
        async with self.snapshot() as db:
            return await doc(db, kind, key)

    async def need(self, kind: type[D], key: str) -> D:
        """A document that was just written; raises LookupError where it is not there."""
        found = await self.doc(kind, key)
        if found is None:
            raise LookupError(f"no {kind.view} {key}")
        return found

    async def docs(self, kind: type[D]) -> list[D]:
        """All documents of a view, by key."""
        async with self.snapshot() as db:
            rows = await db.execute_fetchall(_ALL, (kind.view,))
            return [cast(D, decode(kind.view, row[0])) for row in rows]


async def doc(db: aiosqlite.Connection, kind: type[D], key: str) -> D | None:
    """One document, or None."""
    async with db.execute(_ONE, (kind.view, key)) as cursor:
        row = await cursor.fetchone()
    return cast(D, decode(kind.view, row[0])) if row and row[0] else None
