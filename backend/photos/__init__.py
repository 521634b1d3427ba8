"""Photos by the SHA-256 of their bytes, on disk.

Guarantee: whatever is stored has the hash it is named by, is a photo or clip of a known format,
and was synced to disk before anyone was told. Losing this folder loses the pictures themselves:
entries name them by hash, so each loss can be proved, and none replaced by another picture.
Losing `thumbs/` costs nothing: it is made again.
"""

from backend.photos.announcing import Announcements, Tell
from backend.photos.disk import StoredPhoto
from backend.photos.errors import (
    DiskFullError,
    LengthError,
    NoPreviewError,
    NotAPhotoError,
    OffsetMismatchError,
    PhotoError,
    StalledError,
    UnknownPhotoError,
    WrongHashError,
)
from backend.photos.identify import PhotoType
from backend.photos.lanes import Patience
from backend.photos.previews import Size
from backend.photos.store import MAX_BYTES, PhotoStore, UploadStatus

__all__ = [
    "MAX_BYTES",
    "Announcements",
    "DiskFullError",
    "LengthError",
    "NoPreviewError",
    "NotAPhotoError",
    "OffsetMismatchError",
    "Patience",
    "PhotoError",
    "PhotoStore",
    "PhotoType",
    "Size",
    "StalledError",
    "StoredPhoto",
    "Tell",
    "UnknownPhotoError",
    "UploadStatus",
    "WrongHashError",
]
