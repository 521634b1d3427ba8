"""The growing edge of a tree, and the tiles that keep its nodes.

A tile is a row of up to 256 sibling nodes of one level that is a multiple of eight; nodes between
those levels are hashed again from it when they are asked for. So an entry costs 32 bytes and a
little, and a commit rewrites one tile a level.
"""

from collections.abc import Callable
from typing import NamedTuple

from backend.merkle.tree import EMPTY_ROOT, HASH_BYTES, Node, fold, node_hash, peaks

TILE_BITS = 8
TILE_WIDTH = 1 << TILE_BITS


class Tile(NamedTuple):
    """Tile `place` of nodes on level 8 · `height`."""

    height: int
    place: int


TileLookup = Callable[[Tile], bytes]
"""The hashes of a tile, one after the other; those of a partial one so far."""


def _within(hashes: bytes, start: int, count: int) -> bytes:
    """The root over `count` (a power of two) neighbours of a tile."""
    row = [
        hashes[at : at + HASH_BYTES]
        for at in range(start * HASH_BYTES, (start + count) * HASH_BYTES, HASH_BYTES)
    ]
    if len(row) != count or len(row[-1]) != HASH_BYTES:
        raise LookupError("the tile does not hold this node yet")
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


class Nodes:
    """Nodes by way of their tiles. Keeps what it hashed, so make one for each question."""

    def __init__(self, tiles: TileLookup) -> None:
        self._tiles = tiles
        self._known: dict[Node, bytes] = {}

    def __call__(self, node: Node) -> bytes:
        if node not in self._known:
            height, above = divmod(node.level, TILE_BITS)
            start = node.place << above
            tile = Tile(height, start >> TILE_BITS)
            inside = start & (TILE_WIDTH - 1)
            self._known[node] = _within(self._tiles(tile), inside, 1 << above)
        return self._known[node]


class Edge:
    """Where leaves are added: the perfect subtrees of the tree, and its unfinished tiles."""

    def __init__(self, size: int, tiles: TileLookup) -> None:
        """Take up a tree of `size` leaves that its tiles hold."""
        self.size = size
        nodes = Nodes(tiles)
        self._stack = [(node.level, nodes(node)) for node in peaks(size)]
        self._open: list[bytearray] = []
        count, height = size, 0
        while count:
            place, inside = divmod(count, TILE_WIDTH)
            known = tiles(Tile(height, place))[: inside * HASH_BYTES] if inside else b""
            self._open.append(bytearray(known))
            count, height = place, height + 1
        self._changed: dict[Tile, bytes] = {}
        self._touched: set[int] = set()

    def append(self, leaf: bytes) -> None:
        """Add a leaf by its hash."""
        self._keep(0, self.size, leaf)
        self.size += 1
        level, value = 0, leaf
        while self._stack and self._stack[-1][0] == level:
            value = node_hash(self._stack.pop()[1], value)
            level += 1
            if level % TILE_BITS == 0:
                height = level // TILE_BITS
                self._keep(height, (self.size >> level) - 1, value)
        self._stack.append((level, value))

    def _keep(self, height: int, place: int, value: bytes) -> None:
        """Enter a node of level 8 · `height` into its tile."""
        if height == len(self._open):
            self._open.append(bytearray())
        row = self._open[height]
        row += value
        self._touched.add(height)
        if len(row) == TILE_WIDTH * HASH_BYTES:
            self._changed[Tile(height, place >> TILE_BITS)] = bytes(row)
            row.clear()
            self._touched.discard(height)

    def root(self) -> bytes:
        return fold([value for _, value in self._stack]) if self._stack else EMPTY_ROOT

    def changed(self) -> dict[Tile, bytes]:
        """The tiles to write since the last call, partial ones as they are now."""
        found, self._changed = self._changed, {}
        for height in self._touched:
            place = self.size >> TILE_BITS * (height + 1)
            found[Tile(height, place)] = bytes(self._open[height])
        self._touched.clear()
        return found
