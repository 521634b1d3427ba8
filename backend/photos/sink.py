"""Taking in an upload's bytes, in memory where they come fast and are few, else into its part.

Guarantee: whatever was given is in the part's file when `sinking` ends, also where that is by an
error or because nobody waits any more; except where all of it came and `whole` has it. No upload
is held in memory for more than a moment, and all together never more than there are slots for.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from backend.photos.disk import Part
from backend.photos.hands import SLOT_BYTES, Memory, Slot, undisturbed
from backend.photos.writing import append_bytes, cut_back

WHOLE_S: Final = 0.25
"""So long may an upload take to come whole; a slower one is written as it comes."""
_HELD_BYTES: Final = 256 * 1024
"""How much may wait for the disk before the sender does."""


class Sink:
    """Holds an upload that may come whole; else writes in a thread, and what comes meanwhile
    makes the next piece."""

    def __init__(self, part: Part, memory: Memory, wanted_bytes: int) -> None:
        """`wanted_bytes` are still to come for `part`."""
        self._part = part
        self._memory = memory
        self._slot = memory.lend() if wanted_bytes <= SLOT_BYTES else None
        self._in_slot = 0
        self._held = bytearray()
        self._digest = hashlib.sha256()
        self._writing: asyncio.Task[None] | None = None
        self._late: asyncio.TimerHandle | None = None
        if self._slot is not None:
            self._late = asyncio.get_running_loop().call_later(WHOLE_S, self._spill)

    @property
    def sha256(self) -> str:
        """The hash of all that was written, in hex."""
        return self._digest.hexdigest()

    def whole(self) -> Slot | None:
        """Where all that was given lies, if nothing of it was written; it is not written then.
        The slot is the caller's until the sink is closed."""
        if self._late is not None:
            self._late.cancel()
        self._in_slot = 0
        return self._slot

    async def write(self, chunk: bytes) -> None:
        """Raises: DiskFullError, now or at the next call, and the part is gone."""
        if self._slot is not None:
            end = self._in_slot + len(chunk)
            self._slot.view[self._in_slot : end] = chunk
            self._in_slot = end
            return
        if self._writing is not None and self._writing.done():
            await self.settle()
        self._held += chunk
        if self._writing is None:
            self._writing = asyncio.create_task(self._drain())
        elif len(self._held) >= _HELD_BYTES:
            await self.settle()

    async def back_out(self, offset: int) -> None:
        """Undo all that was given, down to the part's first `offset` bytes."""
        self._in_slot = 0
        self._held.clear()
        await self.settle()
        await undisturbed(asyncio.to_thread(cut_back, self._part.name, offset))

    async def settle(self) -> None:
        """Wait until all is written. Raises: DiskFullError."""
        if self._in_slot:
            self._spill()
        if self._writing is None:
            return
        try:
            await asyncio.shield(self._writing)
        finally:
            if self._writing.done():
                self._writing = None

    def close(self) -> None:
        """Give back what was lent."""
        if self._late is not None:
            self._late.cancel()
        if self._slot is not None:
            self._memory.give_back(self._slot)
            self._slot = None

    def _spill(self) -> None:
        """From here on write."""
        if self._slot is not None:
            self._held += self._slot.view[: self._in_slot]
            self._in_slot = 0
        self.close()
        if self._held:
            self._writing = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._held:
                piece, self._held = self._held, bytearray()
                await asyncio.to_thread(self._put, piece)
        except BaseException:
            self._held.clear()
            raise

    def _put(self, piece: bytearray) -> None:
        append_bytes(self._part.name, piece)
        self._digest.update(piece)


@asynccontextmanager
async def sinking(part: Part, memory: Memory, wanted_bytes: int) -> AsyncIterator[Sink]:
    """A sink that has written all it was given when this ends, but for what `whole` took."""
    sink = Sink(part, memory, wanted_bytes)
    try:
        yield sink
    finally:
        try:
            await sink.settle()
        finally:
            sink.close()
