"""A real server process that is started quickly and killed hard.

One nursery process has everything imported and forks a server for each `spawn`; killing the
server kills nothing else, and a round costs no new interpreter.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from tests.kit.line import Address

_ROOT = Path(__file__).parents[2]
_NURSERY = """
import json, os, signal, socket, sys
import uvicorn
from backend.app import create_app
from backend.settings import load
settings = load()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    data = line.rstrip("\\n")
    listener = socket.create_server(("127.0.0.1", 0))
    pid = os.fork()
    if not pid:
        app = create_app(settings, __import__("pathlib").Path(data))
        config = uvicorn.Config(app, log_level="critical", access_log=False, ws="none")
        uvicorn.Server(config).run(sockets=[listener])
        os._exit(0)
    print(json.dumps([pid, listener.getsockname()]), flush=True)
    listener.close()
"""


class Nursery:
    """Use as a context manager. `kill` and `freeze` act on the server spawned last."""

    def __enter__(self) -> "Nursery":
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._pid: int | None = None
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._pipe(self._process.stdin).close()
        self._process.wait()
        self._pipe(self._process.stdout).close()

    def spawn(self, data: Path) -> Address:
        """A server over `data`; its socket listens already."""
        self.kill()
        into = self._pipe(self._process.stdin)
        into.write(f"{data}\n")
        into.flush()
        self._pid, (host, port) = json.loads(self._pipe(self._process.stdout).readline())
        return host, port

    def kill(self) -> None:
        """kill -9."""
        if self._pid is not None:
            self.signal(signal.SIGKILL)
            self._pid = None

    def signal(self, number: signal.Signals) -> None:
        assert self._pid is not None
        os.kill(self._pid, number)

    def _pipe(self, pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe
