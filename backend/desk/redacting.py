"""Deleting a personal value from a record, for good and on the record."""

import aiosqlite

from backend.desk.office import Office
from backend.desk.parcels import Parcels
from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.views.readers import Readers
from backend.wire.attestations import EntryRedacted
from backend.wire.disclosures import Disclosure, read
from backend.wire.views import PassedDraft, Record

_BESIDE = """
SELECT d.text FROM disclosure AS d JOIN entry AS e ON e.pos = d.pos
WHERE e.id = ? ORDER BY d.place
"""


class NothingToRedact(LookupError):
    """No personal value is kept beside this entry, or not any more."""


class OtherFieldsError(LookupError):
    """The values beside an entry, by their `names`, are not those that were to be deleted."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


async def _beside(db: aiosqlite.Connection, entry: str) -> list[Disclosure]:
    return [read(row[0]) for row in await db.execute_fetchall(_BESIDE, (entry,))]


async def redact(
    office: Office,
    readers: Readers,
    parcels: Parcels,
    actor: str,
    entry: str,
    reason: str,
    fields: frozenset[str] | None = None,
) -> int:
    """Journal `entry.redacted`; the values are deleted in its transaction. Returns how many.

    All values of an entry go together; `fields` are their names, where somebody named them. What is
    signed and proved stays as it was. Drafts of that crate which wait sealed for a colleague, where
    nobody here can read a name, are deleted whole.

    Raises NothingToRedact, OtherFieldsError, Objected.
    """
    async with readers.snapshot() as db:
        beside = await _beside(db, entry)
    if not beside:
        raise NothingToRedact(entry)
    if fields is not None and fields != {item.name for item in beside}:
        raise OtherFieldsError([item.name for item in beside])
    body = EntryRedacted(entry=entry, digests=[item.digest for item in beside], reason=reason)
    await office.journal.record(actor, lambda _: [Draft("entry.redacted", 1, body)])
    await _drop_drafts(office, parcels, entry)
    return len(beside)


async def _drop_drafts(office: Office, parcels: Parcels, record: str) -> None:
    """The giver keeps a copy, and the crate has its record."""
    waiting = parcels.waiting()

    def of_its_crate(state: State) -> list[tuple[str, str]]:
        redacted = state.get(Record, record)
        passed = [(state.get(PassedDraft, name), code, name) for code, name in waiting]
        return [
            (code, name)
            for draft, code, name in passed
            if draft is not None and redacted is not None and draft.crate == redacted.crate
        ]

    for code, name in await office.journal.look(of_its_crate):
        parcels.drop(code, name)
