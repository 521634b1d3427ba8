"""Back up a data folder while it is in use.

Layout of a backup: `manifest.json` names one folder with journal, accounts and keys, and all share
`photos/`. The manifest is written last and replaced in one step, so that an interrupted run leaves
the backup before it whole, and the next run goes on with the photos where it ended.
"""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from backend.desk.demo import FILE as DEMO
from backend.desk.keepsakes import (
    MANIFEST,
    MARK,
    MARK_TEXT,
    KeepingError,
    KeptFile,
    Manifest,
    Say,
    Tally,
    arriving,
    copy_file,
    copy_photos,
    described,
    make_private,
    read_manifest,
)
from backend.desk.keyring import Keyring
from backend.journal.clock import instant, now
from backend.journal.snapshot import Kept, copy_database
from backend.photos.writing import sync
from backend.wire import notes

_RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


def back_up(
    data: Path,
    dest: Path,
    say: Say,
    *,
    verify: bool = False,
    clock: Callable[[], datetime] = now,
) -> Manifest:
    """Copy journal, accounts, keys and all photos that the copied journal speaks of.

    Raises KeepingError with what to do, OSError and sqlite3.Error where a disk fails.
    """
    if not (data / "journal.db").exists():
        raise KeepingError(
            f"{data} 中没有作业日志，请用 --data 指明数据文件夹。\n"
            f"There is no journal in {data}; name the data folder with --data."
        )
    with _folder(data, dest):
        before = read_manifest(dest)
        _drop_runs(dest, keep=before)
        made_at = clock()
        run = dest / f"{made_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        make_private(run)
        manifest = _copy(data, dest, run, before, instant(made_at), say, verify=verify)
        say("manifest", 0, 1)
        with arriving(dest / MANIFEST) as part:
            part.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
        say("manifest", 1, 1)
        _drop_runs(dest, keep=manifest)
    return manifest


def _copy(
    data: Path,
    dest: Path,
    run: Path,
    before: Manifest | None,
    made_at: str,
    say: Say,
    *,
    verify: bool,
) -> Manifest:
    """The journal first: whatever else changes meanwhile, what it speaks of is there already."""
    journal = run / "journal.db"
    _copy_database(data / "journal.db", journal, lambda done, total: say("journal", done, total))
    with Kept(journal) as kept:
        if before is not None:
            _check_continues(kept, before, dest)
        tally = copy_photos(kept.photos(), data / "photos", dest / "photos", say, verify=verify)
        others = list(_copy_keys(data, run, say))
        people = None
        if (data / "people.db").exists():
            _copy_database(data / "people.db", run / "people.db", lambda _, __: None)
            people = described(run / "people.db", f"{run.name}/people.db")
            say("people", 1, 1)
        return _manifest(data, kept, tally, made_at, journal, people, others)


def _manifest(
    data: Path,
    kept: Kept,
    tally: Tally,
    made_at: str,
    journal: Path,
    people: KeptFile | None,
    others: list[KeptFile],
) -> Manifest:
    key = Keyring(data / "keys").log()
    return Manifest(
        format="greenlane-backup",
        version=1,
        made_at=made_at,
        epoch=kept.epoch,
        origin=kept.origin,
        vkey=notes.vkey(kept.origin, key.public_key()),
        size=kept.size,
        checkpoint=kept.note(key),
        journal=described(journal, f"{journal.parent.name}/journal.db"),
        people=people,
        others=others,
        photos=tally.kept,
        photo_bytes=tally.kept_bytes,
        missing=tally.missing,
    )


def _copy_database(source: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
    copy_database(source, target, progress)
    sync(target)
    sync(target.parent)


def _copy_keys(data: Path, run: Path, say: Say) -> Iterator[KeptFile]:
    """The keys, and what a demo must remember."""
    found = sorted((data / "keys").glob("*.pem")) + [p for p in [data / DEMO] if p.exists()]
    for done, path in enumerate(found, 1):
        name = path.relative_to(data)
        copy_file(path, run / name)
        yield described(run / name, f"{run.name}/{name.as_posix()}")
        say("keys", done, len(found))


def _check_continues(kept: Kept, before: Manifest, dest: Path) -> None:
    """A good backup is replaced by none but one of the same journal, further on."""
    checkpoint = notes.verify(before.checkpoint, before.vkey)
    if kept.root_at(checkpoint.size) != checkpoint.root:
        raise KeepingError(
            f"{dest} 中是另一份作业日志的备份（{before.origin}，{before.size} 条），"
            "请另选文件夹。\n"
            f"{dest} holds the backup of another journal ({before.origin}, {before.size} "
            "entries), or of a later state of this one; choose another folder."
        )


@contextmanager
def _folder(data: Path, dest: Path) -> Iterator[None]:
    """Make or take up the backup's folder; nobody else writes there meanwhile."""
    if dest.resolve() == data.resolve() or data.resolve() in dest.resolve().parents:
        raise KeepingError(
            "备份不能放在数据文件夹里，请另选文件夹，最好在另一块磁盘上。\n"
            "A backup does not go into the data folder; choose another, best on another disk."
        )
    if dest.exists() and not (dest / MARK).exists() and any(dest.iterdir()):
        raise KeepingError(
            f"{dest} 不是空文件夹，也不是备份，请另选文件夹。\n"
            f"{dest} is neither empty nor a backup; choose another folder."
        )
    make_private(dest)
    with (dest / MARK).open("a+", encoding="utf-8") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise KeepingError(
                f"另一次备份正在写入 {dest}，请等它结束。\n"
                f"Another backup is writing to {dest}; wait for it to end."
            ) from error
        if mark.tell() == 0:
            mark.write(MARK_TEXT)
            mark.flush()
        yield


def _drop_runs(dest: Path, keep: Manifest | None) -> None:
    """Remove the folders of earlier runs that the manifest does not name."""
    kept = keep.journal.name.partition("/")[0] if keep else None
    for path in dest.iterdir():
        if _RUN.fullmatch(path.name) and path.name != kept:
            shutil.rmtree(path)
