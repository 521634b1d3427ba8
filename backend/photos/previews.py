"""Small pictures of stored photos, for screens.

Guarantee: pixels are decoded in a child process with limited memory, processor time and output,
at most two at once; the results are upright sRGB JPEGs without metadata, so they give away
neither place nor camera. They lie in `thumbs/` as a cache and may be deleted at any time.
"""

import asyncio
import contextlib
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Final, Literal

import structlog

from backend.photos import shrink
from backend.photos.disk import StoredPhoto
from backend.photos.errors import NoPreviewError
from backend.photos.identify import PhotoType
from backend.photos.lanes import Lanes, Patience
from backend.photos.writing import sync

Size = Literal["thumb", "screen"]
AT_ONCE: Final = 2
WALL_S: Final = 30.0
_LONG_EDGE_PX: Final[dict[Size, int]] = {"thumb": 320, "screen": 1600}
_QUALITY: Final[dict[Size, int]] = {"thumb": 76, "screen": 84}
_FORMATS: Final[dict[PhotoType, str]] = {"image/jpeg": "JPEG", "image/png": "PNG"}
_FAILED_KEPT: Final = 1000
_log = structlog.get_logger(__name__)


class Previews:
    """`root` is the data folder. Both sizes are made from one decoding, at the first request."""

    def __init__(self, root: Path, *, at_once: int = AT_ONCE, wall_s: float = WALL_S) -> None:
        self._folder = root / "thumbs"
        self._turns = asyncio.Semaphore(at_once)
        self._wall_s = wall_s
        self._lanes = Lanes(Patience())
        self._failed: OrderedDict[str, None] = OrderedDict()

    async def get(self, photo: StoredPhoto, size: Size) -> Path:
        """The small picture's file, made where it is missing.

        Raises:
            NoPreviewError: there is none for this type, or the file cannot be decoded within
                the limits; it is not tried again until the server starts anew.
        """
        if photo.type not in _FORMATS:
            raise NoPreviewError(f"no small picture of {photo.type}")
        place = self._place(photo.sha256, size)
        async with self._lanes.turn(photo.sha256):
            if not place.exists():
                await self._make(photo)
        return place

    def _place(self, sha256: str, size: Size) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.{size}.jpg"

    async def _make(self, photo: StoredPhoto) -> None:
        if photo.sha256 in self._failed:
            raise NoPreviewError("it could not be decoded before")
        places = {size: self._place(photo.sha256, size) for size in _LONG_EDGE_PX}
        drafts = {size: place.with_suffix(".draft") for size, place in places.items()}
        try:
            async with self._turns:
                places["thumb"].parent.mkdir(parents=True, exist_ok=True)
                await self._run(photo, drafts)
            for size, draft in drafts.items():
                await asyncio.to_thread(sync, draft)
                draft.replace(places[size])
        except NoPreviewError as error:
            with contextlib.suppress(OSError):  # a full disk may hold the log too
                _log.warning("no preview", sha256=photo.sha256, why=str(error))
            self._remember_failure(photo.sha256)
            raise
        finally:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)

    async def _run(self, photo: StoredPhoto, drafts: dict[Size, Path]) -> None:
        targets = [
            text
            for size, draft in drafts.items()
            for text in (str(draft), str(_LONG_EDGE_PX[size]), str(_QUALITY[size]))
        ]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            shrink.__file__,
            str(photo.path),
            _FORMATS[photo.type],
            *targets,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={},
        )
        try:
            async with asyncio.timeout(self._wall_s):
                _, said = await process.communicate()
        except TimeoutError as error:
            raise NoPreviewError(f"took more than {self._wall_s} s") from error
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode != 0:
            last = said.decode(errors="replace").strip().rpartition("\n")[2]
            raise NoPreviewError(f"exit {process.returncode}: {last[:300]}")

    def _remember_failure(self, sha256: str) -> None:
        self._failed[sha256] = None
        if len(self._failed) > _FAILED_KEPT:
            self._failed.popitem(last=False)
