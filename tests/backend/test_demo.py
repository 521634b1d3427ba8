"""The demo: every sort of work is there to see, made of entries like any other."""

import argparse
import asyncio
from collections import Counter
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from backend import commands
from backend.desk import demo
from backend.desk.demo.pictures import SUBJECTS, drawn
from backend.desk.demo.road import EC, IT, KP, LAVENDER, PG, SC, TH
from backend.views.readers import Readers
from backend.wire import jws
from backend.wire.entry import Envelope
from backend.wire.followups import Isolation, Lot, Referral, Sample, Treatment
from backend.wire.views import Crate, Doc, OpenObjection, Photo, Record
from tests.backend.audit.kit import audit, codes
from tests.kit import check, stored

D = TypeVar("D", bound=Doc)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `greenlane run` fills an empty folder."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    args = argparse.Namespace(settings=None, port=8000, data=folder)
    demo.begin(folder)
    calendar = demo.days(folder)
    commands.at_the_office(args, partial(demo.fill, calendar), calendar)
    return folder


def docs(data: Path, kind: type[D]) -> list[D]:
    async def read() -> list[D]:
        readers = Readers(data / "journal.db")
        await readers.open()
        try:
            return await readers.docs(kind)
        finally:
            await readers.close()

    return asyncio.run(read())


def test_it_holds_every_state_that_a_new_user_should_see(data: Path) -> None:
    crates = {crate.id: crate for crate in docs(data, Crate)}
    assert len(crates) == 194
    states = Counter(crate.state for crate in crates.values())
    assert set(states) == {
        "accepted",
        "held",
        "labelled",
        "port_released",
        "in_transit",
        "arrived",
        "inspecting",
        "laboratory",
        "treatment",
        "isolation",
        "released",
        "displayed",
        "closed",
    }
    assert {crates[f"{no}/1"].state for no in (PG, SC)} == {"held"}
    assert (crates[f"{EC}/1"].state, crates[f"{EC}/1"].label) == ("accepted", None)
    ready = crates[f"{IT}/3"]  # to scan and inspect at once
    assert (ready.state, ready.record, ready.standing.frozen) == ("arrived", None, None)


def test_each_page_of_the_desk_has_something_on_it(data: Path) -> None:
    records = Counter(record.state for record in docs(data, Record))
    assert (records["submitted"], records["returned"]) == (2, 1)
    assert [lot.declaration for lot in docs(data, Lot) if lot.state == "frozen"] == [TH]
    assert [one.crates for one in docs(data, Sample) if one.state == "sent"] == [[f"{LAVENDER}/16"]]
    open_ = [one for one in docs(data, OpenObjection) if one.state == "open"]
    assert [(one.code, one.crates) for one in open_] == [("arrived_twice", [f"{TH}/2"])]
    assert [one.state for one in docs(data, Referral)] == ["oral"]
    waiting = [one for one in docs(data, Treatment) if one.state == "completed"]
    assert [one.crates[0] for one in waiting] == [f"{KP}/1"]
    assert len([one for one in docs(data, Isolation) if one.state == "running"]) == 3
    assert all(photo.stored_at for photo in docs(data, Photo))


def test_its_journal_holds_as_any_other(data: Path) -> None:
    assert check(data / "journal.db") > 0
    assert codes(audit(data)) == {}


def test_its_entries_came_in_order_and_none_is_of_the_future(data: Path) -> None:
    texts = sorted(stored(data / "journal.db").items(), key=lambda item: item[1])
    ids = [_id(text) for text, _ in texts]
    assert all(a[:13] <= b[:13] for a, b in pairwise(ids))  # the time in each id


def _id(text: str) -> str:
    return msgspec.json.decode(jws.split(text).payload, type=Envelope).id


def test_its_pictures_are_the_same_each_time_and_say_what_they_are() -> None:
    for subject in SUBJECTS:
        assert drawn(subject, "210900113004205/1") == drawn(subject, "210900113004205/1")
    assert drawn("crate", "a") != drawn("crate", "b")
