"""kill -9 in the middle of work: whatever was answered is there when the server is back."""

import random
from pathlib import Path

import pytest

from tests.faults.child import Nursery
from tests.faults.load import Elsewhere, Pushing, enrolled, record
from tests.faults.sizes import sizes
from tests.kit import check, stored
from tests.kit.field import FieldPhone
from tests.kit.premises import Premises

_ENTRIES = 60


@pytest.mark.slow
@sizes(20, 200)
def test_a_server_killed_under_load_has_all_that_it_answered(
    premises: Premises, tmp_path: Path, size: int
) -> None:
    data, draw = premises.copy(tmp_path / "data"), random.Random(size)
    with Nursery() as nursery:
        server = Elsewhere(nursery.spawn(data))
        phones = enrolled(server, premises, ["wang", "li"])
        for _ in range(size):
            for phone in phones:
                record(phone, _ENTRIES - len(phone.waiting))
            pushing = Pushing(phones, batch=draw.randint(1, 5))
            pushing.await_answers(draw.randint(0, 15))
            nursery.kill()
            pushing.join()
            server.address = nursery.spawn(data)
            for phone in phones:
                phone.push()
            _all_acknowledged(data, phones)
    check(data / "journal.db", [head[1:] for phone in phones for head in phone.heads])


def _all_acknowledged(data: Path, phones: list[FieldPhone]) -> None:
    there = stored(data / "journal.db")
    for phone in phones:
        missing = phone.acknowledged.items() - there.items()
        assert not missing, f"{len(missing)} acknowledged entries are gone"
