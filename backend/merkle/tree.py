"""Hashes, and the tree as a row of perfect subtrees.

A tree of `size` leaves is the sum of perfect subtrees whose sizes are the bits of `size`. Node
(level, place) is the root of the perfect subtree over the leaves from place · 2^level on.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Node(NamedTuple):
    """A perfect subtree: 2^level leaves, the one at `place` in its level."""

    level: int
    place: int


Lookup = Callable[[Node], bytes]
"""The hash of a complete perfect subtree."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def peaks(size: int) -> list[Node]:
    """The perfect subtrees of a tree, largest first."""
    found = []
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append(Node(level, start >> level))
            start += 1 << level
    return found


def complete(position: int, leaf: bytes, lookup: Lookup) -> Iterator[tuple[Node, bytes]]:
    """The nodes that the leaf at `position` completes, from the leaf up, each to be stored.

    `lookup` is asked for nodes completed by earlier leaves only.
    """
    level, place, value = 0, position, leaf
    yield Node(level, place), value
    while place & 1:
        value = node_hash(lookup(Node(level, place - 1)), value)
        level, place = level + 1, place >> 1
        yield Node(level, place), value


def root(size: int, lookup: Lookup) -> bytes:
    """The tree head of the first `size` leaves."""
    if size == 0:
        return EMPTY_ROOT
    return fold([lookup(node) for node in peaks(size)])


def fold(hashes: list[bytes]) -> bytes:
    """The root over a row of perfect subtrees, largest first."""
    value = hashes[-1]
    for left in reversed(hashes[:-1]):
        value = node_hash(left, value)
    return value
