"""Backup and restore: whole at every moment, and nothing lost that a phone still holds."""

import asyncio
import hashlib
import json
import shutil
import signal
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.app import open_office
from backend.desk import keeping, restoring
from backend.desk.attesting import photos_stored
from backend.desk.keepsakes import MANIFEST, KeepingError, read_manifest
from backend.desk.label_life import end
from backend.photos import PhotoStore
from backend.rules.consignments import crate_key
from backend.wire import notes
from backend.wire.attestations import DeviceRevoked
from backend.wire.entry import PhotoRef
from backend.wire.sync import Duplicate, Stored
from backend.wire.views import Crate, FormerLog, Photo, Trust
from tests.kit import DECLARATION, Phone, SiteOffice, check, declaration, inspection

CRATE = crate_key(DECLARATION, 1)


def a_file(folder: Path, name: str) -> Path:
    """The first one of that name, with the search done to its end: an open one leaks its folder."""
    return min(folder.rglob(name))


def quiet(_what: str, _done: int, _total: int) -> None:
    return None


def jpeg(seed: int) -> bytes:
    """A file of JPEG's form, different for each seed."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 8), (9, 99, 9)).save(out, "JPEG", comment=str(seed))
    return out.getvalue()


async def arrive(site: SiteOffice, *photos: bytes) -> list[str]:
    """Photos that come in and are attested."""
    store, found = PhotoStore(site.folder), []
    for data in photos:
        sha256 = hashlib.sha256(data).hexdigest()

        async def stream(data: bytes = data):
            yield data

        status = await store.take(sha256, len(data), stream())
        assert status.stored is not None
        await photos_stored(site.office, [status.stored])
        found.append(sha256)
    return found


def backed_up(site: SiteOffice, dest: Path, **options: bool) -> None:
    keeping.back_up(site.folder, dest, quiet, clock=site.clock, **options)


def restored(dest: Path, target: Path) -> None:
    restoring.restore(dest, target, quiet)
    assert check(target / "journal.db") > 0


@pytest.fixture
async def site(tmp_path: Path):
    with SiteOffice(tmp_path / "data") as office:
        await office.import_and_label(declaration(crates=40))
        yield office
        assert check(office.journal.path) > 0


async def test_a_backup_made_while_phones_push_loses_nothing_they_still_hold(
    site: SiteOffice, tmp_path: Path
) -> None:
    phones = [site.phone() for _ in range(4)]
    photos = [jpeg(n) for n in range(6)]
    stop = asyncio.Event()

    async def work(phone: Phone) -> None:
        while not stop.is_set():
            crate = crate_key(DECLARATION, phone.seq % 40 + 1)
            text = phone.record("inspection.recorded", inspection(crate))
            await site.send([text])

    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(work(phone)) for phone in phones]
        await arrive(site, *photos)
        for n in range(3):
            await asyncio.to_thread(backed_up, site, tmp_path / "kept")
            await arrive(site, jpeg(1000 + n))
        stop.set()
    assert all(worker.done() for worker in workers)
    manifest = read_manifest(tmp_path / "kept")
    assert manifest is not None
    size = await site.journal.size()
    assert manifest.size < size, "they went on writing"
    assert manifest.photos >= len(photos)
    assert notes.verify(manifest.checkpoint, site.journal.identity.vkey).size == manifest.size

    restored(tmp_path / "kept", tmp_path / "new")
    with SiteOffice(tmp_path / "new") as again:
        assert again.journal.epoch != site.journal.epoch
        assert again.journal.identity.origin != site.journal.identity.origin
        held = sum(len(phone.outbox) for phone in phones)
        answers = await again.push(*phones)
        assert {type(answer) for answer in answers} == {Stored, Duplicate}
        assert await again.push(*phones) == [
            Duplicate(pos=a.pos, received_at=a.received_at, objections=a.objections)
            for a in answers
            if isinstance(a, Stored | Duplicate)
        ]
        entries = sqlite3.connect(again.journal.path)
        (count,) = entries.execute(
            "SELECT count(*) FROM entry WHERE kind = 'inspection.recorded'"
        ).fetchone()
        (first,) = entries.execute(
            "SELECT kind FROM entry WHERE pos = ?", (manifest.size,)
        ).fetchone()
        entries.close()
        assert count == held
        assert first == "journal.restored"
        former = await again.doc(FormerLog, site.journal.identity.origin)
        assert former.size == manifest.size
    assert check(tmp_path / "new" / "journal.db") > 0


async def test_all_that_the_backup_holds_is_for_its_owner_alone(
    site: SiteOffice, tmp_path: Path
) -> None:
    await arrive(site, jpeg(1))
    backed_up(site, tmp_path / "kept")
    found = list((tmp_path / "kept").rglob("*"))
    assert {path.name for path in found} >= {"desk.pem", "log.pem", "root.pem", "journal.db"}
    for path in found:
        if (path.parent == tmp_path / "kept" and path.is_dir()) or path.suffix in (".db", ".pem"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


class Cut(Exception):
    pass


def cut_at(step: int) -> tuple[Callable[[str, int, int], None], list[int]]:
    steps = [0]

    def say(_what: str, _done: int, _total: int) -> None:
        steps[0] += 1
        if steps[0] == step:
            raise Cut

    return say, steps


async def test_a_backup_cut_at_any_step_leaves_the_one_before_it_and_is_continued(
    site: SiteOffice, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    await arrive(site, jpeg(1))
    backed_up(site, kept)
    step = 0
    while True:
        step += 1
        before = read_manifest(kept)
        if step <= 8:  # a backlog that no cut run ever finishes would never end
            await arrive(site, jpeg(100 + step))
        say, _ = cut_at(step)
        try:
            keeping.back_up(site.folder, kept, say, clock=site.clock)
        except Cut:
            target = tmp_path / f"new{step}"
            restored(kept, target)
            with SiteOffice(target) as old:
                assert before is not None
                size = await old.journal.size()
                assert size >= before.size
            shutil.rmtree(target)
        else:
            break
    assert step > 8
    manifest = read_manifest(kept)
    assert manifest is not None
    assert manifest.photos == 9
    runs = [path for path in kept.iterdir() if path.is_dir() and path.name != "photos"]
    assert len(runs) == 1, "what the cut runs left is gone"


async def test_a_restore_cut_at_any_step_leaves_no_folder_and_is_continued(
    site: SiteOffice, tmp_path: Path
) -> None:
    kept, target = tmp_path / "kept", tmp_path / "new"
    await arrive(site, jpeg(1), jpeg(2), jpeg(3))
    backed_up(site, kept)
    step = 0
    while True:
        step += 1
        say, _ = cut_at(step)
        try:
            restoring.restore(kept, target, say)
        except Cut:
            assert not target.exists()
        else:
            break
    assert step > 8
    assert check(target / "journal.db") > 0
    assert len(list((target / "photos").rglob("*.jpg"))) == 3
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


async def test_a_backup_killed_by_the_system_is_continued(site: SiteOffice, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    await arrive(site, *(jpeg(n) for n in range(40)))
    code = (
        "import os, signal, sys; from pathlib import Path; from backend.desk import keeping\n"
        "def say(what, done, total):\n"
        "    if what == 'photos' and done * 2 > total: os.kill(os.getpid(), signal.SIGKILL)\n"
        "keeping.back_up(Path(sys.argv[1]), Path(sys.argv[2]), say)\n"
    )
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(site.folder), str(kept)
    )
    assert await run.wait() == -signal.SIGKILL
    assert read_manifest(kept) is None
    with pytest.raises(KeepingError, match="no whole backup"):
        restoring.restore(kept, tmp_path / "new", quiet)
    there = {path: path.stat().st_mtime_ns for path in (kept / "photos").rglob("*.jpg")}
    assert 0 < len(there) < 40
    backed_up(site, kept)
    assert {path: path.stat().st_mtime_ns for path in there} == there, "none was copied twice"
    restored(kept, tmp_path / "new")


async def test_a_damaged_photo_in_the_backup_is_found_and_put_right(
    site: SiteOffice, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    await arrive(site, jpeg(1), jpeg(2))
    backed_up(site, kept)
    photo = a_file(kept / "photos", "*.jpg")
    whole = photo.read_bytes()
    photo.write_bytes(b"x" * len(whole))
    outcome = restoring.restore(kept, tmp_path / "poor", quiet)
    assert outcome.photos.missing == [photo.stem], "a restore passes on no wrong bytes"
    backed_up(site, kept, verify=True)
    assert photo.read_bytes() == whole
    assert restoring.restore(kept, tmp_path / "good", quiet).photos.missing == []


async def test_a_photo_that_is_gone_is_named_and_the_rest_is_kept(
    site: SiteOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone, _ = await arrive(site, jpeg(1), jpeg(2))
    a_file(site.folder / "photos", f"{gone}.jpg").unlink()
    assert main(["backup", str(tmp_path / "kept"), "--data", str(site.folder)]) == 1
    assert gone in capsys.readouterr().err
    manifest = read_manifest(tmp_path / "kept")
    assert manifest is not None
    assert (manifest.missing, manifest.photos) == ([gone], 1)


@pytest.mark.parametrize("name", ["journal.db", "people.db", "desk.pem", "log.pem"])
async def test_a_backup_with_a_damaged_file_is_not_restored(
    site: SiteOffice, tmp_path: Path, name: str
) -> None:
    (site.folder / "people.db").write_bytes(b"")
    backed_up(site, tmp_path / "kept")
    file = a_file(tmp_path / "kept", name)
    data = bytearray(file.read_bytes() or b"x")
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(KeepingError, match=f"{name} is missing from the backup or damaged"):
        restoring.restore(tmp_path / "kept", tmp_path / "new", quiet)
    assert not (tmp_path / "new").exists()


async def test_a_backup_whose_journal_is_not_what_was_signed_is_not_restored(
    site: SiteOffice, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    backed_up(site, kept)
    journal = a_file(kept, "journal.db")
    db = sqlite3.connect(journal)
    db.execute("DROP TRIGGER entry_never_changes")
    db.execute("UPDATE entry SET received_at = '2013-01-01T00:00:00.000Z' WHERE pos = 3")
    db.commit()
    db.close()
    manifest = json.loads((kept / MANIFEST).read_bytes())
    manifest["journal"]["sha256"] = hashlib.sha256(journal.read_bytes()).hexdigest()
    manifest["journal"]["size"] = journal.stat().st_size
    (kept / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(KeepingError, match="not the one its checkpoint signs"):
        restoring.restore(kept, tmp_path / "new", quiet)


async def test_a_backup_is_not_replaced_by_that_of_another_journal(
    site: SiteOffice, tmp_path: Path
) -> None:
    backed_up(site, tmp_path / "kept")
    restored(tmp_path / "kept", tmp_path / "new")
    with SiteOffice(tmp_path / "other") as other, pytest.raises(KeepingError, match="of another"):
        backed_up(other, tmp_path / "kept")
    keeping.back_up(tmp_path / "new", tmp_path / "kept", quiet)  # the restored one goes on
    site.desk("sun", "device.revoked", DeviceRevoked(dev=site.phone().dev, reason="遗失"))
    with pytest.raises(KeepingError, match="of another"):
        backed_up(site, tmp_path / "kept")


def test_folders_that_are_not_meant_are_left_alone(tmp_path: Path) -> None:
    data, full = tmp_path / "data", tmp_path / "full"
    with pytest.raises(KeepingError, match="no journal"):
        keeping.back_up(data, tmp_path / "kept", quiet)
    with SiteOffice(data):
        full.mkdir()
        (full / "thesis.doc").write_text("x")
        for dest, why in ((full, "neither empty"), (data, "into the data"), (data / "b", "into")):
            with pytest.raises(KeepingError, match=why):
                keeping.back_up(data, dest, quiet)
        keeping.back_up(data, tmp_path / "kept", quiet)
    with pytest.raises(KeepingError, match="not empty"):
        restoring.restore(tmp_path / "kept", full, quiet)
    with pytest.raises(KeepingError, match="no whole backup"):
        restoring.restore(full, tmp_path / "new", quiet)


async def test_two_restores_of_one_backup_are_two_logs(site: SiteOffice, tmp_path: Path) -> None:
    backed_up(site, tmp_path / "kept")
    origins = set()
    for name in ("a", "b"):
        restored(tmp_path / "kept", tmp_path / name)
        with SiteOffice(tmp_path / name) as again:
            origins.add(again.journal.identity.origin)
    assert len(origins | {site.journal.identity.origin}) == 3


async def test_after_a_restore_phones_take_the_next_trust_list(
    site: SiteOffice, tmp_path: Path
) -> None:
    """Phones never go back to an older list, so the next one is newer than any they may hold."""
    kept, data = tmp_path / "kept", tmp_path / "new"
    backed_up(site, kept)
    for n in (1, 2, 3):
        label = (await site.doc(Crate, crate_key(DECLARATION, n))).label
        assert label is not None
        await end(site.office, "zhou", label.number, "void", "破损")
    seen = (await site.doc(Trust, "trust")).version
    restored(kept, data)
    office = open_office(site.office.settings, data)
    trust = await office.journal.look(lambda state: state.get(Trust, "trust"))
    office.journal.close()
    assert trust is not None
    assert trust.version > seen + 1000
    again = open_office(site.office.settings, data)
    assert await again.journal.look(lambda state: state.get(Trust, "trust")) == trust
    again.journal.close()


async def test_a_photo_on_a_phone_still_completes_its_record_after_a_restore(
    site: SiteOffice, tmp_path: Path
) -> None:
    backed_up(site, tmp_path / "kept")
    phone, data = site.phone(), jpeg(9)
    sha256 = hashlib.sha256(data).hexdigest()
    photo = PhotoRef(sha256=sha256, size=len(data), type="image/jpeg")
    phone.record("inspection.recorded", inspection(CRATE, photos=[sha256]), [photo])
    backed_up(site, tmp_path / "kept")
    await site.push(phone)
    restored(tmp_path / "kept", tmp_path / "new")
    with SiteOffice(tmp_path / "new") as again:
        (answer,) = await again.push(phone)
        assert isinstance(answer, Stored)
        await arrive(again, data)
        assert (await again.doc(Photo, sha256)).stored_at is not None


def test_the_commands_say_what_they_did_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, kept, new = (str(tmp_path / name) for name in ("data", "kept", "new"))
    assert main(["backup", kept, "--data", data]) == 2
    assert "no journal" in capsys.readouterr().err
    with SiteOffice(Path(data)):
        assert main(["backup", kept, "--data", data, "--verify"]) == 0
    assert "holds private keys" in capsys.readouterr().out
    assert main(["restore", kept, "--data", new]) == 0
    assert "revoked once more" in capsys.readouterr().out
    assert main(["restore", kept, "--data", new]) == 2
    assert "not empty" in capsys.readouterr().err
    assert main(["rebuild", "--data", new]) == 0
