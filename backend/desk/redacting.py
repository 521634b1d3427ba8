"""Deleting a personal value from a record, for good and on the record."""

import aiosqlite

from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.views.readers import Readers
from backend.wire.attestations import EntryRedacted

_DIGESTS = """
SELECT d.digest FROM disclosure AS d JOIN entry AS e ON e.pos = d.pos
WHERE e.id = ? ORDER BY d.place
"""


class NothingToRedact(LookupError):
    """No personal value is kept beside this entry, or not any more."""


async def _digests(db: aiosqlite.Connection, entry: str) -> list[str]:
    return [row[0] for row in await db.execute_fetchall(_DIGESTS, (entry,))]


async def redact(office: Office, readers: Readers, actor: str, entry: str, reason: str) -> int:
    """Journal `entry.redacted`; the values are deleted in its transaction. Returns how many.

    What is signed and proved stays as it was. Raises NothingToRedact, Objected.
    """
    async with readers.snapshot() as db:
        digests = await _digests(db, entry)
    if not digests:
        raise NothingToRedact(entry)
    body = EntryRedacted(entry=entry, digests=digests, reason=reason)
    await office.journal.record(actor, lambda _: [Draft("entry.redacted", 1, body)])
    return len(digests)
