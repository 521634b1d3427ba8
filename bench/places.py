"""Where the bench works: all under `build/bench`, which `make clean` removes."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / "build" / "bench"
RESULTS = HOME / "results"
DOCS = ROOT / "docs"


def fresh(name: str) -> Path:
    """An empty folder for one measurement."""
    folder = HOME / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def copied(source: Path, name: str) -> Path:
    """A copy of a prepared data folder, so that each measurement starts from the same one."""
    folder = HOME / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    return folder
