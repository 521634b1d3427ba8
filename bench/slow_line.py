"""A slow mobile line before a server: both directions share little room, and each answer is late.

What passes is delayed by half a round trip and by the time its bytes take at the line's rate, all
connections together. A new connection first waits a round trip, as its handshake would.
"""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Self

RATE_BPS = 400_000
ROUND_TRIP_S = 0.4
"""What browsers' test benches call slow 3G: 400 kbit/s each way, 400 ms."""
_CHUNK = 4_096


class _Way:
    """One direction: bytes leave one after the other, and arrive half a round trip later."""

    def __init__(self) -> None:
        self._free_at = 0.0

    def arrival(self, size: int, now: float) -> float:
        self._free_at = max(self._free_at, now) + size * 8 / RATE_BPS
        return self._free_at + ROUND_TRIP_S / 2


class SlowLine:
    """Within a `with`, `port` leads to `target` on the loopback by the slow line."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._up, self._down = _Way(), _Way()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _close(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        ends = [to_near]
        # A browser that leaves and the end of the measurement are no errors
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.sleep(ROUND_TRIP_S)
            far, to_far = await asyncio.open_connection("127.0.0.1", self._target)
            ends.append(to_far)
            ways = (self._pass(near, to_far, self._up), self._pass(far, to_near, self._down))
            await asyncio.gather(*ways)
        for end in ends:
            end.close()
            with suppress(ConnectionError):
                await end.wait_closed()
        self._tasks.discard(task)

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: _Way
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        sending = asyncio.create_task(self._arrive(queue, sink))
        try:
            while data := await source.read(_CHUNK):
                queue.put_nowait((way.arrival(len(data), self._loop.time()), data))
            queue.put_nowait((self._loop.time() + ROUND_TRIP_S / 2, b""))
            await sending
        finally:
            sending.cancel()

    async def _arrive(
        self, queue: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter
    ) -> None:
        while True:
            at, data = await queue.get()
            await asyncio.sleep(max(0.0, at - self._loop.time()))
            if not data:
                sink.close()
                return
            sink.write(data)
            await sink.drain()
