"""The power cut with a real file system: a copy of a disk's image at a random moment.

The server is stopped in its tracks while it works, the image of its ext4 disk is copied as it is,
caches and all not written; the copy is mounted elsewhere and opened.
"""

import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.audit.source import find
from backend.audit.verify import Scope, verify
from tests.faults.child import Nursery
from tests.faults.load import Elsewhere, Pushing, enrolled, record
from tests.faults.sizes import sizes
from tests.kit import stored
from tests.kit.premises import Premises

_IMAGE_MB = 96


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[Path]:
    """A disk from an image; the test is skipped where that is not allowed."""
    at.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-o", "loop", str(image), str(at)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("没有挂载磁盘的权限。 A disk of its own can be mounted by root alone.")
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


def formatted(image: Path, size_mb: int = _IMAGE_MB) -> Path:
    """An empty ext4 disk."""
    with image.open("wb") as file:
        file.truncate(size_mb << 20)
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("没有 mkfs.ext4。 There is no mkfs.ext4 here.")
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    return image


@pytest.mark.slow
@sizes(2, 100)
def test_a_disk_copied_as_the_power_fails_holds_all_that_was_acknowledged(
    premises: Premises, tmp_path: Path, size: int
) -> None:
    draw, cut = random.Random(size), tmp_path / "cut.img"
    image = formatted(tmp_path / "disk.img")
    with mounted(image, tmp_path / "disk") as disk, Nursery() as nursery:
        for n in range(size):
            data = premises.copy(disk / "data")
            subprocess.run(["sync", "-f", str(disk)], check=True)
            server = Elsewhere(nursery.spawn(data))
            phones = enrolled(server, premises, ["wang", "li"])
            for phone in phones:
                record(phone, 60)
            pushing = Pushing(phones, batch=draw.randint(1, 5))
            pushing.await_answers(draw.randint(1, 20))
            nursery.stop_all()
            shutil.copyfile(image, cut)
            nursery.kill()
            pushing.join()
            with mounted(cut, tmp_path / "left") as left:
                there = stored(left / "data" / "journal.db")
                for phone in phones:
                    assert phone.acknowledged.items() <= there.items(), f"lost in cut {n}"
                report = verify(find(left / "data"), Scope(hands=0), lambda _, __, ___: None)
                assert report.findings.good, [finding.en for finding in report.findings.kept]
            shutil.rmtree(data)
