"""Sealed parcels on their way from one phone to another: drafts that an inspector hands over.

Guarantees: the server keeps bytes that only the receiving phone can open, for whom that phone
belongs to and nobody else, for some hours; no more of them than the limits say. Losing them costs
nothing: whoever gave a draft keeps it until they say otherwise.
"""

import base64
import hashlib
import os
import re
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

MAX_PARCEL_BYTES: Final = 64 * 2**20
MAX_TOTAL_BYTES: Final = 2 * 2**30
MAX_BOXES: Final = 4
"""Of one person at a time."""
MAX_PARCELS: Final = 10
"""In one box at a time."""
LIFE_S: Final = 12 * 3600
CODE: Final = re.compile(r"[A-Z2-7]{16}")
POINT_BYTES: Final = 65
_BOX: Final = "box.json"
_NEW: Final = ".new"
_CODE_BYTES: Final = 10


class ParcelError(Exception):
    """`code` says why: `box_unknown`, `box_of_another`, `too_many_boxes`, `box_full`,
    `parcel_too_large`, `parcels_full`, `parcel_unknown`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Box(msgspec.Struct, frozen=True):
    """Where a phone awaits parcels. `key` is its ephemeral public key, an uncompressed point of
    P-256 in base64url; `until` is in seconds of the epoch."""

    code: str
    user: str
    key: str
    until: float


class Parcel(NamedTuple):
    """A parcel that has come whole; `name` is the entry that gives it."""

    name: str
    size: int


def code_of(point: bytes) -> str:
    """What a person can type of a key: 80 bits of its hash, 16 characters."""
    return base64.b32encode(hashlib.sha256(point).digest()[:_CODE_BYTES]).decode()


class Parcels:
    """The boxes under a folder. All of it but `put` blocks, for milliseconds."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._now = now
        self._sweep()

    def open_box(self, user: str, point: bytes) -> Box:
        """Await parcels for a key, or go on awaiting them. Raises ParcelError."""
        self._sweep()
        code = code_of(point)
        known = self._read(code)
        if known is not None and known.user != user:
            raise ParcelError("box_of_another")
        own = [box for box in self._boxes() if box.user == user and box.code != code]
        if len(own) >= MAX_BOXES:
            raise ParcelError("too_many_boxes")
        key = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
        box = Box(code=code, user=user, key=key, until=self._now() + LIFE_S)
        (self._folder / code).mkdir(parents=True, exist_ok=True)
        _write(self._folder / code / _BOX, msgspec.json.encode(box))
        return box

    def box(self, code: str) -> Box:
        """Raises ParcelError."""
        found = self._read(code)
        if found is None or found.until < self._now():
            raise ParcelError("box_unknown")
        return found

    def parcels(self, code: str) -> list[Parcel]:
        """What has come into a box, the oldest first."""
        files = [path for path in self._files(code) if path.suffix != _NEW]
        stats = sorted((path.stat().st_mtime, path.name, path.stat().st_size) for path in files)
        return [Parcel(name, size) for _, name, size in stats]

    async def put(self, code: str, name: str, stream: AsyncIterator[bytes]) -> None:
        """Take in a parcel, whole or not at all; one that is there already stays as it is, since
        who sends it again has not heard of it. Raises ParcelError."""
        self.box(code)
        path = self._folder / code / name
        if path.exists():
            return
        if len(self.parcels(code)) >= MAX_PARCELS:
            raise ParcelError("box_full")
        room = min(MAX_PARCEL_BYTES, MAX_TOTAL_BYTES - self._used())
        part = path.with_suffix(_NEW)
        try:
            with part.open("wb") as file:
                async for chunk in stream:
                    room -= len(chunk)
                    if room < 0:
                        full = file.tell() + len(chunk) <= MAX_PARCEL_BYTES
                        raise ParcelError("parcels_full" if full else "parcel_too_large")
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def path(self, code: str, name: str) -> Path:
        """Raises ParcelError."""
        path = self._folder / code / name
        if not path.is_file():
            raise ParcelError("parcel_unknown")
        return path

    def drop(self, code: str, name: str) -> None:
        """It was received. Dropping twice is as good as once."""
        (self._folder / code / name).unlink(missing_ok=True)

    def waiting(self) -> list[tuple[str, str]]:
        """The code of its box and the name of every parcel that is here, those too late gone."""
        self._sweep()
        return [
            (box.code, path.name)
            for box in self._boxes()
            for path in self._files(box.code)
            if path.suffix != _NEW
        ]

    def _read(self, code: str) -> Box | None:
        if CODE.fullmatch(code) is None:
            return None
        try:
            data = (self._folder / code / _BOX).read_bytes()
            return msgspec.json.decode(data, type=Box)
        except (OSError, msgspec.DecodeError):
            return None

    def _boxes(self) -> Iterator[Box]:
        for path in self._folder.glob("*/" + _BOX):
            box = self._read(path.parent.name)
            if box is not None:
                yield box

    def _files(self, code: str) -> list[Path]:
        return [path for path in (self._folder / code).glob("*") if path.name != _BOX]

    def _used(self) -> int:
        return sum(path.stat().st_size for path in self._folder.glob("*/*") if path.is_file())

    def _sweep(self) -> None:
        """What nobody fetched in time goes."""
        for folder in self._folder.glob("*"):
            box = self._read(folder.name)
            if box is None or box.until < self._now():
                shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    part = path.with_suffix(_NEW)
    part.write_bytes(data)
    part.replace(path)
