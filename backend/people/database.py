"""The file of accounts: opening it, and running its named statements.

Guarantee: each statement is its own transaction unless run inside `transaction()`, and a
transaction is committed to disk (WAL, `synchronous=FULL`) or leaves no trace.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiosqlite

_HERE: Final = Path(__file__).parent
_MARK: Final = "-- name: "
Value = str | int | bytes | None


def _named(text: str) -> dict[str, str]:
    """Statements by the name that heads each, as in `queries.sql`."""
    blocks = text.split(_MARK)[1:]
    return {name.strip(): sql for name, _, sql in (block.partition("\n") for block in blocks)}


QUERIES: Final = _named((_HERE / "queries.sql").read_text(encoding="utf-8"))


class Database:
    """One connection, one writer at a time."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._writing = asyncio.Lock()
        self.writes = 0

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Create the file where it is missing, readable by its owner alone."""
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = await aiosqlite.connect(path, isolation_level=None)
        try:
            await connection.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA busy_timeout=5000;" + (_HERE / "schema.sql").read_text(encoding="utf-8")
            )
        except BaseException:
            await connection.close()
            raise
        return cls(connection)

    async def close(self) -> None:
        await self._connection.close()

    async def read(self, name: str, **values: Value) -> list[sqlite3.Row]:
        return list(await self._connection.execute_fetchall(QUERIES[name], values))

    async def write(self, name: str, **values: Value) -> list[sqlite3.Row]:
        async with self.transaction() as write:
            return await write(name, **values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["_Run"]:
        """Several statements that hold together; rolled back on any error, cancellation too."""
        async with self._writing:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield _Run(self._connection)
            except BaseException:
                # Queued behind whatever a cancelled caller no longer waits for
                await asyncio.shield(self._connection.rollback())
                raise
            await asyncio.shield(self._connection.commit())
            self.writes += 1


class _Run:
    """Runs a named statement inside the open transaction."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def __call__(self, name: str, **values: Value) -> list[sqlite3.Row]:
        return list(await self._connection.execute_fetchall(QUERIES[name], values))
