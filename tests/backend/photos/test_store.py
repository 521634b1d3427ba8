"""Uploads that break and go on, and what is refused."""

import asyncio
import os
import resource
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.photos import (
    DiskFullError,
    LengthError,
    NotAPhotoError,
    OffsetMismatchError,
    Patience,
    PhotoStore,
    StalledError,
    StoredPhoto,
    UnknownPhotoError,
    UploadStatus,
    WrongHashError,
)
from backend.photos.disk import Folder, Part
from backend.photos.writing import hash_of
from tests.backend.photos.kit import (
    HEIC,
    MP4,
    WEBM,
    cut_after,
    jpeg,
    limit,
    pieces,
    png,
    png_bomb,
    sha,
    silent_after,
)

PHOTO = jpeg()


def files(folder: Path) -> list[str]:
    """All files below a folder, by path."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


async def upload(store: PhotoStore, data: bytes, named: str | None = None) -> StoredPhoto:
    """All of it at once, from wherever the store is."""
    sha256 = named or sha(data)
    status = await store.create(sha256, len(data))
    if status.stored is None:
        status = await store.append(sha256, status.offset, pieces(data[status.offset :]))
    assert status.stored is not None
    return status.stored


@contextmanager
def files_of_at_most(size_bytes: int) -> Iterator[None]:
    """A disk that is full, as far as this process and its hands can tell."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit(size_bytes)
    try:
        yield
    finally:
        limit(before[0])


async def test_a_photo_arrives(store: PhotoStore, data: Path) -> None:
    assert await store.status(sha(PHOTO)) is None
    assert await store.create(sha(PHOTO), len(PHOTO)) == UploadStatus(0, len(PHOTO), None)
    assert not store.exists(sha(PHOTO))
    photo = await upload(store, PHOTO)
    named = sha(PHOTO)
    assert files(data) == [f"photos/{named[:2]}/{named}.jpg"]
    assert photo.path.read_bytes() == PHOTO
    assert (photo.size, photo.type) == (len(PHOTO), "image/jpeg")
    assert stat.S_IMODE(photo.path.stat().st_mode) == 0o600
    assert store.exists(named)
    assert await store.create(named, 5) == UploadStatus(len(PHOTO), len(PHOTO), photo)
    assert list(store.stored()) == [photo]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(), "image/png"),
        (HEIC, "image/heic"),
        (MP4, "video/mp4"),
        (WEBM, "video/webm"),
    ],
    ids=["png", "heic", "mp4", "webm"],
)
async def test_other_kinds(store: PhotoStore, content: bytes, kind: str) -> None:
    assert (await upload(store, content)).type == kind


async def test_a_phone_that_writes_several_jpegs_in_one_file(
    store: PhotoStore, tmp_path: Path
) -> None:
    path = tmp_path / "hdr.jpg"
    small = Image.new("RGB", (8, 8))
    Image.new("RGB", (64, 48)).save(path, "MPO", save_all=True, append_images=[small])
    assert (await upload(store, path.read_bytes())).type == "image/jpeg"


