"""The power fails at any write: what was acknowledged is on the disk, whatever else is not."""

import random
from pathlib import Path

import pytest

from backend.desk.keyring import Keyring
from backend.journal import database
from backend.journal.journal import Journal, Keys
from backend.journal.sealing import DeskKey
from backend.wire import notes
from tests.faults.recorder import Cut, Flush, Recorder, cut
from tests.faults.sizes import sizes
from tests.kit import SiteOffice, check, declaration, inspection, stored
from tests.kit.premises import CRATES

_PUSHES = 40


@pytest.fixture
async def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """A morning's pushes on the tape, each told of once it was answered."""
    recorder = Recorder()
    monkeypatch.setattr(database, "sqlite3", recorder)
    folder = tmp_path / "data"
    folder.mkdir()
    with SiteOffice(folder) as site:
        await site.import_and_label(declaration(crates=len(CRATES)))
        phones = [site.phone("wang"), site.phone("li")]
        recorder.begin(folder)
        for n in range(_PUSHES):
            phone = phones[n % 2]
            texts = [
                phone.record("inspection.recorded", inspection(crate, lead=phone.user))
                for crate in CRATES[: 1 + n % len(CRATES)]
            ]
            site.clock.pass_(seconds=0.4)
            answers = await site.send(texts)
            head = notes.read(site.journal.checkpoint)[0]
            positions = [answer.pos for answer in answers if hasattr(answer, "pos")]
            recorder.tell((dict(zip(texts, positions, strict=True)), (head.size, head.root)))
        recorder.tape = list(recorder.tape)  # what closing writes is not part of the morning
    monkeypatch.undo()
    return recorder


@sizes(50, 2000)
def test_a_power_cut_at_any_write_loses_nothing_acknowledged(
    recorded: Recorder, tmp_path: Path, size: int
) -> None:
    draw = random.Random(size)
    flushes = [n for n, event in enumerate(recorded.tape) if isinstance(event, Flush)]
    for n in range(size):
        near = draw.choice(flushes) + draw.randint(0, 2)
        at = near if n % 2 else draw.randint(0, len(recorded.tape))
        folder = tmp_path / f"cut{n}"
        folder.mkdir()
        left = cut(recorded.start, recorded.tape, at, draw)
        left.lay_out(folder)
        _is_whole(folder, left, tmp_path / "data" / "keys")


def _is_whole(folder: Path, left: Cut, keys: Path) -> None:
    path, there = folder / "journal.db", stored(folder / "journal.db")
    for acknowledged, _ in left.told:
        assert acknowledged.items() <= there.items(), "acknowledged, and not on the disk"
    keyring = Keyring(keys)
    Journal(path, Keys(DeskKey(keyring.get("desk")), keyring.log()), "expo.example").close()
    check(path, [head for _, head in left.told])
