"""Photo files hashed again, against the entries that attest them."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from backend.audit.chain import bodies
from backend.wire.attestations import PhotoStored

_PIECE = 64


class Attested(NamedTuple):
    """A photo that the entry at `pos` says is on disk."""

    pos: int
    sha256: str
    size: int


def attested(db: sqlite3.Connection) -> list[Attested]:
    """Each photo once, by its first entry."""
    found: dict[str, Attested] = {}
    for pos, raw in bodies(db, "photo.stored")["photo.stored"]:
        try:
            body = msgspec.json.decode(raw, type=PhotoStored)
        except msgspec.DecodeError:
            continue
        found.setdefault(body.sha256, Attested(pos, body.sha256, body.size))
    return list(found.values())


def pieces(photos: Sequence[Attested]) -> Iterator[Sequence[Attested]]:
    for start in range(0, len(photos), _PIECE):
        yield photos[start : start + _PIECE]


def check_photos(photos: Sequence[Attested], folder: Path) -> list[tuple[str, Attested]]:
    """Code and photo of each that is missing or holds other bytes. Runs in a child process."""
    from backend.photos.disk import Folder  # loads much that photos alone need
    from backend.photos.writing import hash_of

    found = []
    for photo in photos:
        there = Folder(folder).find(photo.sha256)
        if there is None:
            found.append(("photo_missing", photo))
        elif there.size != photo.size or hash_of(there.path) != photo.sha256:
            found.append(("photo_altered", photo))
    return found
