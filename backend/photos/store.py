"""The photo store: uploads that can be cut at any byte and continued, and what they become.

Guarantee: a photo is either not there or there whole, checked and synced. What arrived before a
cut is kept. Of many who send the same bytes at once all succeed.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
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
from backend.photos.hands import HANDS, Work, undisturbed
from backend.photos.identify import PhotoType
from backend.photos.known import Known
from backend.photos.lanes import Lane, Lanes, Patience
from backend.photos.previews import Previews, Size
from backend.photos.sink import sinking
from backend.photos.works import Deposit, Promotion, warm_up

MAX_BYTES: Final = 20 * 1024 * 1024
RESERVE_BYTES: Final = 200 * 1024 * 1024
"""Room that photos leave on the disk: the journal needs it more."""
ABANDONED_S: Final = 30 * 24 * 3600
PATIENCE: Final = Patience()
_LEFT_S: Final = 3600
_SEEN_KEPT: Final = 10_000
_HANDS: Final = 4


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
        self._root = f"{root}/photos"
        self._folder = Folder(Path(self._root))
        self._folder.prepare()
        now = time.time()
        self._folder.drop_before(now - ABANDONED_S, now - _LEFT_S)
        self._lanes = Lanes(patience)
        self._hands = asyncio.Semaphore(_HANDS)
        self._previews = Previews(root)
        self._seen_whole: OrderedDict[str, None] = OrderedDict()
        self._known = Known(self._folder.names())

    async def ready(self) -> None:
        """Have the hands there before the first photo comes."""
        await HANDS.ready(_HANDS, warm_up)

    def find(self, sha256: str) -> StoredPhoto | None:
        """The photo of that hash. Looks at the disk, briefly."""
        return self._folder.find(sha256)

    def _find_known(self, sha256: str) -> StoredPhoto | None:
        """As `find`, of what this process stored or found when it began: what somebody has put
        there since would be stored once more, over itself."""
        return self.find(sha256) if sha256 in self._known else None

    def exists(self, sha256: str) -> bool:
        return self.find(sha256) is not None

    def stored(self) -> Iterator[StoredPhoto]:
        """Every photo, in order of hash. Blocks."""
        return self._folder.stored()

    async def status(self, sha256: str) -> UploadStatus | None:
        """How far the upload is, or None. Does not wait for a sender; see also `finish`."""
        if (photo := self.find(sha256)) is not None:
            return _whole(photo)
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
        self._check_length(length)
        status = await self._settled(sha256)
        if status is not None and (status.stored or status.length == length):
            return status
        async with self._lanes.turn(sha256):
            here = await self._here(sha256, length)
            if isinstance(here, StoredPhoto):
                return _whole(here)
            part = here or self._folder.new_part(sha256, length)
            return UploadStatus(part.offset, part.length, None)

    async def take(self, sha256: str, length: int, stream: AsyncIterable[bytes]) -> UploadStatus:
        """Begin an upload with its first bytes, or all of them; what is here is passed over.

        Raises: as `create` and `append` do.
        """
        self._check_length(length)
        async with self._lanes.turn(sha256) as lane:
            here = await self._here(sha256, length)
            if isinstance(here, StoredPhoto):
                return _whole(here)
            part, offset = here or self._folder.part_of(sha256, length), here.offset if here else 0
            rest = skipping(stream, offset) if offset else stream
            status = await self._receive(lane, sha256, part, offset, rest, begun=here is not None)
            if not status.offset and here is None:
                self._folder.new_part(sha256, length)
            return status

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
            return await self._receive(lane, sha256, part, offset, stream)

    async def finish(self, sha256: str) -> UploadStatus | None:
        """Make the photo of an upload whose bytes are all here, e.g. after a crash in between.

        Raises:
            WrongHashError, NotAPhotoError, DiskFullError: nothing is kept.
        """
        async with self._lanes.turn(sha256):
            if (photo := self.find(sha256)) is not None:
                return _whole(photo)
            part = self._folder.part(sha256)
            if part is None:
                return None
            if part.offset < part.length:
                return UploadStatus(part.offset, part.length, None)
            return await self._promote(sha256, part)

    async def is_whole(self, photo: StoredPhoto) -> bool:
        """Whether a photo that is here has the bytes of its hash, and is on disk with its name.

        One that this process did not make is hashed first. One that is not whole becomes an
        upload again, which fails at its check: it has to be sent anew.
        """
        if photo.sha256 in self._seen_whole:
            return True
        async with self._lanes.turn(photo.sha256):
            if photo.sha256 not in self._seen_whole:
                again = asyncio.to_thread(self._folder.recheck, photo)
                if not await undisturbed(again):
                    return False
                self._note_whole(photo.sha256)
            return True

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
        if (photo := self._find_known(sha256)) is not None:
            raise OffsetMismatchError(photo.size)
        part = self._folder.part(sha256)
        if part is None:
            raise UnknownPhotoError(sha256)
        if part.offset != offset:
            raise OffsetMismatchError(part.offset)
        return part

    async def _here(self, sha256: str, length: int) -> StoredPhoto | Part | None:
        """What there is of an upload, for who has its turn; what cannot become it is dropped."""
        if (photo := self._find_known(sha256)) is not None:
            return photo
        part = self._folder.part(sha256)
        if part is not None and part.length == length:
            try:
                return part if part.offset < length else (await self._promote(sha256, part)).stored
            except (WrongHashError, NotAPhotoError):
                part = None
        elif part is not None:
            self._folder.drop_part(sha256)
        self._check_room(sha256, length)
        return None

    async def _receive(
        self,
        lane: Lane,
        sha256: str,
        part: Part,
        offset: int,
        stream: AsyncIterable[bytes],
        *,
        begun: bool = True,
    ) -> UploadStatus:
        """Take in what comes for a part, which was `begun` or not, and make the photo where it
        was the last of it."""
        left = part.length - offset
        async with (
            sinking(part, HANDS.memory, left) as sink,
            aclosing(lane.listen(stream)) as chunks,
        ):
            async for chunk in chunks:
                if len(chunk) > left:
                    await sink.back_out(offset)
                    raise LengthError(part.length)
                await sink.write(chunk)
                left -= len(chunk)
            if left == 0 and offset == 0 and (slot := sink.whole()) is not None:
                work = Deposit(self._root, sha256, part.length, slot.start, begun)
                return await self._make(sha256, part, work)
        if left:
            return UploadStatus(part.length - left, part.length, None)
        return await self._promote(sha256, part, sink.sha256 if offset == 0 else None)

    async def _promote(self, sha256: str, part: Part, digest: str | None = None) -> UploadStatus:
        return await self._make(sha256, part, Promotion(self._folder, sha256, part, digest))

    async def _make(self, sha256: str, part: Part, work: Work[PhotoType]) -> UploadStatus:
        async with self._hands:
            kind = await HANDS.do(work)
        self._note_whole(sha256)
        return _whole(StoredPhoto(sha256, part.length, kind, self._folder.place(sha256, kind)))

    def _note_whole(self, sha256: str) -> None:
        self._seen_whole[sha256] = None
        self._known.add(sha256)
        if len(self._seen_whole) > _SEEN_KEPT:
            self._seen_whole.popitem(last=False)

    def _check_length(self, length: int) -> None:
        if not 0 < length <= self.max_bytes:
            raise LengthError(self.max_bytes)

    def _check_room(self, sha256: str, wanted_bytes: int) -> None:
        if self._folder.free_bytes() < wanted_bytes + self._reserve_bytes:
            self._folder.drop_part(sha256)
            raise DiskFullError("the disk is nearly full")


def _whole(photo: StoredPhoto) -> UploadStatus:
    return UploadStatus(photo.size, photo.size, photo)


async def skipping(stream: AsyncIterable[bytes], count: int) -> AsyncGenerator[bytes, None]:
    """The stream without its first `count` bytes, which are here already."""
    async for chunk in stream:
        rest = chunk[count:]
        count = max(0, count - len(chunk))
        if rest:
            yield rest
