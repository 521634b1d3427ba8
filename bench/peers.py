"""What the product is measured against, installed once under `build/bench`.

From PyPI, npm and Debian by name through their ordinary clients. A peer that cannot be had here
raises `Missing`, and its comparison is left out and said to be.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.places import HOME
from bench.progress import say

KINTO = ("kinto", "psycopg2-binary", "zope.sqlalchemy", "gunicorn")
TUS = ("@tus/server", "@tus/file-store")
PACKERS = ("brotli", "zstandard")
_TIMEOUT_S = 600


class Missing(RuntimeError):
    """A peer cannot be installed on this machine; says why."""


def python_env(name: str, packages: Sequence[str]) -> Path:
    """The interpreter of an environment of its own that holds these packages."""
    folder = HOME / name
    python, done = folder / "bin" / "python", folder / ".installed"
    if not done.exists() or done.read_text() != " ".join(packages):
        say(f"  installing {', '.join(packages)}")
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        _run([str(python), "-m", "pip", "install", "-q", "--no-input", *packages])
        done.write_text(" ".join(packages))
    return python


def node_folder(name: str, packages: Sequence[str]) -> Path:
    """A folder whose node_modules hold these packages."""
    folder = HOME / name
    if shutil.which("npm") is None:
        raise Missing("npm is not installed")
    if not all((folder / "node_modules" / package).exists() for package in packages):
        say(f"  installing {', '.join(packages)}")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true, "type": "module"}\n')
        _run(["npm", "install", "--silent", "--no-audit", "--no-fund", *packages], folder)
    return folder


def debian_program(name: str, package: str, places: Sequence[str]) -> Path:
    """A program of the machine or, unpacked from its Debian package, of the bench's own folder.

    `places` are patterns below a root folder, e.g. `usr/lib/postgresql/*/bin`.
    """
    for root in (Path("/"), HOME / "debian" / package):
        for place in places:
            found = sorted(root.glob(f"{place}/{name}"))
            if found:
                return found[-1]
    _unpack(package)
    for place in places:
        found = sorted((HOME / "debian" / package).glob(f"{place}/{name}"))
        if found:
            return found[-1]
    raise Missing(f"{package} holds no {name}")


def _unpack(package: str) -> None:
    if shutil.which("apt-get") is None:
        raise Missing(f"{package} is not installed, and there is no apt-get here")
    say(f"  fetching {package}")
    folder = HOME / "debian" / package
    folder.mkdir(parents=True, exist_ok=True)
    _run(["apt-get", "download", "-qq", package], folder)
    for file in folder.glob("*.deb"):
        _run(["dpkg", "-x", str(file), str(folder)])


def unprivileged() -> str | None:
    """Whom to run servers as that refuse to run as root; None where we are not root."""
    return "nobody" if os.geteuid() == 0 else None


def _run(command: Sequence[str], cwd: Path | None = None) -> None:
    try:
        done = subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{command[0]}: {error}") from error
    if done.returncode:
        raise Missing(f"{' '.join(command[:4])} … failed: {done.stderr.strip()[-300:]}")
