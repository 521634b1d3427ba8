"""Telling what a file is, from its first bytes and never from its name.

Guarantee: pixels are not decoded here; of JPEG and PNG only the header is read, and its claimed
size is limited, so that a small file cannot ask for much memory later.
"""

import io
import threading
import warnings
from typing import BinaryIO, Final, Literal

from PIL import Image

from backend.photos.errors import NotAPhotoError

PhotoType = Literal["image/jpeg", "image/png", "image/heic", "video/mp4", "video/webm"]
EXTENSIONS: Final[dict[PhotoType, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "video/mp4": "mp4",
    "video/webm": "webm",
}
MAX_PIXELS: Final[dict[PhotoType, int]] = {
    "image/jpeg": 120_000_000,  # libjpeg shrinks while it decodes
    "image/png": 40_000_000,  # decoded whole: 64 MP took 557 MB from a file of 187 KB
}
_FORMATS: Final[dict[PhotoType, str]] = {"image/jpeg": "JPEG", "image/png": "PNG"}
# ISO base media brands: HEIF pictures with HEVC inside, and MP4 as phones write it
_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_MP4: Final = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"3gp4"}
)
_HEAD_BYTES: Final = 64
_START_BYTES: Final = 64 * 1024
_opening: Final = threading.Lock()  # what is done about warnings is done for all threads


def identify(file: BinaryIO) -> PhotoType:
    """The type of a file's content, read from its start. Raises: NotAPhotoError, saying why."""
    kind = _by_magic(file.read(_HEAD_BYTES))
    if kind is None:
        raise NotAPhotoError("neither JPEG, PNG, HEIC, MP4 nor WebM")
    if kind in _FORMATS:
        file.seek(0)
        _check_header(file, kind)
    return kind


def identify_bytes(data: bytes | memoryview) -> PhotoType:
    """As `identify`. What tells is nearly always at the very start, so all is copied seldom."""
    try:
        return identify(io.BytesIO(data[:_START_BYTES]))
    except NotAPhotoError:
        return identify(io.BytesIO(data))


def _by_magic(head: bytes) -> PhotoType | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "video/webm"
    return None


def _by_brand(brand: bytes) -> PhotoType | None:
    if brand in _HEIC:
        return "image/heic"
    return "video/mp4" if brand in _MP4 else None


def _check_header(file: BinaryIO, kind: PhotoType) -> None:
    """The header must parse as that format and claim a size within the limits.

    "MPO" (several JPEGs in one, as phones with HDR write) is opened as the JPEG it begins with.
    """
    try:
        with _opening, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is judged here, by a limit per format
            with Image.open(file, formats=(_FORMATS[kind],)) as image:
                width, height = image.size
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise NotAPhotoError(f"not readable as {_FORMATS[kind]}: {error}") from error
    if width * height > MAX_PIXELS[kind]:
        raise NotAPhotoError(f"{width} × {height} pixels are more than {MAX_PIXELS[kind]}")
