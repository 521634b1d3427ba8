"""What is written past the system's cache is what was given, whatever its length and place."""

import errno
import mmap
import os
from pathlib import Path

import pytest

from backend.photos import writing
from backend.photos.errors import DiskFullError
from backend.photos.writing import guarded, new_file

PAGE = mmap.PAGESIZE
LENGTHS = [0, 1, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE, 400_000]


def written(path: Path, data: memoryview) -> bytes:
    with new_file(str(path), data) as handle:
        os.fsync(handle)
    return path.read_bytes()


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("offset", [0, 1, PAGE])
def test_all_is_written_wherever_it_lies(tmp_path: Path, length: int, offset: int) -> None:
    """Memory that begins within a page cannot go to the disk as it lies."""
    memory = memoryview(mmap.mmap(-1, 1024 * 1024))
    memory[:] = os.urandom(len(memory))
    data = memory[offset : offset + length]
    assert written(tmp_path / "photo", data) == bytes(data)


@pytest.mark.skipif(not writing._O_DIRECT, reason="this system has one way to write")
def test_whole_pages_go_past_the_cache_and_the_rest_is_seen_by_who_reads(tmp_path: Path) -> None:
    memory = memoryview(mmap.mmap(-1, 4 * PAGE))
    handle = os.open(tmp_path / "photo", os.O_RDWR | os.O_CREAT)
    try:
        past = writing._write_uncached(handle, memory[: 3 * PAGE + 7])
        if past == 0:
            pytest.skip("this file system writes through its cache alone")
        assert past == 3 * PAGE
        assert os.fstat(handle).st_size == past
    finally:
        os.close(handle)


def test_a_file_system_that_cannot_is_written_the_usual_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_O_DIRECT", 0)
    memory = memoryview(mmap.mmap(-1, 2 * PAGE))
    memory[:] = os.urandom(len(memory))
    assert written(tmp_path / "photo", memory) == bytes(memory)


def test_a_disk_that_is_full_on_the_way_past_the_cache_is_told(tmp_path: Path) -> None:
    path = tmp_path / "photo"

    def fill() -> None:
        with guarded(path), new_file(str(path), memoryview(mmap.mmap(-1, PAGE))):
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(DiskFullError):
        fill()
    assert not path.exists()
