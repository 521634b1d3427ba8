"""What a backup consists of: its manifest, and files copied so that they outlive a power cut."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from backend.journal.snapshot import CopiedPhoto
from backend.photos.disk import Folder
from backend.photos.writing import hash_of, sync
from backend.wire.base import Instant, Sha256, Wire

MANIFEST = "manifest.json"
MARK = "KEEP-SECRET.txt"
MARK_TEXT = """\
本文件夹是绿色通道的备份，内有签发标识用的私钥：谁拿到它，谁就能签发标识。请妥善保管。
This folder is a backup of Greenlane. It holds private keys: who has it can issue labels.
"""
_CHUNK_BYTES = 1 << 20


class KeepingError(Exception):
    """A backup or restore that cannot be done; says in both languages what to do."""


class DamagedError(Exception):
    """A file whose bytes are not those of its hash."""


Say = Callable[[str, int, int], None]
"""Gets what is being done (`journal`, `photos`, …), how much is done, and of how much."""


class KeptFile(Wire):
    """A file of the backup, `name` relative to its folder."""

    name: str
    size: Annotated[int, Meta(ge=0)]
    sha256: Sha256


class Manifest(Wire):
    """What a whole backup holds. `checkpoint` is the signed head of exactly `size` entries.

    `missing` are photos that the journal says are stored and that were not there, or not whole.
    """

    format: Literal["greenlane-backup"]
    version: Literal[1]
    made_at: Instant
    epoch: str
    origin: str
    vkey: str
    size: Annotated[int, Meta(ge=1)]
    checkpoint: str
    journal: KeptFile
    people: KeptFile | None
    others: list[KeptFile]
    photos: Annotated[int, Meta(ge=0)]
    photo_bytes: Annotated[int, Meta(ge=0)]
    missing: list[Sha256]

    def files(self) -> list[KeptFile]:
        return [self.journal, *([self.people] if self.people else []), *self.others]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, or None where no backup was ever finished there."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KeepingError(
            f"{folder / MANIFEST} 不是可读的备份清单，请换一份备份。\n"
            f"{folder / MANIFEST} is no manifest that can be read ({error}); take another backup."
        ) from error


def described(path: Path, name: str) -> KeptFile:
    return KeptFile(name=name, size=path.stat().st_size, sha256=hash_of(path))


@contextmanager
def arriving(place: Path) -> Iterator[Path]:
    """A temporary path that becomes `place` at the end, durably; on an error nothing is left."""
    make_private(place.parent)
    part = place.with_name(f".{place.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
        sync(part)
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync(place.parent)


def make_private(folder: Path) -> None:
    """A folder that its owner alone may enter, entered durably in its parent."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)
        sync(folder.parent)


def copy_file(source: Path, place: Path, wanted: str | None = None) -> None:
    """Copy durably. Raises DamagedError where the bytes are not those of hash `wanted`."""
    digest = hashlib.sha256()
    with arriving(place) as part:
        with source.open("rb") as reader, part.open("wb") as writer:
            while chunk := reader.read(_CHUNK_BYTES):
                digest.update(chunk)
                writer.write(chunk)
        if wanted is not None and digest.hexdigest() != wanted:
            raise DamagedError(source)


class Tally(NamedTuple):
    """What became of the photos."""

    kept: int
    kept_bytes: int
    missing: list[str]


def copy_photos(
    photos: Sequence[CopiedPhoto], source: Path, target: Path, say: Say, *, verify: bool
) -> Tally:
    """Bring each photo from one `photos` folder to another, those that are there already left.

    With `verify`, what is there is hashed as well, and replaced where it is not whole.
    """
    make_private(target)
    ours, theirs = Folder(source), Folder(target)
    done, missing = 0, []
    total = sum(photo.size for photo in photos)
    for photo in photos:
        if not _bring(photo, ours, theirs, verify=verify):
            missing.append(photo.sha256)
        done += photo.size
        say("photos", done, total)
    kept = len(photos) - len(missing)
    lost = frozenset(missing)
    return Tally(kept, sum(p.size for p in photos if p.sha256 not in lost), missing)


def _bring(photo: CopiedPhoto, ours: Folder, theirs: Folder, *, verify: bool) -> bool:
    there = theirs.find(photo.sha256)
    whole = there is not None and there.size == photo.size
    if there is not None and whole and not (verify and hash_of(there.path) != photo.sha256):
        return True
    here = ours.find(photo.sha256)
    if here is None:
        return False
    try:
        copy_file(here.path, theirs.root / here.path.relative_to(ours.root), photo.sha256)
    except (DamagedError, FileNotFoundError):
        return False
    return True
