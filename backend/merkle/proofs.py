"""Inclusion and consistency proofs (RFC 9162, sections 2.1.3 and 2.1.4)."""

import hmac
from collections.abc import Sequence

from backend.merkle.tree import HASH_BYTES, Lookup, Node, fold, node_hash, peaks


def _range(start: int, end: int) -> list[Node]:
    """The perfect subtrees of leaves [start, end), where start is aligned to their size."""
    return [
        Node(node.level, (node.place << node.level) + start >> node.level)
        for node in peaks(end - start)
    ]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _head(start: int, end: int, lookup: Lookup) -> bytes:
    return fold([lookup(node) for node in _range(start, end)])


def inclusion(position: int, size: int, lookup: Lookup) -> list[bytes]:
    """The audit path of a leaf in the tree of `size`, from the leaf up.

    Raises ValueError unless 0 ≤ position < size.
    """
    if not 0 <= position < size:
        raise ValueError(f"no leaf {position} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            path.append(_head(middle, end, lookup))
            end = middle
        else:
            path.append(_head(start, middle, lookup))
            start = middle
    return path[::-1]


def consistency(first: int, second: int, lookup: Lookup) -> list[bytes]:
    """The proof that the tree of `first` leaves is a beginning of the tree of `second`.

    Raises ValueError unless 0 < first ≤ second.
    """
    if not 0 < first <= second:
        raise ValueError(f"no proof from {first} to {second}")
    proof: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            proof.append(_head(middle, end, lookup))
            end = middle
        else:
            proof.append(_head(start, middle, lookup))
            start, whole = middle, False
    if not whole:
        proof.append(_head(start, end, lookup))
    return proof[::-1]


def _sound(hashes: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in hashes)


def verify_inclusion(
    leaf: bytes, position: int, size: int, proof: Sequence[bytes], head: bytes
) -> bool:
    """Whether `proof` leads from the leaf's hash at `position` to the head of `size` leaves."""
    if not 0 <= position < size or not _sound([leaf, head, *proof]):
        return False
    place, last, value = position, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(sibling, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and hmac.compare_digest(value, head)


def verify_consistency(
    first: int, first_head: bytes, second: int, second_head: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows the tree of `first` leaves to be a beginning of that of `second`."""
    if not 0 < first <= second or not _sound([first_head, second_head, *proof]):
        return False
    if first == second:
        return not proof and hmac.compare_digest(first_head, second_head)
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_head)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return (
        last == 0 and hmac.compare_digest(old, first_head) and hmac.compare_digest(new, second_head)
    )
