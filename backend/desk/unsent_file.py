"""Reading the file of what a phone could not send: a ZIP that may come from anywhere.

Guarantee: neither a long directory nor a bomb inside makes this use more memory than one entry and
one chunk; what is not such a file is said so before anything is taken from it.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from backend.wire.unsent import UnsentManifest

MAX_FILES = 20_000
_MAX_DIRECTORY_BYTES = 8 * 2**20
_MAX_MANIFEST_BYTES = 32 * 2**20
_MAX_JWS_BYTES = 320_000
_MANIFEST = "manifest.json"
_ENTRY = re.compile(r"entries/[0-9A-Za-z._-]{1,100}\.jws")
_PHOTO = re.compile(r"photos/([0-9a-f]{64})\.[a-z0-9]{1,5}")
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_TAIL_BYTES = _END.size + 0xFFFF
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class NotUnsentError(Exception):
    """Not a file of this kind, or a damaged one; says what is wrong with it."""


class PackedPhoto(NamedTuple):
    """A photo of the file, by the hash that it claims."""

    sha256: str
    info: zipfile.ZipInfo


class Unsent:
    """An opened file. All of it blocks."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.manifest = self._read_manifest()

    def entries(self) -> Iterator[tuple[str, str]]:
        """Name and string of each entry; one too long to be an entry comes cut off."""
        for info in self._archive.infolist():
            if _ENTRY.fullmatch(info.filename):
                data = self._read(info, _MAX_JWS_BYTES)
                yield info.filename, data.decode("utf-8", "replace").strip()

    def photos(self) -> list[PackedPhoto]:
        found = ((_PHOTO.fullmatch(info.filename), info) for info in self._archive.infolist())
        return [PackedPhoto(match[1], info) for match, info in found if match]

    def open(self, photo: PackedPhoto) -> BinaryIO:
        """The bytes; reading them may raise what `damages` names."""
        return self._archive.open(photo.info)  # type: ignore[return-value]

    def _read_manifest(self) -> UnsentManifest:
        try:
            data = self._read(self._archive.getinfo(_MANIFEST), _MAX_MANIFEST_BYTES)
            return msgspec.json.decode(data, type=UnsentManifest)
        except KeyError as error:
            raise NotUnsentError("there is no manifest.json in it") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise NotUnsentError(f"its manifest.json is of another kind ({error})") from error

    def _read(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        try:
            with self._archive.open(info) as file:
                return file.read(limit)
        except _BROKEN as error:
            raise NotUnsentError(f"{info.filename} in it is damaged ({error})") from error


damages = _BROKEN
"""What reading a damaged member raises."""


@contextmanager
def opened(path: Path) -> Iterator[Unsent]:
    """Raises NotUnsentError, and OSError where the file cannot be read at all."""
    _check_directory(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise NotUnsentError(f"it is no ZIP file, or a damaged one ({error})") from error
    with archive:
        yield Unsent(archive)


def _check_directory(path: Path) -> None:
    """Refuse a directory that would take much memory before anything reads it."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read(_TAIL_BYTES)
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise NotUnsentError("it is no ZIP file, or a damaged one")
    *_, count, length, _, _ = _END.unpack_from(tail, at)
    if count > MAX_FILES or length > _MAX_DIRECTORY_BYTES:
        raise NotUnsentError(f"it holds more than {MAX_FILES} files")
