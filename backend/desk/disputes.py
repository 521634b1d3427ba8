"""Phones as witnesses: the heads that they hold are compared with the log.

Guarantee: a phone that holds a head which this log does not have is journalled as a dispute, once
for each device and head; it never keeps the phone's entries from being taken in.
"""

import asyncio
from collections import OrderedDict
from contextlib import closing

from backend.desk.office import Office
from backend.journal.log import logged
from backend.journal.proving import nodes_of, read_only
from backend.journal.sealing import Draft
from backend.merkle.tree import root
from backend.rules.logs import dispute_id, head_of
from backend.rules.state import SYSTEM, State
from backend.views import queries
from backend.views.readers import Readers
from backend.wire import notes
from backend.wire.attestations import DisputeSettled, DisputeSort, Head, LogDisputed
from backend.wire.views import Dispute, FormerLog

_KEPT_ROOTS = 10_000
_DISPUTES_A_DEVICE = 16
"""More from one phone tell nothing new, and whoever makes heads up shall not fill the journal."""


class Watch:
    """Compares held heads with the log; keeps the heads that were given out lately."""

    def __init__(self, office: Office, readers: Readers) -> None:
        self._office = office
        self._readers = readers
        self._roots: OrderedDict[int, str] = OrderedDict()

    def issued(self, note: str) -> None:
        """A head that goes out with an answer: most likely what its phone holds next."""
        _, size, head, _ = note.split("\n", 3)
        self._keep(int(size), head)

    async def compare(self, dev: str | None, held: Head, note: str | None = None) -> str | None:
        """The id of the dispute if the log does not have this head; journals it where it is new.

        `note` is the signed note of that head, verified.
        """
        identity = self._office.journal.identity
        if held.origin == identity.origin and self._roots.get(held.size) == held.root:
            return None
        found = await self._differing(held)
        if found is None:
            return None
        sort, ours = found
        body = LogDisputed(dev=dev, held=held, note=note, ours=ours, sort=sort)
        id_ = dispute_id(dev, held)
        if note is None and await self._told_enough(dev):
            return id_
        await self._office.journal.record(SYSTEM, lambda state: _unless_known(state, id_, body))
        return id_

    async def read(self, note: str) -> Head:
        """The head of a signed note of this log or a former one of ours.

        Raises NotANoteError. Our key may have signed under an origin that a restore forgot.
        """
        checkpoint, _ = notes.read(note)
        identity = self._office.journal.identity
        former = await self._readers.doc(FormerLog, checkpoint.origin)
        own = notes.vkey(checkpoint.origin, identity.key.public_key())
        return head_of(notes.verify(note, former.vkey if former else own))

    async def _differing(self, held: Head) -> tuple[DisputeSort, Head] | None:
        origin = self._office.journal.identity.origin
        if held.origin == origin:
            size, own = await asyncio.to_thread(self._look, held.size)
        else:
            former = await self._readers.doc(FormerLog, held.origin)
            if former is None:
                size, own = await asyncio.to_thread(self._look, None)
                return "unknown_origin", Head(origin=origin, size=size, root=own)
            size, own = await asyncio.to_thread(self._look, min(held.size, former.size))
            size = min(size, former.size)
        if held.size > size:
            return "rolled_back", Head(origin=held.origin, size=size, root=own)
        if held.root != own:
            return "rewritten", Head(origin=held.origin, size=held.size, root=own)
        if held.origin == origin:
            self._keep(held.size, own)
        return None

    def _look(self, wanted: int | None) -> tuple[int, str]:
        """The log's size, and its root at the wanted size, or the newest one. Blocks."""
        with closing(read_only(self._office.journal.path)) as db:
            db.execute("BEGIN")
            size = logged(db)
            at = size if wanted is None else min(wanted, size)
            checkpoint = notes.Checkpoint("", at, root(at, nodes_of(db)))
        return size, notes.root_of(checkpoint)

    def _keep(self, size: int, head: str) -> None:
        self._roots[size] = head
        if len(self._roots) > _KEPT_ROOTS:
            self._roots.popitem(last=False)

    async def _told_enough(self, dev: str | None) -> bool:
        async with self._readers.snapshot() as db:
            return await queries.disputes_of(db, dev) >= _DISPUTES_A_DEVICE


def _unless_known(state: State, id_: str, body: LogDisputed) -> list[Draft]:
    """Once; and again where a signed note now proves what was only said."""
    known = state.get(Dispute, id_)
    if known is not None and (body.note is None or known.note is not None):
        return []
    return [Draft("log.disputed", 1, body)]


async def settle(office: Office, actor: str, dispute: str, note: str) -> None:
    """Somebody looked into it. Raises Objected: `dispute_unknown`, `already_settled`."""
    body = DisputeSettled(dispute=dispute, note=note)
    await office.journal.record(actor, lambda _: [Draft("dispute.settled", 1, body)])
