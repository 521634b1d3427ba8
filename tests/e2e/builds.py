"""Builds of the web app: a copy of the real one, and newer ones put in its place.

`python -m tests.e2e.builds FOLDER WORDS…` is `greenlane WORDS…` with the build in FOLDER.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from backend import __main__
from backend.api import static

_VERSION = re.compile(r"(?<=[\"'`])[0-9a-f]{16}(?=[\"'`])")


def copy(folder: Path) -> Path:
    """The build as it is, in a folder of its own."""
    shutil.copytree(static.STATIC, folder)
    return folder


def publish(folder: Path, change: Callable[[str], str]) -> None:
    """Change the first page and, as every build does, the worker's version with it."""
    index, worker = folder / "index.html", folder / "sw.js"
    page = change(index.read_text("utf-8"))
    version = hashlib.sha256(page.encode()).hexdigest()[:16]
    newer, found = _VERSION.subn(version, worker.read_text("utf-8"))
    assert found == 1, "the worker names its version in another way"
    index.write_text(page, "utf-8")
    worker.write_text(newer, "utf-8")
    for packed in (*folder.glob("*.br"), *folder.glob("*.gz")):
        packed.unlink()


if __name__ == "__main__":
    static.files = static.StaticFiles(Path(sys.argv.pop(1)))
    raise SystemExit(__main__.main())
