"""Where photos lie on disk, and the durable ways of writing there. All of it blocks.

Layout under `photos/`: `ab/cd/{sha256}.{ext}` for stored photos, `.part/{sha256}.{length}` for
uploads under way, whose size is their offset.
"""

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from backend.photos.errors import DiskFullError, WrongHashError
from backend.photos.identify import EXTENSIONS, PhotoType, identify

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_TYPES: Final[dict[str, PhotoType]] = {ext: kind for kind, ext in EXTENSIONS.items()}


class StoredPhoto(Struct, frozen=True):
    """A photo on disk; `size` in bytes."""

    sha256: str
    size: int
    type: PhotoType
    path: Path


class Part(Struct, frozen=True):
    """An upload under way: `offset` of `length` bytes are here."""

    path: Path
    length: int

    @property
    def offset(self) -> int:
        return self.path.stat().st_size


class Folder:
    """The photos' folder; made where it is missing."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._parts = root / ".part"
        self._parts.mkdir(parents=True, exist_ok=True)

    def find(self, sha256: str) -> StoredPhoto | None:
        for ext, kind in _TYPES.items():
            path = self._place(sha256, ext)
            with contextlib.suppress(FileNotFoundError):
                return StoredPhoto(sha256, path.stat().st_size, kind, path)
        return None

    def stored(self) -> Iterator[StoredPhoto]:
        """Every photo, in order of hash."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*.*")):
            if (kind := _TYPES.get(path.suffix[1:])) is not None:
                yield StoredPhoto(path.stem, path.stat().st_size, kind, path)

    def part(self, sha256: str) -> Part | None:
        for path in self._parts.glob(f"{sha256}.*"):
            return Part(path, int(path.suffix[1:]))
        return None

    def new_part(self, sha256: str, length: int) -> Part:
        """An empty one; another of the same hash is dropped."""
        self.drop_part(sha256)
        part = Part(self._parts / f"{sha256}.{length}", length)
        with guarded(part.path):
            part.path.touch(mode=0o600)
        return part

    def drop_part(self, sha256: str) -> None:
        for path in self._parts.glob(f"{sha256}.*"):
            path.unlink(missing_ok=True)

    def drop_parts_before(self, time_s: float) -> int:
        """Drop uploads that nobody has continued since; how many."""
        old = [path for path in self._parts.iterdir() if path.stat().st_mtime < time_s]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self.root).free

    def promote(self, sha256: str, part: Part) -> StoredPhoto:
        """Check a whole upload and make it a photo that outlives a power cut.

        Raises:
            WrongHashError, NotAPhotoError, DiskFullError: and the upload is gone.
        """
        with guarded(part.path):
            if hash_of(part.path) != sha256:
                raise WrongHashError(sha256)
            kind = identify(part.path)
            sync(part.path)
            place = self._place(sha256, EXTENSIONS[kind])
            _make_folder(place.parent)
            part.path.replace(place)
        with guarded(place):
            sync(place.parent)
        return StoredPhoto(sha256, part.length, kind, place)

    def _place(self, sha256: str, ext: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / f"{sha256}.{ext}"


@contextlib.contextmanager
def guarded(path: Path) -> Iterator[None]:
    """On any error drop the file at `path`: its sender still has the bytes.

    A full disk, quota or file-size limit comes out as DiskFullError.
    """
    try:
        yield
    except OSError as error:
        path.unlink(missing_ok=True)
        if error.errno in _FULL:
            raise DiskFullError(os.strerror(error.errno)) from error
        raise
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def append_bytes(part: Part, chunk: bytes) -> None:
    """Write all of `chunk` behind what is there. Raises: DiskFullError, and the part is gone."""
    with guarded(part.path), part.path.open("r+b", buffering=0) as file:
        file.seek(0, os.SEEK_END)
        rest = memoryview(chunk)
        while rest:
            rest = rest[file.write(rest) :]


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each entered durably in its parent."""
    if folder.exists():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Have the disk itself hold a file's bytes, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
