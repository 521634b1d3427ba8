"""Many who push at once, and one who reads all the while: nothing skipped, nothing twice."""

import json
import threading
from pathlib import Path

import pytest

from backend.wire import jws
from tests.faults.load import Pushing, Workers, enrolled, record
from tests.faults.sizes import sizes
from tests.kit import check, stored
from tests.kit.field import FieldPhone
from tests.kit.premises import Premises
from tests.kit.serving import Serving


@pytest.mark.slow
@sizes(1000, 20_000)
def test_a_crowd_of_phones_and_a_reader_agree_on_every_entry(
    premises: Premises, tmp_path: Path, size: int
) -> None:
    crowd = 8 if size <= 1000 else 16
    with Serving(premises.copy(tmp_path / "data")) as server:
        phones = enrolled(server, premises, ["wang", "li"] * (crowd // 2))
        (reader,) = enrolled(server, premises, ["zhao"])
        for phone in phones:
            record(phone, size)
        reading = Reading(reader)
        Pushing(phones, batch=100).join()
        reading.stop()
        there = stored(server.path)
        sealed = [text for phone in phones for text in phone.outbox]
        assert set(sealed) <= there.keys()
        assert all(phone.acknowledged.keys() == set(phone.outbox) for phone in phones)
        assert reading.records() == {_id(text) for text in sealed}
    check(tmp_path / "data" / "journal.db", [head[1:] for head in reader.heads[::50]])


class Reading:
    """Pulls small pages for as long as others write, and once more to the end."""

    def __init__(self, phone: FieldPhone) -> None:
        self.phone = phone
        self._last = threading.Event()
        self._worker = Workers([self._read])

    def _read(self) -> None:
        while not self._last.is_set():
            self.phone.pull(limit=50)
        while self.phone.pull():
            pass

    def stop(self) -> None:
        self._last.set()
        self._worker.join()

    def records(self) -> set[str]:
        """The records that it heard of, by id."""
        return {key for view, key in self.phone.rows if view == "record"}


def _id(text: str) -> str:
    found: str = json.loads(jws.split(text).payload)["id"]
    return found
