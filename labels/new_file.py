"""Files that are written once: keys, and what was issued.

Guarantee: a file that is there is never overwritten, and one that was written is on disk whole.
"""

from __future__ import annotations

import os
from pathlib import Path

from labels.errors import FileError


def write_new(path: Path, data: bytes, mode: int) -> None:
    """Write a new file and sync it with its folder. Raises FileError."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise already_there(path) from None
    except OSError as error:
        raise FileError(
            f"无法写入 {path}：{error.strerror}。", f"Cannot write {path}: {error.strerror}."
        ) from None
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def already_there(path: Path) -> FileError:
    """That a file is there, and will stay."""
    return FileError(
        f"{path} 已存在，不会覆盖：请换一个文件名。",
        f"{path} is there already and will not be overwritten: choose another name.",
    )
