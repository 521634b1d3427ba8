"""Where the bench works: all under `build/bench`, which `make clean` removes."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / "build" / "bench"
RESULTS = HOME / "results"
DOCS = ROOT / "docs"


def remove(name: str) -> Path:
    """Where that measurement worked or will work, with nothing left there."""
    folder = HOME / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def fresh(name: str) -> Path:
    """An empty folder for one measurement."""
    folder = remove(name)
    folder.mkdir(parents=True)
    return folder


def copied(source: Path, name: str) -> Path:
    """A copy of a prepared data folder, so that each measurement starts from the same one."""
    folder = remove(name)
    shutil.copytree(source, folder)
    return folder
