"""A real server process that is started quickly and killed hard.

One nursery process has everything imported and forks a server for each `spawn`; killing the
server kills nothing else, and a round costs no new interpreter.
"""

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from tests.kit.line import Address

_ROOT = Path(__file__).parents[2]
_PATIENCE_S = 30.0
_NURSERY = """
import json, os, signal, socket, sys
from pathlib import Path
import uvicorn
from backend.app import create_app
from backend.settings import load
settings = load(*map(Path, sys.argv[1:]))
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    data = line.rstrip("\\n")
    listener = socket.create_server(("127.0.0.1", 0))
    pid = os.fork()
    if not pid:
        app = create_app(settings, Path(data))
        config = uvicorn.Config(app, log_level="critical", access_log=False, ws="none")
        uvicorn.Server(config).run(sockets=[listener])
        os._exit(0)
    print(json.dumps([pid, listener.getsockname()]), flush=True)
    listener.close()
"""


class Nursery:
    """Use as a context manager. `kill` and `freeze` act on the server spawned last. Servers run
    with the settings of a file, where one is given."""

    def __init__(self, *settings: Path) -> None:
        self._settings = settings

    def __enter__(self) -> "Nursery":
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY, *map(str, self._settings)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._pid: int | None = None
        self._stopped = False
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
        """kill -9; returns when the server is gone, and its children after it."""
        if self._pid is None:
            return
        family = [(pid, os.pidfd_open(pid)) for pid in [self._pid, *self._children()]]
        self.signal(signal.SIGKILL)
        self._pid = None
        for pid, handle in family:
            if self._stopped:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            assert select.select([handle], [], [], _PATIENCE_S)[0], "a process does not end"
            os.close(handle)
        self._stopped = False

    def signal(self, number: signal.Signals) -> None:
        assert self._pid is not None
        os.kill(self._pid, number)

    def stop_all(self) -> None:
        """Stop the server and then its children in their tracks, as a power cut does."""
        self.signal(signal.SIGSTOP)
        for child in self._children():
            os.kill(child, signal.SIGSTOP)
        self._stopped = True

    def _children(self) -> list[int]:
        tasks = Path(f"/proc/{self._pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]

    def _pipe(self, pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe
