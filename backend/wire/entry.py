"""The entry: what a device signs, one fact a time.

A JWS in compact form over the payload below. The string is stored, hashed and passed on as it
came; these structs only read it.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.wire.base import EntryId, Instant, Sha256, UserId, Wire

MAX_PAYLOAD_BYTES = 64 * 1024
MAX_PHOTOS = 60


class Seen(Wire):
    """The newest checkpoint that the device held when it signed."""

    origin: Annotated[str, Meta(max_length=200)]
    size: Annotated[int, Meta(ge=0)]
    root: Annotated[str, Meta(max_length=64)]


class PhotoRef(Wire):
    """A photo that belongs to an entry; its bytes travel on their own, by this hash."""

    sha256: Sha256
    size: Annotated[int, Meta(ge=1)]
    type: Literal["image/jpeg", "image/png", "image/heic", "video/mp4", "video/webm"]


class Envelope(Wire):
    """The signed payload. `body` stays raw until its kind is known."""

    v: Literal[1]
    id: EntryId
    seq: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    kind: Annotated[str, Meta(pattern=r"^[a-z]+\.[a-z_]+$", max_length=40)]
    kv: Annotated[int, Meta(ge=1, le=999)]
    at: Instant
    actor: UserId
    seen: Seen | None
    body: msgspec.Raw
    photos: Annotated[list[PhotoRef], Meta(max_length=MAX_PHOTOS)]
