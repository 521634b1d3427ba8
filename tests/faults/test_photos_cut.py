"""The server is killed, or the power fails, while photos come: what was answered is there."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from backend.audit.source import find
from backend.audit.verify import Scope, verify
from backend.photos.disk import Folder
from backend.photos.writing import hash_of
from tests.faults.child import Nursery
from tests.faults.load import Elsewhere, Uploading, enrolled
from tests.faults.sizes import sizes
from tests.faults.test_power_image import formatted, mounted
from tests.kit import check
from tests.kit.premises import Premises

_MOST = 30
_IMAGE_MB = 400
"""Photos leave 200 MB to the journal."""


def _all_whole(data: Path, uploading: Uploading) -> None:
    """Whatever was answered is there, and what is there is what it is named by."""
    folder = Folder(data / "photos")
    for sha256 in uploading.arrived:
        photo = folder.find(sha256)
        assert photo is not None, "answered, and not there"
    for photo in folder.stored():
        assert hash_of(photo.path) == photo.sha256


def _all_attested(data: Path, uploading: Uploading) -> None:
    report = verify(find(data), Scope(hands=0), lambda _, __, ___: None)
    assert report.findings.good, [finding.en for finding in report.findings.kept]
    check(data / "journal.db")
    told = (data / "journal.db").read_bytes() + (data / "journal.db-wal").read_bytes()
    assert not [sha256 for sha256 in uploading.arrived if sha256.encode() not in told]


@pytest.mark.slow
@sizes(5, 100)
def test_a_server_killed_while_photos_come_has_all_that_it_answered(
    premises: Premises, tmp_path: Path, size: int
) -> None:
    data, draw = premises.copy(tmp_path / "data"), random.Random(size)
    with Nursery() as nursery:
        server = Elsewhere(nursery.spawn(data))
        phones = enrolled(server, premises, ["wang", "li"])
        for _ in range(size):
            uploading = Uploading(phones, draw)
            uploading.await_answers(draw.randint(0, _MOST))
            nursery.kill()
            uploading.join()
            _all_whole(data, uploading)
            server.address = nursery.spawn(data)
            for phone in phones:
                phone.pull()
            _all_attested(data, uploading)


@pytest.mark.slow
@sizes(2, 60)
def test_a_disk_copied_as_the_power_fails_holds_all_photos_that_were_answered(
    premises: Premises, tmp_path: Path, size: int
) -> None:
    draw, cut = random.Random(size), tmp_path / "cut.img"
    image = formatted(tmp_path / "disk.img", _IMAGE_MB)
    with mounted(image, tmp_path / "disk") as disk, Nursery() as nursery:
        for _ in range(size):
            data = premises.copy(disk / "data")
            subprocess.run(["sync", "-f", str(disk)], check=True)
            server = Elsewhere(nursery.spawn(data))
            uploading = Uploading(enrolled(server, premises, ["wang", "li"]), draw)
            uploading.await_answers(draw.randint(0, _MOST))
            nursery.stop_all()
            subprocess.run(["cp", "--sparse=always", str(image), str(cut)], check=True)
            nursery.kill()
            uploading.join()
            with mounted(cut, tmp_path / "left") as left, Nursery() as morning:
                _all_whole(left / "data", uploading)
                server.address = morning.spawn(left / "data")
                enrolled(server, premises, ["wang"])
                _all_attested(left / "data", uploading)
            shutil.rmtree(data)
