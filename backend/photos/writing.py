"""The durable ways of writing photos, and of telling a full disk. All of it blocks."""

import contextlib
import errno
import fcntl
import hashlib
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from backend.photos.errors import DiskFullError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PAGE_BYTES: Final = mmap.PAGESIZE
_O_DIRECT: Final[int] = getattr(os, "O_DIRECT", 0)
"""Past the system's cache; nought where there is no such thing."""


def drop(path: Path | str) -> None:
    """Remove a file, if it is there."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108


@contextlib.contextmanager
def guarded(path: Path | str) -> Iterator[None]:
    """On any error drop the file at `path`: its sender still has the bytes.

    A full disk, quota or file-size limit comes out as DiskFullError.
    """
    try:
        yield
    except OSError as error:
        drop(path)
        if error.errno in _FULL:
            raise DiskFullError(os.strerror(error.errno)) from error
        raise
    except BaseException:
        drop(path)
        raise


def append_bytes(path: str, piece: bytes | bytearray) -> None:
    """Write all of `piece` behind what is there, or into a new file.

    Raises: DiskFullError, and the file is gone.
    """
    with guarded(path), _opened(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as handle:
        _write(handle, piece)


def cut_back(path: str, size: int) -> None:
    """Keep the first `size` bytes of what is there, if anything is."""
    with contextlib.suppress(FileNotFoundError):
        os.truncate(path, size)


@contextlib.contextmanager
def _opened(path: Path | str, flags: int) -> Iterator[int]:
    """A file's handle; a new file is for its owner alone."""
    handle = os.open(path, flags, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def new_file(path: str, data: bytes | memoryview) -> Iterator[int]:
    """A file with all of `data`, which the disk has begun to write; its handle, to sync it.

    Memory that begins at a page goes to the disk as it lies, where the system can do that, but for
    the last piece of a page. The system's own copy would be read by nobody, and to find memory for
    it costs up to twice what else is done to a photo.
    """
    with _opened(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as handle:
        rest = memoryview(data)
        _write(handle, rest[_write_uncached(handle, rest) :])
        _begin_sync(handle)
        yield handle


def _write_uncached(handle: int, data: memoryview) -> int:
    """How many bytes of it were written: whole pages, or none where that cannot be done here."""
    size = len(data) - len(data) % _PAGE_BYTES
    if not (_O_DIRECT and size):
        return 0
    try:
        fcntl.fcntl(handle, fcntl.F_SETFL, _O_DIRECT)
        return os.write(handle, data[:size])
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system, or memory, that this cannot be done with
            raise
        return 0
    finally:
        fcntl.fcntl(handle, fcntl.F_SETFL, 0)


def _write(handle: int, data: bytes | bytearray | memoryview) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _begin_sync(handle: int) -> None:
    """Have the disk begin with what will be synced soon, and do not wait for it."""
    if sys.platform == "linux":  # where this advice means that
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path | str) -> None:
    """Have the disk itself hold a file's bytes, or a folder's names."""
    with _opened(path, os.O_RDONLY) as handle:
        os.fsync(handle)
