"""The photo store: uploads that can be cut at any byte and continued, and what they become.

Guarantee: a photo is either not there or there whole, checked and synced. What arrived before a
cut is kept. Of many who send the same bytes at once all succeed, and the photo is announced once.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterable, Awaitable, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Final

from msgspec import Struct

from backend.photos.disk import Folder, Part, StoredPhoto
from backend.photos.errors import (
    DiskFullError,
    LengthError,
    NotAPhotoError,
    OffsetMismatchError,
    UnknownPhotoError,
    WrongHashError,
)
from backend.photos.lanes import Lane, Lanes, Patience
from backend.photos.previews import Previews, Size
from backend.photos.sink import sinking

MAX_BYTES: Final = 20 * 1024 * 1024
RESERVE_BYTES: Final = 200 * 1024 * 1024
"""Room that photos leave on the disk: the journal needs it more."""
ABANDONED_S: Final = 30 * 24 * 3600
PATIENCE: Final = Patience()
_ANNOUNCED_KEPT: Final = 10_000
Announce = Callable[[str, int, str], Awaitable[None]]
"""`photo_stored(sha256, size, type)`: idempotent, e.g. appends photo.stored where it is missing."""


class UploadStatus(Struct, frozen=True):
    """`offset` of `length` bytes are here; `stored` once all are and have been checked."""

    offset: int
    length: int
    stored: StoredPhoto | None


class PhotoStore:
    """`root` is the data folder: photos go to `photos/` in it and
    small pictures to `thumbs/`. Uploads that nobody continued for
    30 days are dropped when the store is made."""

    def __init__(
        self,
        root: Path,
        max_bytes: int = MAX_BYTES,
        *,
        reserve_bytes: int = RESERVE_BYTES,
        patience: Patience = PATIENCE,
    ) -> None:
        self.max_bytes = max_bytes
        self._reserve_bytes = reserve_bytes
        self._folder = Folder(root / "photos")
        self._folder.drop_parts_before(time.time() - ABANDONED_S)
        self._lanes = Lanes(patience)
        self._previews = Previews(root)
        self._announced: OrderedDict[str, None] = OrderedDict()

    def find(self, sha256: str) -> StoredPhoto | None:
        """The photo of that hash. Looks at the disk, briefly."""
        return self._folder.find(sha256)

    def exists(self, sha256: str) -> bool:
        return self.find(sha256) is not None

    def stored(self) -> Iterator[StoredPhoto]:
        """Every photo, in order of hash. Blocks."""
        return self._folder.stored()

    async def status(self, sha256: str) -> UploadStatus | None:
        """How far the upload is, or None. Does not wait for a sender; see also `finish`."""
        if (photo := self.find(sha256)) is not None:
            return UploadStatus(photo.size, photo.size, photo)
        part = self._folder.part(sha256)
        if part is None:
            return None
        try:
            if part.offset < part.length:
                return UploadStatus(part.offset, part.length, None)
        except FileNotFoundError:  # finished or dropped in this moment
            pass
        return await self.finish(sha256)

    async def create(self, sha256: str, length: int) -> UploadStatus:
        """Begin an upload, or tell how far it is. Another length begins it anew.

        Raises:
            LengthError: not 1 to `max_bytes`.
            DiskFullError: not enough room for it.
        """
        if not 0 < length <= self.max_bytes:
            raise LengthError(self.max_bytes)
        status = await self._settled(sha256)
        if status is not None and (status.stored or status.length == length):
            return status
        async with self._lanes.turn(sha256):
            part = self._folder.part(sha256)
            if part is None or part.length != length:
                self._check_room(sha256, length)
                part = self._folder.new_part(sha256, length)
            return UploadStatus(part.offset, part.length, None)

    async def append(self, sha256: str, offset: int, stream: AsyncIterable[bytes]) -> UploadStatus:
        """Write a stream's bytes behind the first `offset`; with the last one the photo is made.

        Errors of the stream itself come through, and what it gave before is kept.

        Raises:
            UnknownPhotoError: not begun, or given up.
            OffsetMismatchError: other than `offset` bytes are here.
            LengthError: the stream is longer than was announced; its bytes are dropped.
            StalledError: the sender fell silent; what arrived is kept.
            WrongHashError, NotAPhotoError, DiskFullError: nothing is kept.
        """
        async with self._lanes.turn(sha256) as lane:
            part = self._part_at(sha256, offset)
            self._check_room(sha256, part.length - offset)
            digest = await self._receive(lane, part, offset, stream)
            if part.offset < part.length:
                return UploadStatus(part.offset, part.length, None)
            return await self._promote(sha256, part, digest)

    async def finish(self, sha256: str) -> UploadStatus | None:
        """Make the photo of an upload whose bytes are all here, e.g. after a crash in between.

        Raises:
            WrongHashError, NotAPhotoError, DiskFullError: nothing is kept.
        """
        async with self._lanes.turn(sha256):
            if (photo := self.find(sha256)) is not None:
                return UploadStatus(photo.size, photo.size, photo)
            part = self._folder.part(sha256)
            if part is None:
                return None
            if part.offset < part.length:
                return UploadStatus(part.offset, part.length, None)
            return await self._promote(sha256, part)

    async def announce(self, photo: StoredPhoto, tell: Announce) -> None:
        """Tell of a stored photo, once however many finish it; again after a failure to."""
        async with self._lanes.turn(photo.sha256):
            if photo.sha256 in self._announced:
                return
            await tell(photo.sha256, photo.size, photo.type)
            self._announced[photo.sha256] = None
            if len(self._announced) > _ANNOUNCED_KEPT:
                self._announced.popitem(last=False)

    async def preview(self, photo: StoredPhoto, size: Size) -> Path:
        """The file of a small JPEG of it. Raises: NoPreviewError."""
        return await self._previews.get(photo, size)

    async def _settled(self, sha256: str) -> UploadStatus | None:
        """The status, where an old upload that proves bad counts as none."""
        try:
            return await self.status(sha256)
        except (WrongHashError, NotAPhotoError):
            return None

    def _part_at(self, sha256: str, offset: int) -> Part:
        if (photo := self.find(sha256)) is not None:
            raise OffsetMismatchError(photo.size)
        part = self._folder.part(sha256)
        if part is None:
            raise UnknownPhotoError(sha256)
        if part.offset != offset:
            raise OffsetMismatchError(part.offset)
        return part

    async def _receive(
        self, lane: Lane, part: Part, offset: int, stream: AsyncIterable[bytes]
    ) -> str | None:
        """Writes what comes; the hash of all of it, where all of it came now."""
        left = part.length - offset
        async with sinking(part) as sink, aclosing(lane.listen(stream)) as chunks:
            async for chunk in chunks:
                if len(chunk) > left:
                    await sink.settle()
                    await asyncio.to_thread(_cut_back, part, offset)
                    raise LengthError(part.length)
                await sink.write(chunk)
                left -= len(chunk)
        return sink.sha256 if offset == 0 else None

    async def _promote(self, sha256: str, part: Part, digest: str | None = None) -> UploadStatus:
        photo = await asyncio.to_thread(self._folder.promote, sha256, part, digest)
        self._announced.pop(sha256, None)
        return UploadStatus(photo.size, photo.size, photo)

    def _check_room(self, sha256: str, wanted_bytes: int) -> None:
        if self._folder.free_bytes() < wanted_bytes + self._reserve_bytes:
            self._folder.drop_part(sha256)
            raise DiskFullError("the disk is nearly full")


def _cut_back(part: Part, offset: int) -> None:
    with part.path.open("r+b") as file:
        file.truncate(offset)
