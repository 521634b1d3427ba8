"""Packs what proves a crate's history into one file, which a stranger can verify alone.

Guarantee: the same journal and checkpoint give the same bytes; nothing goes in that its own
verification would not find right, and no private key is needed to make it.
"""

import os
import sqlite3
import zipfile
from pathlib import Path
from typing import NamedTuple

import msgspec

from backend import __version__
from backend.audit.evidence import (
    CHECKPOINT,
    LIST,
    PAGE,
    VKEY,
    Evidence,
    Opened,
    Picture,
    entry_file,
    history,
    photo_file,
    proof_file,
    refs_of,
    support,
)
from backend.audit.page import page
from backend.audit.source import NothingToVerify, Source, public_key, snapshot
from backend.journal.proving import nodes_of
from backend.merkle.proofs import inclusion
from backend.photos.disk import Folder
from backend.wire import notes

_DAY_ONE = (1980, 1, 1, 0, 0, 0)
_NEWEST = "SELECT size, time, note FROM checkpoint ORDER BY size DESC LIMIT 1"


class Made(NamedTuple):
    """What went into a bundle."""

    entries: int
    photos: int
    missing: int


def make(source: Source, crate: str, out: Path) -> Made:
    """Write the evidence of a crate to `out`. Raises NothingToVerify, FileExistsError."""
    if out.exists():
        raise FileExistsError(f"{out}")
    with snapshot(source.database) as db:
        row = db.execute(_NEWEST).fetchone()
        if row is None:
            raise NothingToVerify("日志尚无存证节点。", "The log has no checkpoint yet.")
        size, time, note = row
        vkey = notes.vkey(note.partition("\n")[0], public_key(source))
        chosen = history(db, crate, size)
        entries = _in_order([*chosen, *support(db, chosen, size)])
        photos = _photos(source, chosen)
        evidence = Evidence(
            format="greenlane-evidence",
            version=2,
            made_by=__version__,
            crate=crate,
            checkpoint_at=time,
            history=[entry.item.pos for entry in chosen],
            entries=[entry.item for entry in entries],
            photos=photos,
        )
        files = {
            PAGE: page(evidence, entries, note, vkey).encode(),
            LIST: msgspec.json.format(msgspec.json.encode(evidence), indent=1) + b"\n",
            CHECKPOINT: note.encode(),
            VKEY: f"{vkey}\n".encode(),
            **_proved(db, entries, size, note),
        }
    _write(source, out, files, photos)
    held = sum(photo.held for photo in photos)
    return Made(len(entries), held, len(photos) - held)


def _in_order(entries: list[Opened]) -> list[Opened]:
    found = {entry.item.pos: entry for entry in entries}
    return [found[pos] for pos in sorted(found)]


def _photos(source: Source, chosen: list[Opened]) -> list[Picture]:
    return [
        Picture(
            sha256=ref.sha256,
            size=ref.size,
            type=ref.type,
            held=Folder(source.photos).find(ref.sha256) is not None,
        )
        for ref in refs_of(chosen).values()
    ]


def _proved(
    db: sqlite3.Connection, entries: list[Opened], size: int, note: str
) -> dict[str, bytes]:
    nodes = nodes_of(db)
    files: dict[str, bytes] = {}
    for entry in entries:
        pos = entry.item.pos
        files[entry_file(pos)] = entry.jws.encode()
        files[proof_file(pos)] = notes.proof_text(pos, inclusion(pos, size, nodes), note).encode()
    return files


def _write(source: Source, out: Path, files: dict[str, bytes], photos: list[Picture]) -> None:
    """Stored, not compressed: the bytes depend on no version of a compressor."""
    part = out.with_name(f".{out.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as bundle:
            for name, data in files.items():
                bundle.writestr(_info(name), data)
            for photo in photos:
                there = Folder(source.photos).find(photo.sha256) if photo.held else None
                if there is not None:
                    bundle.writestr(_info(photo_file(photo)), there.path.read_bytes())
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DAY_ONE)
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info
