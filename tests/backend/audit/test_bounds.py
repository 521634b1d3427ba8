"""When an entry provably was made."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from backend.desk.timeline import timeline
from backend.rules.consignments import crate_key
from backend.views.readers import Readers
from backend.wire import notes
from backend.wire.attestations import RightsGranted
from backend.wire.desk import TimelineEntry
from backend.wire.entry import Seen
from backend.wire.sync import Stored
from tests.kit import DECLARATION, SiteOffice, check, declaration, inspection

CRATE = crate_key(DECLARATION, 1)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SiteOffice]:
    with SiteOffice(tmp_path) as office:
        await office.import_and_label(declaration())
        yield office
        assert check(office.journal.path) > 0


def newest(site: SiteOffice) -> Seen:
    """The head that a phone holds after a sync, as it enters it in what it signs."""
    origin, size, root = site.journal.checkpoint.split("\n")[:3]
    assert notes.verify(site.journal.checkpoint, site.journal.identity.vkey).size == int(size)
    return Seen(origin=origin, size=int(size), root=root)


async def inspected(site: SiteOffice, seen: Seen | None) -> tuple[Stored, TimelineEntry]:
    phone = site.phone("wang")
    site.clock.pass_(minutes=5)
    over = {"seen": msgspec.to_builtins(seen)}
    phone.record("inspection.recorded", inspection(CRATE), over=over)
    (answer,) = await site.push(phone)
    assert isinstance(answer, Stored)
    site.clock.pass_(minutes=5)
    site.phone("li")  # whatever comes next has a checkpoint stored that covers all before it
    readers = Readers(site.journal.path)
    await readers.open()
    async with readers.snapshot() as db:
        found = {entry.pos: entry for entry in await timeline(db, CRATE, 1)}
    await readers.close()
    return answer, found[answer.pos]


async def test_an_entry_was_made_after_what_it_had_seen_and_before_what_covers_it(
    site: SiteOffice,
) -> None:
    site.clock.pass_(hours=1)
    (last,) = site.desk("system", "rights.granted", _guest())
    seen = newest(site)
    site.clock.pass_(hours=1)
    answer, entry = await inspected(site, seen)
    assert entry.seen_ok
    assert entry.made_after == last.received_at
    assert entry.made_before is not None
    assert entry.made_after < answer.received_at <= entry.made_before


async def test_what_names_no_checkpoint_is_bounded_on_one_side(site: SiteOffice) -> None:
    answer, entry = await inspected(site, None)
    assert (entry.made_after, entry.seen_ok) == (None, True)
    assert entry.made_before is not None
    assert entry.made_before >= answer.received_at


async def test_a_checkpoint_of_another_history_is_said_and_bounds_nothing(site: SiteOffice) -> None:
    seen = newest(site)
    other = msgspec.structs.replace(seen, size=seen.size - 1)
    _, entry = await inspected(site, other)
    assert (entry.made_after, entry.seen_ok) == (None, False)


async def test_nobody_has_seen_a_checkpoint_that_covers_what_they_sign(site: SiteOffice) -> None:
    seen = newest(site)
    late = msgspec.structs.replace(seen, size=seen.size + 1000)
    _, entry = await inspected(site, late)
    assert (entry.made_after, entry.seen_ok) == (None, False)


async def test_the_empty_log_bounds_nothing_and_is_no_contradiction(site: SiteOffice) -> None:
    empty = Seen(origin="x", size=0, root="47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    _, entry = await inspected(site, empty)
    assert (entry.made_after, entry.seen_ok) == (None, True)


def _guest() -> RightsGranted:
    return RightsGranted(user="guest", name="客人", roles=[])
