"""The real server, in a thread of this process, on a port of the system's choice."""

import asyncio
import logging
import socket
import threading
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn import Config

from backend.app import create_app
from backend.settings import Settings, load
from tests.kit.line import Address

_SETTINGS = load()
_START_S = 60.0
logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


class _Stoppable(uvicorn.Server):
    """Stops when it is told to, not at the next tick."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        """As uvicorn's own, without its tenth of a second for connections that idle: none do."""
        for server in self.servers:
            server.close()
        await asyncio.gather(*self.server_state.tasks)
        await self.lifespan.shutdown()
        while self.server_state.connections:  # of requests that never came whole
            for connection in self.server_state.connections:
                connection.transport.abort()
            await asyncio.sleep(0)  # until each has been told of its end

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._told.set)


class Serving:
    """`create_app` over a data folder, listening. Use as a context manager, or start and stop."""

    def __init__(self, data: Path, settings: Settings = _SETTINGS) -> None:
        self.data = data
        self._settings = settings
        self._server: _Stoppable | None = None
        self._failure: BaseException | None = None
        self.address: Address = ("127.0.0.1", 0)

    @property
    def path(self) -> Path:
        return self.data / "journal.db"

    def start(self) -> None:
        """Returns once it listens; the first request waits in the socket until it is answered."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = listener.getsockname()
        self._up, self._failure = threading.Event(), None
        self._thread = threading.Thread(target=self._serve, args=(listener,), daemon=True)
        self._thread.start()
        assert self._up.wait(_START_S), "the server did not come up"
        if self._failure is not None:
            raise self._failure

    def _serve(self, listener: socket.socket) -> None:
        try:
            asyncio.run(self._run(listener))
        except BaseException as error:  # noqa: BLE001 - raised again where it was started
            self._failure = error
        finally:
            self._up.set()
            listener.close()

    async def _run(self, listener: socket.socket) -> None:
        self.app = create_app(self._settings, self.data)
        config = Config(self.app, log_config=None, access_log=False, lifespan="on", ws="none")
        self._server = _Stoppable(config)
        config.load()
        self._up.set()
        await self._server.serve([listener])

    def stop(self) -> None:
        """As at the end of a day: what is under way is finished, the files are closed."""
        if self._server is not None:
            self._server.stop()
            self._thread.join()
            self._server = None
        if self._failure is not None:
            raise self._failure

    def hand_in(self, raw: bytes, cut: int) -> None:
        """A request whose line breaks after `cut` bytes of its body, every one of which the
        handler had; over a socket the break may overtake them."""
        assert self._server is not None
        work = asyncio.run_coroutine_threadsafe(self._hand_in(raw, cut), self._server.loop)
        work.result(_START_S)

    async def _hand_in(self, raw: bytes, cut: int) -> None:
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        path, _, query = target.partition("?")
        pairs = (line.split(": ", 1) for line in lines)
        scope: Any = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in pairs],
            "client": ("127.0.0.1", 1),
            "server": self.address,
        }
        messages: Any = iter([{"type": "http.request", "body": body[:cut], "more_body": True}])

        async def receive() -> Any:
            return next(messages, {"type": "http.disconnect"})

        async def send(_: Any) -> None:
            """Nobody listens any more."""

        await self.app(scope, receive, send)

    def restart(self) -> None:
        self.stop()
        self.start()

    def __enter__(self) -> "Serving":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
