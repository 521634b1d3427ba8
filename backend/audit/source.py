"""Where the bytes to be proved lie: a data folder, or a backup of one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.journal.proving import read_only
from backend.wire import notes

DATABASE = "journal.db"
MANIFEST = "manifest.json"


class NothingToVerify(Exception):
    """What was given is no journal, or the key to check it by is missing; says what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class Source(NamedTuple):
    """Where things lie; `vkey` where the caller knows the log's key already, `note` is the
    checkpoint that a backup says it holds."""

    database: Path
    photos: Path
    keys: Path
    vkey: str | None = None
    note: str | None = None


class _Journal(msgspec.Struct):
    name: str


class _Manifest(msgspec.Struct):
    """What is read of a backup's manifest."""

    journal: _Journal
    checkpoint: str


def find(folder: Path, vkey: str | None = None) -> Source:
    """The journal in a data folder, or that of a backup's manifest. Raises NothingToVerify."""
    manifest = folder / MANIFEST
    if (folder / DATABASE).exists() or not manifest.exists():
        return Source(folder / DATABASE, folder / "photos", folder / "keys", vkey)
    try:
        found = msgspec.json.decode(manifest.read_bytes(), type=_Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NothingToVerify(
            f"{MANIFEST} 不是可读的备份清单（{error}）。",
            f"{MANIFEST} is no manifest of a backup that can be read ({error}).",
        ) from error
    place = folder / found.journal.name
    return Source(place, folder / "photos", place.parent / "keys", vkey, found.checkpoint)


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """One read transaction over a journal, live or at rest, also on a medium that is read-only.

    Raises NothingToVerify where there is no journal at `path`.
    """
    if not path.is_file():
        raise NothingToVerify(f"{path} 不存在。", f"There is no journal at {path}.")
    try:
        connection = _open(path)
    except sqlite3.Error as error:
        raise NothingToVerify(
            f"{path.name} 不是可读的日志库（{error}）。",
            f"{path.name} is no readable journal ({error}).",
        ) from error
    with closing(connection) as db:
        yield db


def _open(path: Path) -> sqlite3.Connection:
    db = read_only(path)
    try:
        _begin(db)
    except sqlite3.OperationalError:
        db.close()
        wal = path.with_name(f"{path.name}-wal")
        if wal.exists() and wal.stat().st_size:
            raise  # what is in the WAL would not be seen
        db = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?immutable=1", uri=True, isolation_level=None
        )
        _begin(db)
    return db


def _begin(db: sqlite3.Connection) -> None:
    db.execute("BEGIN")
    db.execute("SELECT 1 FROM entry LIMIT 1").fetchone()  # the snapshot is taken here


def public_key(source: Source) -> Ed25519PublicKey:
    """The log's key: as given, or of the folder's keys.

    Raises NothingToVerify where there is none.
    """
    if source.vkey is not None:
        return _given(source.vkey)
    path = source.keys / "log.pem"
    if path.is_file():
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError) as error:
            raise NothingToVerify(
                f"{path.name} 无法读取（{error}）；请用 --vkey 给出日志公钥。",
                f"{path.name} cannot be read ({error}); give the log's key with --vkey.",
            ) from error
        if isinstance(key, Ed25519PrivateKey):
            return key.public_key()
    raise NothingToVerify(
        "没有日志公钥。请用 --vkey 给出（GET /api/log/vkey）。",
        "The log's key is missing. Give it with --vkey (GET /api/log/vkey tells it).",
    )


def _given(text: str) -> Ed25519PublicKey:
    try:
        return notes.open_vkey(text.strip())[1]
    except notes.NotANoteError as error:
        raise NothingToVerify(
            f"日志公钥无法读取：{error}。", f"The log's key cannot be read: {error}."
        ) from error
