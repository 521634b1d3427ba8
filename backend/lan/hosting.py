"""One app at several doors: plain on this machine, encrypted on the network.

Guarantee: the app starts before its first request and ends after its last, at whichever door.
Told to end, it does within seconds, whoever is connected: what an upload brought is kept, a write
under way is finished, and a client that is cut off sends again what got no answer.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Any, Final

import uvicorn
from msgspec import Struct

LINGER_S: Final = 3.0
"""For requests to be answered at the end; those that stand still would be waited for for ever."""
_ENDING_S: Final = 8
"""For all of a door's end: what then still works at a request, cut off as it is, is cancelled."""
_CUT_EVERY_S: Final = 0.1


class Door(Struct, frozen=True):
    """Where to listen; with `files` (certificate and its key) HTTPS, else HTTP."""

    app: Any
    host: str
    port: int
    files: tuple[Path, Path] | None = None

    def config(self, *, lifespan: bool) -> uvicorn.Config:
        files = [str(path) for path in self.files] if self.files else [None, None]
        return uvicorn.Config(
            self.app,
            host=self.host,
            port=self.port,
            ssl_certfile=files[0],
            ssl_keyfile=files[1],
            lifespan="on" if lifespan else "off",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=_ENDING_S,
        )


class _Ending(uvicorn.Server):
    """One that ends though somebody never sends the rest, never reads the answer or never says
    goodbye: uvicorn's own waits for them, and its timeout cancels work instead of cutting lines."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        cutting = asyncio.create_task(self._cut_off())
        try:
            await super().shutdown(sockets)
        finally:
            cutting.cancel()

    async def _cut_off(self) -> None:
        """Again and again, for a handshake that was under way becomes a connection later."""
        await asyncio.sleep(LINGER_S)
        while True:
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(_CUT_EVERY_S)


class _Beside(_Ending):
    """A further door; the first hears the signals for all."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _First(_Ending):
    """Opens the others when the app has started, and shuts them before it ends."""

    def __init__(self, door: Door, others: Sequence[Door]) -> None:
        super().__init__(door.config(lifespan=True))
        self._others = [_Beside(other.config(lifespan=False)) for other in others]
        self._serving: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._serving = [asyncio.create_task(other.serve()) for other in self._others]

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        for other in self._others:
            other.should_exit = True
        await asyncio.gather(*self._serving)
        await super().shutdown(sockets)


def serve(first: Door, others: Sequence[Door] = ()) -> None:
    """Until a signal ends it."""
    _First(first, others).run()
