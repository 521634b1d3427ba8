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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from msgspec import Struct

from backend.photos.errors import DiskFullError, WrongHashError
from backend.photos.identify import EXTENSIONS, PhotoType, identify

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SYNCING: Final = 8
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
        self._durable: set[Path] = set()  # folders whose own name is surely on disk
        self._syncing = ThreadPoolExecutor(_SYNCING, "photo-sync")

    def find(self, sha256: str) -> StoredPhoto | None:
        folder = self._place(sha256)
        try:
            with os.scandir(folder) as found:
                names = [entry.name for entry in found if entry.name.startswith(sha256)]
        except FileNotFoundError:
            return None
        for name in names:
            path = folder / name
            if (kind := _TYPES.get(path.suffix[1:])) is not None and path.stem == sha256:
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

    def promote(self, sha256: str, part: Part, digest: str | None = None) -> StoredPhoto:
        """Check a whole upload and make it a photo that outlives a power cut.

        `digest` is that of the bytes as they were written, where all were written in one go; else
        they are read again for it.

        Raises:
            WrongHashError, NotAPhotoError, DiskFullError: and the upload is gone.
        """
        with guarded(part.path):
            if (digest or hash_of(part.path)) != sha256:
                raise WrongHashError(sha256)
            kind = identify(part.path)
            sync(part.path)
            folder = self._place(sha256)
            folder.mkdir(parents=True, exist_ok=True)
            place = folder / f"{sha256}.{EXTENSIONS[kind]}"
            part.path.replace(place)
        with guarded(place):
            self._sync_names(folder)
        return StoredPhoto(sha256, part.length, kind, place)

    def _sync_names(self, folder: Path) -> None:
        """Enter what is in `folder` durably, and the folders above it that may be new.

        All at once: the disk takes several such orders in the time of one.
        """
        new = [folder, folder.parent]
        if folder in self._durable:
            new.clear()
        elif folder.parent not in self._durable:
            new.append(self.root)
        above = [self._syncing.submit(sync, each) for each in new[1:]]
        try:
            sync(folder)
        finally:
            for done in above:
                done.result()
        self._durable.update(new[:-1])

    def _place(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4]


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


def append_bytes(part: Part, chunk: bytes | bytearray) -> None:
    """Write all of `chunk` behind what is there. Raises: DiskFullError, and the part is gone."""
    with guarded(part.path), part.path.open("r+b", buffering=0) as file:
        file.seek(0, os.SEEK_END)
        rest = memoryview(chunk)
        while rest:
            rest = rest[file.write(rest) :]


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Have the disk itself hold a file's bytes, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
