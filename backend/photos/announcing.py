"""Telling the journal which photos are stored: behind the answers, and of several at once.

Guarantee: a photo is told of only when it is whole and on disk. What the journal did not take is
told again until it does; what was not told when the process ended, whoever starts the next one
finds on the disk and hands over again. So a photo waits for the journal for a moment, and its
sender does not.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Final

import structlog

from backend.photos.disk import StoredPhoto
from backend.photos.errors import WrongHashError
from backend.photos.store import PhotoStore

Tell = Callable[[Sequence[StoredPhoto]], Awaitable[None]]
"""Idempotent: e.g. appends photo.stored where it is missing."""
EVERY_S: Final = 0.1
"""At least so long from one lot to the next, so that a lot is worth a commit: a photo alone costs
the journal twice what one in fifty does."""
AGAIN_S: Final = 5.0
"""So long after a failure."""
_LOT: Final = 256
_REMEMBERED: Final = 10_000
_log = structlog.get_logger(__name__)


class Announcements:
    """What there is to tell of, and what was told. Close it while the journal is still open."""

    def __init__(self, store: PhotoStore, tell: Tell, *, again_s: float = AGAIN_S) -> None:
        self._store = store
        self._tell = tell
        self._again_s = again_s
        self._waiting: dict[str, StoredPhoto] = {}
        self._told: OrderedDict[str, None] = OrderedDict()
        self._telling: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def soon(self, photo: StoredPhoto) -> None:
        """Have it told of, once however many finish it.

        Raises:
            WrongHashError: it is not whole, and has to be sent again.
        """
        if photo.sha256 in self._told or photo.sha256 in self._waiting:
            return
        if not await self._store.is_whole(photo):
            raise WrongHashError(photo.sha256)
        self._waiting[photo.sha256] = photo
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_all())

    async def settled(self) -> None:
        """Return when nothing waits. Raises: what the journal raised when it took no more."""
        while self._waiting:
            await self._tell_some()

    async def heard(self, photos: Sequence[str]) -> None:
        """Return when none of these, by hash, waits; of others as few are told as come before."""
        while any(sha256 in self._waiting for sha256 in photos):
            await self._tell_some()

    async def close(self) -> None:
        """Tell of what waits, if the journal will hear it."""
        async with self._turn:  # between two lots: what the journal was asked it finishes
            if self._telling is not None:
                self._telling.cancel()
        try:
            await self.settled()
        except Exception as error:  # noqa: BLE001 - told at the next start
            _log.warning("photos not journalled yet", count=len(self._waiting), why=repr(error))

    async def _tell_all(self) -> None:
        try:
            while self._waiting:
                try:
                    await self._tell_some()
                except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again
                    _log.warning("photos not journalled", why=repr(error))
                    await asyncio.sleep(self._again_s)
                else:
                    await asyncio.sleep(EVERY_S)
        finally:
            self._telling = None

    async def _tell_some(self) -> None:
        async with self._turn:
            lot = list(islice(self._waiting.values(), _LOT))
            if lot:
                await self._tell(lot)
            for photo in lot:
                del self._waiting[photo.sha256]
                self._told[photo.sha256] = None
        while len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
