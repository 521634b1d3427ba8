"""Restore a backup into a new data folder.

Guarantee: the folder appears under its name only when all of it was checked; the journal goes on
under a new epoch and a new origin, so that phones offer again what the backup did not hold, and no
origin ever signs two trees that contradict each other.
"""

import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from backend.desk.keepsakes import (
    DamagedError,
    KeepingError,
    Manifest,
    Say,
    Tally,
    copy_file,
    copy_photos,
    make_private,
    read_manifest,
)
from backend.desk.keyring import Keyring
from backend.journal.clock import now
from backend.journal.journal import Journal, Keys
from backend.journal.rebuild import rebuild
from backend.journal.sealing import DeskKey, Draft
from backend.journal.snapshot import Kept, begin_anew
from backend.photos.writing import sync
from backend.rules.state import SYSTEM
from backend.wire import notes
from backend.wire.attestations import JournalRestored

_EPOCH_BYTES = 8


class Restored(NamedTuple):
    """What was restored, under which epoch; `differing` rows of its views were put right."""

    manifest: Manifest
    epoch: str
    photos: Tally
    differing: int


def restore(
    backup: Path, target: Path, say: Say, *, clock: Callable[[], datetime] = now
) -> Restored:
    """Make `target` from a backup. Raises KeepingError with what to do."""
    manifest = read_manifest(backup)
    if manifest is None:
        raise KeepingError(f"{backup} 中没有完整的备份。\nThere is no whole backup in {backup}.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise KeepingError(
            f"{target} 已存在且不为空；恢复只写入新的文件夹。\n"
            f"{target} exists and is not empty; a restore goes into a new folder."
        )
    target = target.resolve()
    partial = target.with_name(f".{target.name}.restoring")
    if partial.exists():  # what an interrupted restore left: its photos are good, the rest is not
        for path in partial.iterdir():
            if path.name != "photos":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    make_private(partial)
    _copy_files(backup, manifest, partial, say)
    with Kept(partial / "journal.db") as kept:
        _check_journal(kept, manifest, say)
        photos = kept.photos()
    tally = copy_photos(photos, backup / "photos", partial / "photos", say, verify=True)
    restored = _begin_anew(partial, manifest, tally, clock)
    say("journal", 1, 1)
    if target.exists():
        target.rmdir()
    partial.rename(target)
    sync(target.parent)
    return restored


def _copy_files(backup: Path, manifest: Manifest, partial: Path, say: Say) -> None:
    files = manifest.files()
    for done, file in enumerate(files, 1):
        source = backup / file.name
        place = partial / file.name.partition("/")[2]
        if partial.resolve() not in place.resolve().parents:
            raise KeepingError(f"清单有误：{file.name}。\nThe manifest names {file.name}.")
        try:
            copy_file(source, place, file.sha256)
        except (DamagedError, FileNotFoundError) as error:
            raise KeepingError(
                f"备份中的 {file.name} 缺失或已损坏，请换一份备份。\n"
                f"{file.name} is missing from the backup or damaged; take another backup."
            ) from error
        say("files", done, len(files))


def _check_journal(kept: Kept, manifest: Manifest, say: Say) -> None:
    """The journal's bytes are those that its own key signed."""
    try:
        signed = notes.verify(manifest.checkpoint, manifest.vkey)
    except notes.NotANoteError as error:
        raise KeepingError(
            f"备份清单的存证节点无效，请换一份备份。\n"
            f"The manifest's checkpoint does not hold ({error}); take another backup."
        ) from error
    if (kept.origin, kept.size, kept.root_of_entries()) != signed:
        raise KeepingError(
            "备份中的作业日志与其存证节点不符，请换一份备份。\n"
            "The journal in the backup is not the one its checkpoint signs; take another backup."
        )
    say("journal", 0, 1)


def _begin_anew(
    partial: Path, manifest: Manifest, tally: Tally, clock: Callable[[], datetime]
) -> Restored:
    path = partial / "journal.db"
    rebuilt = rebuild(path, lambda _, __: None)
    epoch = secrets.token_hex(_EPOCH_BYTES)
    origin = begin_anew(path, epoch, manifest.checkpoint, manifest.size, manifest.made_at)
    keyring = Keyring(partial / "keys")
    keys = Keys(DeskKey(keyring.get("desk")), keyring.log())
    body = JournalRestored(
        old_epoch=manifest.epoch,
        old_origin=manifest.origin,
        old_vkey=manifest.vkey,
        checkpoint=manifest.checkpoint,
        backup_at=manifest.made_at,
    )
    journal = Journal(path, keys, origin.rpartition("/journal/")[0], clock)
    try:
        (stored,) = journal.plan(SYSTEM, lambda _: [Draft("journal.restored", 1, body)])
    finally:
        journal.close()
    if stored.pos != manifest.size:
        raise KeepingError(
            "备份中的工作台密钥不属于这份日志，请换一份备份。\n"
            "The desk's key in the backup is not this journal's; take another backup."
        )
    return Restored(manifest, epoch, tally, sum(rebuilt.differing.values()))
