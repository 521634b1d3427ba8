"""Who takes what: a word between phones that met too late, which ends by itself."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.wire.sync import Stored
from backend.wire.tasks import Task, TaskReleased, TaskTaken
from tests.kit import check, goods
from tests.kit.office import SiteOffice
from tests.kit.phone import Phone

CRATES = [f"{goods.DECLARATION}/{n}" for n in (1, 2, 3)]
NOON = "2013-04-26T12:00:00+08:00"  # three hours after the office's clock


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SiteOffice]:
    with SiteOffice(tmp_path) as made:
        asyncio.run(made.import_and_label(goods.declaration()))
        yield made
    assert check(tmp_path / "journal.db") > 0


def take(phone: Phone, crates: list[str], until: str = NOON) -> None:
    phone.record("task.taken", TaskTaken(crates=crates, until=until))


def send(office: SiteOffice, *phones: Phone) -> list[list[str]]:
    verdicts = asyncio.run(office.push(*phones))
    assert all(isinstance(verdict, Stored) for verdict in verdicts)
    return [[item.detail for item in getattr(v, "objections", [])] for v in verdicts]


def holders(office: SiteOffice, crate: str) -> list[str]:
    task = asyncio.run(office.doc(Task, crate))
    return [claim.user for claim in task.claims]


def test_two_who_take_the_same_are_both_seen(office: SiteOffice) -> None:
    wang, li = office.phone("wang"), office.phone("li")
    take(wang, CRATES[:2])
    take(li, CRATES[1:])
    send(office, wang, li)
    assert [holders(office, crate) for crate in CRATES] == [["wang"], ["wang", "li"], ["li"]]


def test_what_is_given_back_is_free_for_others(office: SiteOffice) -> None:
    wang, li = office.phone("wang"), office.phone("li")
    take(wang, CRATES)
    take(li, CRATES[:1])
    wang.record("task.released", TaskReleased(crates=CRATES[:2]))
    send(office, wang, li)
    assert [holders(office, crate) for crate in CRATES] == [["li"], [], ["wang"]]


def test_who_takes_again_takes_anew_and_what_ended_is_dropped(office: SiteOffice) -> None:
    wang, li = office.phone("wang"), office.phone("li")
    take(wang, CRATES)
    take(wang, CRATES[:1], "2013-04-27T09:00:00+08:00")
    send(office, wang)
    task = asyncio.run(office.doc(Task, CRATES[0]))
    assert [claim.until for claim in task.claims] == ["2013-04-27T01:00:00.000Z"]
    office.clock.pass_(hours=3, seconds=1)
    take(li, CRATES)
    send(office, li)
    assert [holders(office, crate) for crate in CRATES] == [["wang", "li"], ["li"], ["li"]]


@pytest.mark.parametrize("until", ["2099-01-01T00:00:00Z", "2013-04-31T12:00:00+08:00"])
def test_nobody_takes_a_crate_for_longer_than_a_day(office: SiteOffice, until: str) -> None:
    wang = office.phone("wang")
    take(wang, CRATES[:1], until)
    send(office, wang)
    task = asyncio.run(office.doc(Task, CRATES[0]))
    assert task.claims[0].until == "2013-04-27T01:00:00.000Z"


def test_a_crate_that_nobody_knows_is_a_doubt_and_the_rest_is_taken(office: SiteOffice) -> None:
    wang = office.phone("wang")
    unknown = f"{goods.DECLARATION}/999"
    take(wang, [unknown, CRATES[0]])
    assert send(office, wang) == [[unknown]]
    assert holders(office, CRATES[0]) == ["wang"]
