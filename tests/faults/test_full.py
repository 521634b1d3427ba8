"""The disk is full: a clear error, nothing half kept, reading goes on; with room made, work too."""

import random
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.photos import PhotoStore
from tests.backend.photos.kit import OCTETS, creation, jpeg, limit, sha
from tests.faults.load import enrolled, record
from tests.faults.sizes import sizes
from tests.kit import check, stored
from tests.kit.field import FieldPhone
from tests.kit.line import Answer, exchange, request
from tests.kit.premises import Premises
from tests.kit.serving import Serving

_KB = 1024
_LARGE = 3 * _KB * _KB
"""More than is free, or than a file may grow to."""
_PLENTY = 200 * _KB * _KB


class SmallDisk:
    """A disk of its own, in memory."""

    def __init__(self, folder: Path, size: int) -> None:
        folder.mkdir()
        self.folder, self._size = folder, size
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "greenlane-test", str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("没有挂载磁盘的权限。 A disk of its own can be mounted by root alone.")

    def make_room(self) -> None:
        self._remount(_PLENTY)

    def fill(self, room: int) -> None:
        """Leave so many bytes free."""
        used = sum(path.stat().st_blocks * 512 for path in self.folder.rglob("*"))
        self._remount(used + room)

    def _remount(self, size: int) -> None:
        mount = ["mount", "-o", f"remount,size={size}", str(self.folder)]
        subprocess.run(mount, check=True)

    def leave(self) -> None:
        subprocess.run(["umount", str(self.folder)], check=True)


class FileLimit:
    """No file of this process may grow beyond a size; the error differs from a full disk's."""

    def __init__(self, folder: Path, _: int) -> None:
        folder.mkdir()
        self.folder = folder
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def make_room(self) -> None:
        limit(self._before[0])

    def fill(self, room: int) -> None:
        largest = max(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        limit(largest + room)

    leave = make_room


@contextmanager
def _disk(kind: type[SmallDisk] | type[FileLimit], folder: Path) -> Iterator[SmallDisk | FileLimit]:
    disk = kind(folder, _PLENTY)
    try:
        yield disk
    finally:
        disk.leave()


@pytest.mark.slow
@sizes(5, 25)
@pytest.mark.parametrize("kind", [SmallDisk, FileLimit])
def test_a_full_disk_is_told_and_survived(
    premises: Premises, tmp_path: Path, size: int, kind: type[SmallDisk] | type[FileLimit]
) -> None:
    draw = random.Random(size)
    for n in range(size):
        with _disk(kind, tmp_path / f"disk{n}") as disk:
            data = premises.copy(disk.folder / "data")
            with Serving(data) as server:
                _a_full_day(server, premises, disk, room=draw.randint(4, 1500) * _KB)
            check(data / "journal.db")


def _a_full_day(
    server: Serving, premises: Premises, disk: SmallDisk | FileLimit, room: int
) -> None:
    (phone,) = enrolled(server, premises, ["wang"])
    store = PhotoStore(server.data, reserve_bytes=0)
    server.app.state.photo_store = store
    record(phone, 300)
    picture = jpeg(room) + bytes(_LARGE)
    disk.fill(room)
    refused = _push_until_refused(phone)
    assert (refused.status, refused.json()["code"]) == (507, "disk_full"), refused.content
    assert refused.json()["action"]
    phone.pull()
    assert phone.rows, "reading goes on"
    upload = _upload(server, phone, picture)
    assert (upload.status, upload.json()["code"]) == (507, "disk_full"), upload.content
    _nothing_half_kept(server, phone)
    disk.make_room()
    while phone.waiting:
        assert (answer := phone.push()) is not None
        assert answer.status == 200, answer.content
    assert _upload(server, phone, picture).status == 201
    assert set(phone.outbox) <= stored(server.path).keys()
    shown = exchange(
        server.address, request("GET", f"/api/photos/{sha(picture)}", token=phone.token)
    )
    assert shown is not None
    assert shown.content == picture


def _push_until_refused(phone: FieldPhone) -> Answer:
    while phone.waiting:
        answer = phone.try_push(phone.waiting[:5])
        assert answer is not None
        if answer.status != 200:
            return answer
    raise AssertionError("the disk never became full")


def _upload(server: Serving, phone: FieldPhone, picture: bytes) -> Answer:
    headers = {**OCTETS, **creation(picture)}
    raw = request("POST", "/api/photos", picture, token=phone.token, headers=headers)
    answer = exchange(server.address, raw)
    assert answer is not None
    return answer


def _nothing_half_kept(server: Serving, phone: FieldPhone) -> None:
    assert phone.acknowledged.items() <= stored(server.path).items()
    photos = [path for path in (server.data / "photos").rglob("*.*") if path.is_file()]
    for path in photos:
        assert ".part" in path.parts or sha(path.read_bytes()) == path.stem
