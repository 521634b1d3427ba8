"""A real server in a process of its own, that can be stopped and started over the same data."""

import os
import resource
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
_START_S = 120.0
_STOP_S = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`greenlane run` over a data folder, at localhost, where browsers trust plain HTTP; with the
    web app of the folder `build`, where one is given."""

    def __init__(
        self,
        data: Path,
        port: int | None = None,
        *,
        demo: bool = False,
        build: Path | None = None,
        settings: Path | None = None,
    ) -> None:
        self.data = data
        self._settings = [] if settings is None else ["--settings", str(settings)]
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self._demo = demo
        self._program = ["backend"] if build is None else ["tests.e2e.builds", str(build)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once `/api/health` answers; raises with the server's own words if it ends."""
        command = [sys.executable, "-m", *self._program, "run", "--port", str(self.port)]
        command += ["--data", str(self.data), *([] if self._demo else ["--no-demo"])]
        command += self._settings
        log = self.data.with_suffix(".log")
        with log.open("ab") as out:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
        try:
            self._await_health()
        except (OSError, TimeoutError):
            self.stop()
            raise RuntimeError(log.read_text("utf-8", "replace")) from None

    def _await_health(self) -> None:
        """Ask again until it answers; the process ending is the other way out."""
        assert self._process is not None
        deadline = os.times().elapsed + _START_S
        while os.times().elapsed < deadline:
            try:
                with urlopen(f"{self.url}/api/health", timeout=_START_S) as answer:  # noqa: S310
                    assert answer.status == 200
                    return
            except (URLError, ConnectionError):
                try:
                    self._process.wait(timeout=0.1)
                except subprocess.TimeoutExpired:
                    continue
                raise
        raise TimeoutError("the server did not answer")

    def fill(self) -> None:
        """No file of the server may grow: to it, the disk is full."""
        self._let_files_grow(0)

    def make_room(self) -> None:
        self._let_files_grow(resource.RLIM_INFINITY)

    def _let_files_grow(self, to_bytes: int) -> None:
        assert self._process is not None
        pid, limit = self._process.pid, resource.RLIMIT_FSIZE
        _, most = resource.prlimit(pid, limit)
        resource.prlimit(pid, limit, (to_bytes, most))

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=_STOP_S)
            self._process = None

    def kill(self) -> None:
        """kill -9, as a power cut ends it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=_STOP_S)
        self._process = None

    def command(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """`greenlane …` over the same data; fails the test where it fails."""
        done = greenlane([*words, "--data", str(self.data)], stdin=stdin)
        assert done.returncode == 0, done.stdout + done.stderr
        return done


def greenlane(words: Sequence[str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backend", *words],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
