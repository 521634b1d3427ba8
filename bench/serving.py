"""Servers in processes of their own, on free ports of the loopback, and what they cost."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.places import ROOT
from bench.priority import prefer

_START_S = 60.0
_STOP_S = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """A server that runs within a `with`; raises with its own words where it does not start."""

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        log: Path,
        *,
        cwd: Path = ROOT,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        self.port = port
        self._log = log
        self._command = list(command)
        self._cwd = cwd
        self._env = {**os.environ, **env} if env else None
        self._user = user

    def __enter__(self) -> "Served":
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._cwd,
                env=self._env,
                stdout=out,
                stderr=out,
                user=self._user,
                start_new_session=True,
            )
        prefer(self._process.pid)
        self._await_port()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=_STOP_S)

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu_s(self) -> float:
        """Processor time of the server and its living children so far."""
        return sum(cpu_of(pid) for pid in [self.pid, *descendants(self.pid)])

    def _await_port(self) -> None:
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                try:
                    self._process.wait(timeout=0.1)
                except subprocess.TimeoutExpired:
                    continue
                break
            return
        self.__exit__()
        raise RuntimeError(self._log.read_text("utf-8", "replace")[-4000:])


def greenlane(data: Path) -> Served:
    """The product as people run it, over a prepared data folder."""
    port = free_port()
    command = [sys.executable, "-m", "backend", "run", "--no-demo"]
    command += ["--port", str(port), "--data", str(data)]
    return Served(command, port, data.with_suffix(".log"))


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def cpu_of(pid: int) -> float:
    """User and system time of a process in seconds, all of its threads; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def busy_s() -> float:
    """Processor time that the whole machine has spent on anything."""
    user, nice, system, _, _, irq, soft, *_ = (
        int(part) for part in Path("/proc/stat").read_text().split("\n")[0].split()[1:]
    )
    return (user + nice + system + irq + soft) / _TICKS
