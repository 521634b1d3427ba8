"""The journal is told of photos: of each once, of several at once, until it knows."""

import asyncio
from pathlib import Path

import pytest

from backend.photos import Announcements, PhotoStore, StoredPhoto, WrongHashError
from tests.backend.photos.kit import Told, jpeg, pieces, sha

PHOTOS = [jpeg(seed) for seed in range(5)]


async def stored(store: PhotoStore, data: bytes) -> StoredPhoto:
    status = await store.take(sha(data), len(data), pieces(data))
    assert status.stored is not None
    return status.stored


def row(data: bytes) -> tuple[str, int, str]:
    return sha(data), len(data), "image/jpeg"


async def test_each_is_told_of_once_and_what_comes_meanwhile_together(
    store: PhotoStore, announcements: Announcements, told: Told
) -> None:
    told.gate = asyncio.Event()
    for data in PHOTOS:
        photo = await stored(store, data)
        for _ in range(2):
            await announcements.soon(photo)
    assert told.photos == []
    told.gate.set()
    await announcements.settled()
    assert told.photos == [row(data) for data in PHOTOS]
    assert told.lots[0] == 1, "the first waits for no other"
    assert len(told.lots) == 2
    await announcements.soon(await stored(store, PHOTOS[0]))
    await announcements.settled()
    assert len(told.photos) == len(PHOTOS)


async def test_a_journal_that_takes_no_more_is_told_again(store: PhotoStore, told: Told) -> None:
    told.failures = 3
    announcements = Announcements(store, told, again_s=0.01)
    await announcements.soon(await stored(store, PHOTOS[0]))
    async with asyncio.timeout(10):
        await told.heard.wait()
    assert told.photos == [row(PHOTOS[0])]
    await announcements.close()


async def test_who_waits_hears_that_the_journal_takes_no_more(
    store: PhotoStore, announcements: Announcements, told: Told
) -> None:
    told.failures = 1
    await announcements.soon(await stored(store, PHOTOS[0]))
    with pytest.raises(OSError, match="journal"):
        await announcements.settled()
    await announcements.settled()
    assert told.photos == [row(PHOTOS[0])]


@pytest.mark.parametrize("failures", [0, 1])
async def test_what_waits_at_the_end_is_told_of_or_left_for_the_next_start(
    store: PhotoStore, announcements: Announcements, told: Told, failures: int
) -> None:
    told.failures = failures
    for photo in [await stored(store, data) for data in PHOTOS[:3]]:
        await announcements.soon(photo)
    await announcements.close()
    assert len(told.photos) == (0 if failures else 3)


async def test_only_what_is_whole_is_told_of(data: Path, told: Told) -> None:
    """What was on disk before this process came: after a crash, or brought there by hand."""
    for photo in PHOTOS[:2]:
        await stored(PhotoStore(data, reserve_bytes=0), photo)
    store = PhotoStore(data, reserve_bytes=0)
    good, bad = (store.find(sha(photo)) for photo in PHOTOS[:2])
    assert good is not None
    assert bad is not None
    bad.path.write_bytes(PHOTOS[2])
    announcements = Announcements(store, told)
    await announcements.soon(good)
    with pytest.raises(WrongHashError):
        await announcements.soon(bad)
    await announcements.close()
    assert told.photos == [row(PHOTOS[0])]
    assert await stored(store, PHOTOS[1]) == bad
