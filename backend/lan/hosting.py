"""One app at several doors: plain on this machine, encrypted on the network.

Guarantee: the app starts before its first request and ends after its last, at whichever door.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Any

import uvicorn
from msgspec import Struct


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
        )


class _Beside(uvicorn.Server):
    """A further door; the first hears the signals for all."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _First(uvicorn.Server):
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
