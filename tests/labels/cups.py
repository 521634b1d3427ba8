"""A print service of CUPS of one's own: an ordinary process on a socket in a folder, whose queues
write to a file. Nothing of the machine's own CUPS is touched, nor needs to run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_WAIT_S = 30.0
_PARTS = Path("/usr/lib/cups")
_BACKEND = """#!/bin/sh
# With no arguments it is asked what devices there are.
[ $# -eq 0 ] && { echo 'file keep "Unknown" "A folder"'; exit 0; }
folder="${DEVICE_URI#keep:}"
if [ -e "$folder/broken" ]; then echo "ERROR: $(cat "$folder/broken")" >&2; exit 4; fi
while [ -e "$folder/hold" ]; do sleep 0.1; done
cat "${6:--}" >> "$folder/printed"
"""
_DAEMON = """Listen {root}/socket
Browsing No
DefaultAuthType None
WebInterface No
LogLevel warn
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateValues none
  SubscriptionPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_FILES = """ServerRoot {root}/conf
ServerBin {root}/bin
CacheDir {root}/cache
RequestRoot {root}/spool
StateDir {root}/state
TempDir {root}/tmp
AccessLog {root}/access.log
ErrorLog {root}/error.log
PageLog {root}/page.log
"""


class Cups:
    """Queues of a service that runs. Commands find it by `CUPS_SERVER`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.socket = root / "socket"

    def add(self, name: str) -> Path:
        """A raw queue that stops when its printer fails; returns the folder it prints into."""
        folder = self.root / name
        folder.mkdir()
        folder.chmod(0o777)  # a service of root prints as another user
        self.run("lpadmin", "-p", name, "-v", f"keep:{folder}", "-m", "raw", "-E")
        self.run("lpadmin", "-p", name, "-o", "printer-error-policy=stop-printer")
        return folder

    def run(self, *words: str) -> str:
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=self.env)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "CUPS_SERVER": str(self.socket), "LC_ALL": "C.UTF-8"}


@contextmanager
def running() -> Iterator[Cups]:
    """Skips where CUPS is not installed. In a folder right below `/tmp`, since the path of a socket
    must be short, and open to the user that CUPS prints as."""
    missing = [name for name in ("cupsd", "lp", "lpstat", "lpadmin") if not _which(name)]
    if missing:
        pytest.skip(f"没有安装 CUPS。 CUPS is not installed: no {', '.join(missing)}.")
    root = Path(tempfile.mkdtemp(prefix="cups-"))
    try:
        root.chmod(0o755)
        yield from _serve(root)
    finally:
        shutil.rmtree(root)


def _serve(root: Path) -> Iterator[Cups]:
    for name in ("conf", "cache", "spool", "state", "tmp", "bin/backend"):
        (root / name).mkdir(parents=True)
    for part in _PARTS.iterdir():
        if part.name != "backend":
            (root / "bin" / part.name).symlink_to(part)
    backend = root / "bin" / "backend" / "keep"
    backend.write_text(_BACKEND, "utf-8")
    backend.chmod(0o755)
    (root / "cupsd.conf").write_text(_DAEMON.format(root=root), "utf-8")
    (root / "cups-files.conf").write_text(_FILES.format(root=root), "utf-8")
    words = ["-f", "-c", f"{root}/cupsd.conf", "-s", f"{root}/cups-files.conf"]
    service = subprocess.Popen([_which("cupsd") or "", *words])
    try:
        cups = Cups(root)
        _await(cups, service)
        yield cups
    finally:
        service.terminate()
        service.wait(_WAIT_S)


def _await(cups: Cups, service: subprocess.Popen[bytes]) -> None:
    """Until it answers; fails with its own words where it ends instead."""
    deadline = os.times().elapsed + _WAIT_S
    while not _answers(cups):
        try:
            service.wait(0.1)
        except subprocess.TimeoutExpired:
            assert os.times().elapsed < deadline, "cupsd does not answer"
            continue
        pytest.fail((cups.root / "error.log").read_text("utf-8"))


def _answers(cups: Cups) -> bool:
    asked = subprocess.run(["lpstat", "-r"], env=cups.env, capture_output=True, check=False)
    return asked.stdout == b"scheduler is running\n"


def _which(name: str) -> str | None:
    """Daemons are not on everybody's path."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
