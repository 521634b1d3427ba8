"""Writing an upload while more of it comes.

Guarantee: whatever was given is on its way to the file at once, and in it when `sinking` ends,
also where that is by an error or because nobody waits any more.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from backend.photos.disk import Part, append_bytes

_HELD_BYTES: Final = 256 * 1024
"""How much may wait for the disk before the sender does."""


class Sink:
    """Writes in a thread; what comes meanwhile makes the next piece."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._held = bytearray()
        self._digest = hashlib.sha256()
        self._writing: asyncio.Task[None] | None = None

    @property
    def sha256(self) -> str:
        """The hash of all that was written, in hex."""
        return self._digest.hexdigest()

    async def write(self, chunk: bytes) -> None:
        """Raises: DiskFullError, now or at the next call, and the part is gone."""
        if self._writing is not None and self._writing.done():
            await self.settle()
        self._held += chunk
        if self._writing is None:
            self._writing = asyncio.create_task(self._drain())
        elif len(self._held) >= _HELD_BYTES:
            await self.settle()

    async def settle(self) -> None:
        """Wait until all is written. Raises: DiskFullError."""
        if self._writing is None:
            return
        try:
            await asyncio.shield(self._writing)
        finally:
            if self._writing.done():
                self._writing = None

    async def _drain(self) -> None:
        try:
            while self._held:
                piece, self._held = self._held, bytearray()
                await asyncio.to_thread(self._put, piece)
        except BaseException:
            self._held.clear()
            raise

    def _put(self, piece: bytearray) -> None:
        append_bytes(self._part, piece)
        self._digest.update(piece)


@asynccontextmanager
async def sinking(part: Part) -> AsyncIterator[Sink]:
    """A sink that has written all it was given when this ends."""
    sink = Sink(part)
    try:
        yield sink
    finally:
        await sink.settle()