@given(cuts=st.lists(st.integers(0, 997), max_size=5))
@settings(max_examples=40, deadline=None)
def test_cut_anywhere_and_continued(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    """Whatever bytes came before each cut are kept, across restarts of the server too."""
    content = (jpeg(size=(16, 12)) + bytes(1000))[:998]
    root = tmp_path_factory.mktemp("cut")

    async def scenario() -> None:
        for cut in sorted(cuts):
            store = PhotoStore(root, reserve_bytes=0)
            begun = await store.create(sha(content), len(content))
            sent = cut_after(content[begun.offset : cut], cut)
            with pytest.raises(ConnectionResetError):
                await store.append(sha(content), begun.offset, sent)
            status = await store.status(sha(content))
            assert status is not None
            assert status.offset == max(cut, begun.offset)
        store = PhotoStore(root, reserve_bytes=0)
        assert hash_of((await upload(store, content)).path) == sha(content)

    asyncio.run(scenario())


async def test_bytes_that_do_not_follow_are_refused(store: PhotoStore) -> None:
    named = sha(PHOTO)
    with pytest.raises(UnknownPhotoError):
        await store.append(named, 0, pieces(PHOTO))
    await store.create(named, len(PHOTO))
    with pytest.raises(ConnectionResetError):
        await store.append(named, 0, cut_after(PHOTO, 100))
    for offset in (0, 99, 101, len(PHOTO)):
        with pytest.raises(OffsetMismatchError) as caught:
            await store.append(named, offset, pieces(PHOTO[offset:]))
        assert caught.value.have == 100
    await upload(store, PHOTO)
    with pytest.raises(OffsetMismatchError) as caught:
        await store.append(named, 100, pieces(PHOTO[100:]))
    assert caught.value.have == len(PHOTO)


async def test_a_damaged_photo_is_dropped_and_can_be_sent_again(
    store: PhotoStore, data: Path
) -> None:
    damaged = PHOTO[:500] + b"\x00" + PHOTO[501:]
    with pytest.raises(WrongHashError):
        await upload(store, damaged, named=sha(PHOTO))
    assert files(data) == []
    assert await store.status(sha(PHOTO)) is None
    await upload(store, PHOTO)


@pytest.mark.parametrize(
    "content",
    [
        b"This is a text file that somebody named photo.jpg.",
        b"<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff\xe0 and then nothing that a JPEG would hold",
        b"\x89PNG\r\n\x1a\n and then nothing",
        b"GIF89a" + bytes(50),
        b"\x00\x00\x00\x18ftypqt  " + bytes(50),
        b"\x1a\x45\xdf\xa3 matroska" + bytes(50),
        png_bomb(8000),
        b"\xff",
    ],
    ids=["text", "html", "jpeg-magic", "png-magic", "gif", "quicktime", "mkv", "bomb", "byte"],
)
async def test_what_is_no_photo_is_dropped(store: PhotoStore, content: bytes, data: Path) -> None:
    with pytest.raises(NotAPhotoError):
        await upload(store, content)
    assert files(data) == []


async def test_the_bomb_is_small() -> None:
    assert len(png_bomb(8000)) < 250_000


@pytest.mark.parametrize("length", [0, -1, 20 * 1024 * 1024 + 1])
async def test_lengths_are_limited(store: PhotoStore, length: int) -> None:
    with pytest.raises(LengthError):
        await store.create(sha(PHOTO), length)


async def test_more_bytes_than_announced_are_not_taken(store: PhotoStore) -> None:
    named = sha(PHOTO)
    await store.create(named, len(PHOTO))
    with pytest.raises(ConnectionResetError):
        await store.append(named, 0, cut_after(PHOTO, 1500))
    with pytest.raises(LengthError):
        await store.append(named, 1500, pieces(PHOTO[1500:] + b"x"))
    assert await store.status(named) == UploadStatus(1500, len(PHOTO), None)
    await upload(store, PHOTO)


async def test_another_length_begins_anew(store: PhotoStore) -> None:
    named = sha(PHOTO)
    await store.create(named, 50)
    with pytest.raises(WrongHashError):
        await store.append(named, 0, pieces(PHOTO[:50]))
    await store.create(named, 5000)
    with pytest.raises(ConnectionResetError):
        await store.append(named, 0, cut_after(PHOTO, 10))
    assert await store.create(named, len(PHOTO)) == UploadStatus(0, len(PHOTO), None)
    await upload(store, PHOTO)


async def test_a_crash_between_the_last_byte_and_the_check(store: PhotoStore, data: Path) -> None:
    (data / "photos" / ".part" / f"{sha(PHOTO)}.{len(PHOTO)}").write_bytes(PHOTO)
    status = await store.status(sha(PHOTO))
    assert status is not None
    assert status.stored is not None
    bad = sha(b"other")
    (data / "photos" / ".part" / f"{bad}.{len(PHOTO)}").write_bytes(PHOTO)
    assert await store.create(bad, 5) == UploadStatus(0, 5, None)


async def test_a_full_disk_keeps_nothing_half(store: PhotoStore, data: Path) -> None:
    await store.create(sha(PHOTO), len(PHOTO))
    with files_of_at_most(3500), pytest.raises(DiskFullError):
        await store.append(sha(PHOTO), 0, pieces(PHOTO))
    assert files(data) == []
    await upload(store, PHOTO)


def whole_part(folder: Folder) -> Part:
    """All the bytes of an upload, which nobody has checked yet."""
    part = folder.new_part(sha(PHOTO), len(PHOTO))
    part.path.write_bytes(PHOTO)
    return part


@pytest.fixture
def folder(data: Path) -> Folder:
    folder = Folder(data / "photos")
    folder.prepare()
    return folder


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("way", [Folder.promote, Folder.deposit])
def test_a_disk_that_fills_up_at_the_last_steps(
    folder: Folder, data: Path, monkeypatch: pytest.MonkeyPatch, way: Any, nth: int
) -> None:
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == nth:
            raise OSError(28, os.strerror(28))

    part = whole_part(folder)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError):
        way(folder, sha(PHOTO), part, *([PHOTO] if way is Folder.deposit else []))
    assert len(synced) == nth
    assert files(data) == []


@pytest.mark.parametrize("way", [Folder.promote, Folder.deposit])
def test_bytes_and_name_are_on_the_disk_itself_before_anyone_is_told(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, way: Any
) -> None:
    synced: list[tuple[Path, bool]] = []
    fsync, named = os.fsync, sha(PHOTO)
    place = folder.root / named[:2] / f"{named}.jpg"

    def watched(handle: int) -> None:
        synced.append((Path(f"/proc/self/fd/{handle}").readlink(), place.exists()))
        fsync(handle)

    part = whole_part(folder)
    monkeypatch.setattr(os, "fsync", watched)
    assert way(folder, named, part, *([PHOTO] if way is Folder.deposit else [])) == "image/jpeg"
    (file, early), names = synced
    assert file.parent.name in (".part", ".new")
    assert not early, "named before its bytes were on the disk"
    assert names == (place.parent, True)
    assert not part.path.exists()


