"""Where the journal says that a photo is stored."""

from collections.abc import Sequence

import aiosqlite

from backend.views.readers import doc
from backend.wire.log import LoggedEntry, PhotoArrival
from backend.wire.views import Photo

_ENTRY = "SELECT jws, received_at, answer, code FROM entry WHERE pos = ?"


async def arrivals(db: aiosqlite.Connection, photos: Sequence[str]) -> list[PhotoArrival]:
    """The first `photo.stored` of each of these photos, in the order asked; once each."""
    found = [await doc(db, Photo, sha256) for sha256 in dict.fromkeys(photos)]
    return [
        PhotoArrival(sha256=photo.sha256, entry=await _entry(db, photo.stored_pos))
        for photo in found
        if photo is not None and photo.stored_pos is not None
    ]


async def _entry(db: aiosqlite.Connection, pos: int) -> LoggedEntry:
    row = await (await db.execute(_ENTRY, (pos,))).fetchone()
    if row is None:
        raise LookupError(f"the journal has no entry {pos}")
    jws, received_at, answer, code = row
    return LoggedEntry(
        pos=pos, jws=jws, disclosures=[], received_at=received_at, answer=answer, code=code
    )
