"""Folders for files on their way in or out, in the data folder, where there is room for them."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

_PREFIX: Final = ".passing-"
_FORMER: Final = ".incoming-"


def scratch(data: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder that is gone with the `with` that it is made for."""
    return tempfile.TemporaryDirectory(prefix=_PREFIX, dir=data)


def tidy(data: Path) -> None:
    """Drop what a crash left: whoever sent it still has it, and what was packed is packed again."""
    for prefix in (_PREFIX, _FORMER):
        for folder in data.glob(f"{prefix}*"):
            shutil.rmtree(folder)
