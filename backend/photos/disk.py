"""Where photos lie on disk, and how what arrived becomes one of them. All of it blocks.

Layout under `photos/`: `ab/{sha256}.{ext}` for stored photos, in one of 256 folders that are made
beforehand, so that a photo costs no new one; `.part/{sha256}.{length}` for uploads under way,
whose size is their offset; `.new/` for what is written and not yet named. Photos of earlier
versions lie one folder deeper, in `ab/cd/`, and stay there.
"""

import contextlib
import functools
import hashlib
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from msgspec import Struct

from backend.photos.errors import WrongHashError
from backend.photos.identify import EXTENSIONS, PhotoType, identify, identify_bytes
from backend.photos.writing import drop, guarded, hash_of, new_file, sync

_TYPES: Final[dict[str, PhotoType]] = {ext: kind for kind, ext in EXTENSIONS.items()}


class StoredPhoto(Struct, frozen=True):
    """A photo on disk; `size` in bytes."""

    sha256: str
    size: int
    type: PhotoType
    path: Path


class Part(Struct, frozen=True):
    """An upload under way: `offset` of `length` bytes are here, in the file `name`."""

    name: str
    length: int

    @property
    def path(self) -> Path:
        return Path(self.name)

    @property
    def offset(self) -> int:
        return self.path.stat().st_size


class Folder:
    """The photos' folder. Looking into it changes nothing; `prepare` it to write."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # as text: a photo needs several paths, and to put a Path together costs as much as a file
        self._root, self._parts, self._new = f"{root}", f"{root}/.part", f"{root}/.new"

    def prepare(self) -> None:
        """Make all folders that are missing, and have the disk know them."""
        names = [".part", ".new", *(f"{n:02x}" for n in range(256))]
        self.root.mkdir(parents=True, exist_ok=True)
        missing = set(names).difference(path.name for path in self.root.iterdir())
        for name in missing:
            (self.root / name).mkdir(exist_ok=True)
        if missing:
            sync(self.root)
            sync(self.root.parent)

    def find(self, sha256: str) -> StoredPhoto | None:
        folder = f"{self._root}/{sha256[:2]}"
        deeper = f"{folder}/{sha256[2:4]}"
        return _look(folder, sha256) or (_look(deeper, sha256) if Path(deeper).exists() else None)

    def names(self) -> Iterator[str]:
        """The hash of every photo, in no order; other files' names may be among them."""
        for folder in self.root.glob("[0-9a-f][0-9a-f]"):
            for entry in os.scandir(folder):
                deeper = os.scandir(entry) if entry.is_dir() else (entry,)
                yield from (file.name.partition(".")[0] for file in deeper)

    def stored(self) -> Iterator[StoredPhoto]:
        """Every photo, in order of hash."""
        found = [*self.root.glob("[0-9a-f][0-9a-f]/*.*"), *self.root.glob("[0-9a-f][0-9a-f]/*/*.*")]
        for path in sorted(found, key=lambda path: path.name):
            if (kind := _TYPES.get(path.suffix[1:])) is not None:
                yield StoredPhoto(path.stem, path.stat().st_size, kind, path)

    def part(self, sha256: str) -> Part | None:
        for name in os.listdir(self._parts):  # noqa: PTH208 - several times as fast as a glob
            if name.startswith(sha256):
                return self.part_of(sha256, int(name.rpartition(".")[2]))
        return None

    def part_of(self, sha256: str, length: int) -> Part:
        """The one that an upload of this length has, or would have."""
        return Part(f"{self._parts}/{sha256}.{length}", length)

    def new_part(self, sha256: str, length: int) -> Part:
        """An empty one; another of the same hash is dropped."""
        self.drop_part(sha256)
        part = self.part_of(sha256, length)
        with guarded(part.path):
            part.path.touch(mode=0o600)
        return part

    def drop_part(self, sha256: str) -> None:
        while (part := self.part(sha256)) is not None:
            part.path.unlink(missing_ok=True)

    def drop_before(self, parts_s: float, new_s: float) -> int:
        """Drop uploads that nobody has continued since `parts_s`, and what a crash has left that
        is older than `new_s`; how many."""
        old = [path for path in Path(self._parts).iterdir() if path.stat().st_mtime < parts_s]
        old += [path for path in Path(self._new).iterdir() if path.stat().st_mtime < new_s]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._root).free

    def deposit(
        self, sha256: str, part: Part, data: bytes | memoryview, *, begun: bool = True
    ) -> PhotoType:
        """Check a whole upload and make it a photo that outlives a power cut; the type of it.
        Its part goes, where it has `begun` one.

        Raises:
            WrongHashError, NotAPhotoError, DiskFullError: and the upload is gone.
        """
        draft = f"{self._new}/{sha256}.{os.getpid()}"
        with guarded(part.name), guarded(draft):
            digest = _hashing().submit(_hash_bytes, data)  # while the disk works
            with new_file(draft, data) as handle:
                if digest.result() != sha256:
                    raise WrongHashError(sha256)
                kind = identify_bytes(data)
                os.fsync(handle)
            self._name(sha256, draft, kind)
            if begun:
                drop(part.name)
            return kind

    def promote(self, sha256: str, part: Part, digest: str | None = None) -> PhotoType:
        """As `deposit`, for an upload whose bytes are all in its part.

        `digest` is that of the bytes as they were written, where all were written in one go; else
        they are read again for it.
        """
        with guarded(part.path):
            with part.path.open("rb") as file:
                if (digest or hashlib.file_digest(file, "sha256").hexdigest()) != sha256:
                    raise WrongHashError(sha256)
                file.seek(0)
                kind = identify(file)
                os.fsync(file.fileno())
            self._name(sha256, part.path, kind)
            return kind

    def place(self, sha256: str, kind: PhotoType) -> Path:
        """Where a new photo goes."""
        return Path(self._place(sha256, kind))

    def _place(self, sha256: str, kind: PhotoType) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}.{EXTENSIONS[kind]}"

    def _name(self, sha256: str, file: Path | str, kind: PhotoType) -> None:
        place = self._place(sha256, kind)
        os.replace(file, place)  # noqa: PTH105
        with guarded(place):
            sync(place.rpartition("/")[0])

    def recheck(self, photo: StoredPhoto) -> bool:
        """Whether a photo that was here before is whole. Then the disk has its name too; else it
        becomes an upload again, which fails at its check and is sent anew."""
        if hash_of(photo.path) == photo.sha256:
            sync(photo.path)
            sync(photo.path.parent)
            return True
        photo.path.replace(self.part_of(photo.sha256, photo.size).path)
        return False


@functools.cache
def _hashing() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "photo-hash")


def _hash_bytes(data: bytes | memoryview) -> str:
    return hashlib.sha256(data).hexdigest()


def _look(folder: str, sha256: str) -> StoredPhoto | None:
    """At every request: hence few and cheap questions, and a Path for what is there alone."""
    for kind, extension in EXTENSIONS.items():
        name = f"{folder}/{sha256}.{extension}"
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return StoredPhoto(sha256, os.stat(name).st_size, kind, Path(name))  # noqa: PTH116
    return None
