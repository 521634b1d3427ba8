"""Taking turns: of all who send the same photo, one writes at a time.

A phone whose connection died silently comes back on a new one while the old still holds the
turn. So whoever holds it must hear from its sender, and soon when others wait.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct

from backend.photos.errors import StalledError


class Patience(Struct, frozen=True):
    """How long a sender may be silent, in seconds: alone, and while others wait for the turn."""

    alone_s: float = 60.0
    contended_s: float = 5.0


class Lane:
    """The turn of one photo."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._waiting: asyncio.Timeout | None = None
        self.lock = asyncio.Lock()
        self.users = 0

    def hurry(self) -> None:
        """Whoever listens to a silent sender now does so for a shorter while."""
        if self._waiting is not None:
            soon = asyncio.get_running_loop().time() + self._patience.contended_s
            self._waiting.reschedule(min(self._waiting.when() or soon, soon))

    async def listen(self, stream: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
        """The stream's chunks. Raises: StalledError when it is silent for too long."""
        chunks, time = aiter(stream), asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(None) as clock:  # one for all, for it costs less
                while True:
                    clock.reschedule(time() + self._wait_s())
                    self._waiting = clock
                    chunk = await anext(chunks, None)
                    self._waiting = None
                    clock.reschedule(None)  # whoever takes the chunk may take their time
                    if chunk is None:
                        return
                    yield chunk
        except TimeoutError as error:
            raise StalledError("the sender fell silent") from error
        finally:
            self._waiting = None

    def _wait_s(self) -> float:
        return self._patience.contended_s if self.users > 1 else self._patience.alone_s


class Lanes:
    """One lane a photo, for as long as anybody uses it."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._lanes: dict[str, Lane] = {}

    @asynccontextmanager
    async def turn(self, sha256: str) -> AsyncIterator[Lane]:
        lane = self._lanes.setdefault(sha256, Lane(self._patience))
        lane.users += 1
        lane.hurry()
        try:
            async with lane.lock:
                yield lane
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[sha256]