def test_the_folders_themselves_are_on_the_disk_before_a_photo_comes(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda h: synced.append(Path(f"/proc/self/fd/{h}").readlink()))
    for _ in range(2):
        Folder(data / "photos").prepare()
    assert synced == [data / "photos", data]
    assert len([path for path in (data / "photos").iterdir() if len(path.name) == 2]) == 256


async def test_room_is_left_for_the_journal(data: Path) -> None:
    store = PhotoStore(data, reserve_bytes=1 << 60)
    with pytest.raises(DiskFullError):
        await store.create(sha(PHOTO), len(PHOTO))
    assert files(data) == []


async def test_many_send_the_same_bytes_at_once(store: PhotoStore) -> None:
    """Each goes on from wherever the others have come; all end with the same photo."""

    async def one() -> StoredPhoto:
        while True:
            begun = await store.create(sha(PHOTO), len(PHOTO))
            if begun.stored is not None:
                return begun.stored
            rest = PHOTO[begun.offset : begun.offset + 2000]
            try:
                status = await store.append(sha(PHOTO), begun.offset, pieces(rest, 300))
            except OffsetMismatchError:
                continue
            if status.stored is not None:
                return status.stored

    photos = await asyncio.gather(*(one() for _ in range(8)))
    assert len({photo.path for photo in photos}) == 1
    assert hash_of(photos[0].path) == sha(PHOTO)


async def test_a_silent_sender_is_given_up_and_its_bytes_kept(data: Path) -> None:
    store = PhotoStore(data, reserve_bytes=0, patience=Patience(alone_s=0.1, contended_s=0.1))
    await store.create(sha(PHOTO), len(PHOTO))
    with pytest.raises(StalledError):
        await store.append(sha(PHOTO), 0, silent_after(PHOTO[:700], asyncio.Event()))
    assert await store.status(sha(PHOTO)) == UploadStatus(700, len(PHOTO), None)


async def test_a_phone_coming_back_does_not_wait_for_its_dead_connection(data: Path) -> None:
    store = PhotoStore(data, reserve_bytes=0, patience=Patience(alone_s=3600, contended_s=0.05))
    await store.create(sha(PHOTO), len(PHOTO))
    silent = asyncio.Event()
    dead = asyncio.create_task(store.append(sha(PHOTO), 0, silent_after(PHOTO[:700], silent)))
    await silent.wait()
    async with asyncio.timeout(10):  # what came is being written
        while await store.status(sha(PHOTO)) != UploadStatus(700, len(PHOTO), None):  # noqa: ASYNC110
            await asyncio.sleep(0)
    async with asyncio.timeout(10):
        status = await store.append(sha(PHOTO), 700, pieces(PHOTO[700:]))
        assert status.stored is not None
        with pytest.raises(StalledError):
            await dead


async def test_a_lost_photo_can_be_sent_again(store: PhotoStore) -> None:
    photo = await upload(store, PHOTO)
    photo.path.unlink()
    assert not store.exists(sha(PHOTO))
    assert await upload(store, PHOTO) == photo


async def test_photos_of_an_earlier_version_stay_where_they_are(
    store: PhotoStore, data: Path
) -> None:
    named = sha(PHOTO)
    deep = data / "photos" / named[:2] / named[2:4] / f"{named}.jpg"
    deep.parent.mkdir()
    deep.write_bytes(PHOTO)
    photo = StoredPhoto(named, len(PHOTO), "image/jpeg", deep)
    assert store.find(named) == photo
    other = await upload(store, png())
    assert list(store.stored()) == sorted([photo, other], key=lambda each: each.sha256)
    assert await upload(store, PHOTO) == photo


@pytest.mark.parametrize("left", [PHOTO[:-1] + b"\x00", PHOTO[:4096], b""])
async def test_what_a_power_cut_left_under_a_photos_name_is_sent_again(
    data: Path, left: bytes
) -> None:
    named = sha(PHOTO)
    (place := data / "photos" / named[:2] / f"{named}.jpg").parent.mkdir(parents=True)
    place.write_bytes(left)
    store = PhotoStore(data, reserve_bytes=0)
    photo = store.find(named)
    assert photo is not None
    assert not await store.is_whole(photo)
    assert store.find(named) is None
    status = await store.create(named, len(PHOTO))
    assert (status.offset, status.stored) == (0, None)
    again = await upload(store, PHOTO)
    assert await store.is_whole(again)
    assert again.path.read_bytes() == PHOTO
    assert files(data) == [f"photos/{named[:2]}/{named}.jpg"]


async def test_abandoned_uploads_go_after_a_month(store: PhotoStore, data: Path) -> None:
    fresh, old = sha(b"fresh"), sha(b"old")
    await store.create(fresh, 10)
    await store.create(old, 10)
    os.utime(data / "photos" / ".part" / f"{old}.10", (0, 0))
    for name, age_s in (("left", 7200), ("just", 60)):
        (data / "photos" / ".new" / name).touch()
        then = time.time() - age_s
        os.utime(data / "photos" / ".new" / name, (then, then))
    again = PhotoStore(data)
    assert files(data / "photos" / ".new") == ["just"]
    assert await again.status(fresh) == UploadStatus(0, 10, None)
    assert await again.status(old) is None
