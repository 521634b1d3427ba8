"""The tree grown again from the entries, held against tiles and checkpoints.

Where an entry and its hash in the tiles disagree, the next checkpoint tells which of them was
altered; growing goes on with the other, so that one alteration is named once.
"""

import bisect
import sqlite3
from collections.abc import Mapping, Sequence

from backend.audit.findings import Findings
from backend.audit.signatures import Stored
from backend.journal.log import logged as logged_in
from backend.journal.log import tiles_of
from backend.journal.proving import nodes_of
from backend.merkle.edge import TILE_BITS, TILE_WIDTH, Edge, Tile
from backend.merkle.tree import EMPTY_ROOT, HASH_BYTES, root

_TILE_BYTES = TILE_WIDTH * HASH_BYTES


def _no_tiles(tile: Tile) -> bytes:
    raise LookupError(f"no {tile}")


class Growing:
    """Give it leaves in order, then `finish`. `wanted` sizes are answered in `heads`."""

    def __init__(
        self,
        db: sqlite3.Connection,
        findings: Findings,
        checkpoints: Sequence[Stored],
        wanted: Sequence[int] = (),
    ) -> None:
        self.heads: dict[int, bytes] = {}
        self._db = db
        self._findings = findings
        self._stored = {row.size: row for row in checkpoints}
        self._sizes = sorted(self._stored)
        self._stops = sorted({*self._sizes, *wanted})
        self._next = bisect.bisect_right(self._stops, 0)
        if 0 in self._stops:
            self._meet(0, EMPTY_ROOT)
        self._edge = Edge(0, _no_tiles)
        self._held: dict[int, bool] = {}
        self.agreed = 0
        """The largest size at which a stored checkpoint and the entries agree."""
        self.differing: list[int] = []
        self._open: dict[Tile, bytes] = {}
        self._tiles = 0

    @property
    def size(self) -> int:
        return self._edge.size

    def root(self) -> bytes:
        """The head of the entries read so far."""
        return self._edge.root()

    def add(self, leaves: bytes) -> None:
        """Grow by these leaf hashes, one after the other."""
        edge, stops = self._edge, self._stops
        at = 0
        while at < len(leaves):
            row = self._honest(edge.size, leaves[at : at + _TILE_BYTES - self._inside()])
            at += len(row)
            for start in range(0, len(row), HASH_BYTES):
                edge.append(row[start : start + HASH_BYTES])
                if self._next < len(stops) and edge.size == stops[self._next]:
                    self._meet(edge.size, edge.root())
                    self._next += 1
            self._compare(edge.changed())

    def _inside(self) -> int:
        return self._edge.size % TILE_WIDTH * HASH_BYTES

    def _honest(self, start: int, row: bytes) -> bytes:
        """These leaves, each as it was logged, as far as that can be told."""
        logged = self._logged(start)[self._inside() :][: len(row)]
        if logged == row:
            return row
        found = bytearray(row)
        for at in range(0, len(row), HASH_BYTES):
            ours, theirs = row[at : at + HASH_BYTES], logged[at : at + HASH_BYTES]
            position = start + at // HASH_BYTES
            if theirs and ours != theirs and self._side(position):
                found[at : at + HASH_BYTES] = theirs
        return bytes(found)

    def missing(self, position: int) -> bytes:
        """The hash of a leaf whose entry is gone, as the tiles have it; zeros where they do not."""
        at = position % TILE_WIDTH * HASH_BYTES
        return self._logged(position)[at : at + HASH_BYTES] or bytes(HASH_BYTES)

    def _logged(self, position: int) -> bytes:
        try:
            return tiles_of(self._db, Tile(0, position >> TILE_BITS))
        except LookupError:
            return b""

    def _side(self, position: int) -> bool:
        """Names what was altered at a position; whether the tiles are to be believed there."""
        held = self._tiles_hold(position)
        code = {True: "entry_altered", False: "tile_altered", None: "entry_or_tile"}[held]
        self._findings.add(code, position)
        return held is True

    def _tiles_hold(self, position: int) -> bool | None:
        """Whether the tiles give the first checkpoint that covers a position; None without one."""
        place = bisect.bisect_right(self._sizes, position)
        if place == len(self._sizes):
            return None
        size = self._sizes[place]
        if size not in self._held:
            self._held[size] = self._gives(size)
        return self._held[size]

    def _gives(self, size: int) -> bool:
        try:
            return root(size, nodes_of(self._db)) == self._stored[size].root
        except LookupError:
            return False

    def _meet(self, size: int, head: bytes) -> None:
        self.heads[size] = head
        row = self._stored.get(size)
        if row is None:
            return
        if row.root == head:
            self.agreed = max(self.agreed, size)
        else:
            self.differing.append(size)

    def _compare(self, tiles: Mapping[Tile, bytes]) -> None:
        """Hold grown tiles against those stored; partial ones once whole, or at the end."""
        for tile, hashes in tiles.items():
            if len(hashes) < _TILE_BYTES:
                self._open[tile] = hashes
            else:
                self._open.pop(tile, None)
                self._same(tile, hashes)

    def _same(self, tile: Tile, hashes: bytes) -> None:
        """Leaves were compared one by one; here it is the nodes above them."""
        self._tiles += 1
        try:
            stored = tiles_of(self._db, tile)
        except LookupError:
            self._findings.add("tile_missing", height=tile.height, place=tile.place)
            return
        if tile.height and stored[: len(hashes)] != hashes:
            self._findings.add("node_altered", height=tile.height, place=tile.place)

    def finish(self) -> None:
        """Say what tiles and checkpoints hold beyond, or other than, these entries."""
        for tile, hashes in self._open.items():
            self._same(tile, hashes)
        self._open.clear()
        self._beyond()
        if self.differing:
            after, last = self.between(self.differing[0])
            more = len(self.differing) - 1
            self._findings.add(
                "checkpoint_differs", size=self.differing[0], more=more, after=after, last=last
            )
        if not self._sizes:
            self._findings.add("no_checkpoint")

    def between(self, size: int) -> tuple[int, int]:
        """The positions among which a head of this size that does not agree departs from ours."""
        place = bisect.bisect_left(self._sizes, min(size, self.agreed + 1))
        return (self._sizes[place - 1] if place else 0), size - 1

    def _beyond(self) -> None:
        size, logged = self.size, logged_in(self._db)
        if logged > size:
            self._findings.add("tail_missing", logged=logged, size=size, gone=logged - size)
        if logged < size:
            self._findings.add("not_logged", logged, gone=size - logged)
        count = self._db.execute("SELECT count(*) FROM tile").fetchone()[0]
        if logged <= size and count > self._tiles:
            self._findings.add("tile_stray", count=count - self._tiles)
        if self._sizes and self._sizes[-1] > size:
            self._findings.add("checkpoint_beyond", size=self._sizes[-1], have=size)
