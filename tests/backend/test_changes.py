"""What a phone pulls: everything but what was closed long ago, and then every change."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiosqlite
import pytest

from backend.rules.consignments import crate_key
from backend.views.changes import CLOSED_KEPT, START, Since, changes
from backend.wire.base import Wire
from backend.wire.certificates import CrateClosed
from backend.wire.declarations import Decision, DeclarationAccepted, Reason
from tests.kit import DECLARATION, SiteOffice, declaration, inspection

Rows = dict[tuple[str, str], bytes]


class Pull:
    """A phone's rows and how far it has come."""

    def __init__(self, site: SiteOffice) -> None:
        self.site = site
        self.rows: Rows = {}
        self.since = START

    async def page(self, limit: int = 7) -> bool:
        """Take one page. Whether more wait."""
        async with aiosqlite.connect(self.site.journal.path) as db:
            found, self.since, more = await changes(db, self.since, limit, self.site.clock())
        for change in found:
            self.rows[change.view, change.key] = bytes(change.doc)
        return more

    async def all(self) -> "Pull":
        while await self.page():
            pass
        return self

    def keys(self, view: str) -> set[str]:
        gone = b"null"
        return {key for (v, key), doc in self.rows.items() if v == view and doc != gone}


def close(site: SiteOffice, *crates: str) -> None:
    """Stop them at the port and send them back."""
    no = crates[0].partition("/")[0]
    why = Reason(code="x", article="1", zh="退运", en="sent back")
    places = [int(crate.partition("/")[2]) for crate in crates]
    stopped = Decision(crates=places, outcome="prohibited", reasons=[why])
    held: Wire = DeclarationAccepted(declaration=no, rule=1, decisions=[stopped])
    site.desk("zhou", "declaration.accepted", held)
    gone = [
        CrateClosed(crate=c, how="returned", document=None, remark=None, photos=[]) for c in crates
    ]
    site.desk("zhao", "crate.closed", *gone)


KEYS = [crate_key(DECLARATION, n) for n in range(1, 5)]
OTHER = "210900113009999"
LONG = CLOSED_KEPT + timedelta(days=1)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SiteOffice]:
    with SiteOffice(tmp_path) as one:
        await one.import_and_label(declaration(crates=4))
        yield one


async def test_a_new_phone_gets_no_crate_that_was_closed_long_ago(site: SiteOffice) -> None:
    close(site, *KEYS[:1])
    phone = site.phone()
    phone.record("inspection.recorded", inspection(KEYS[0]))
    phone.record("inspection.recorded", inspection(KEYS[1]))
    await site.push(phone)
    site.clock.pass_(days=LONG.days)
    close(site, *KEYS[2:3])
    pull = await Pull(site).all()
    assert pull.keys("crate") == {*KEYS[1:]}, "closed today, it is still there"
    assert len(pull.keys("label")) == 3
    assert len(pull.keys("record")) == 1
    assert pull.keys("person") >= {"wang", "zhao"}
    site.clock.pass_(days=LONG.days)
    assert (await Pull(site).all()).keys("crate") == {KEYS[1], KEYS[3]}


async def test_a_phone_that_held_a_crate_is_told_of_its_end_however_late(site: SiteOffice) -> None:
    pull = await Pull(site).all()
    assert pull.keys("crate") == {*KEYS}
    close(site, *KEYS[:2])
    site.clock.pass_(days=LONG.days)
    await pull.all()
    closed = [key for key in KEYS if b'"state":"closed"' in pull.rows["crate", key]]
    assert closed == KEYS[:2]


async def test_what_ends_while_a_first_pull_is_under_way_is_told(site: SiteOffice) -> None:
    await site.import_and_label(declaration(no=OTHER))
    pull = Pull(site)
    while ("crate", KEYS[3]) not in pull.rows:
        assert await pull.page(limit=1)
    under_way = pull.since
    assert under_way.base is not None
    close(site, *KEYS)
    site.clock.pass_(days=LONG.days)
    await pull.all()
    assert pull.since.base is None
    assert len(pull.keys("crate")) == len(KEYS) + 3
    assert all(b'"state":"closed"' in pull.rows["crate", key] for key in KEYS)
    assert not await pull.page()


async def test_pages_of_any_size_say_the_same(site: SiteOffice) -> None:
    close(site, *KEYS[:2])
    site.clock.pass_(days=LONG.days)
    whole = await Pull(site).all()
    for limit in (1, 3, 1000):
        pull = Pull(site)
        while await pull.page(limit):
            pass
        assert pull.rows == whole.rows
        assert pull.since == whole.since == Since(None, whole.since.position)
