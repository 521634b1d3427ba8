"""The tree against the textbook, public vectors, and proofs that somebody bent."""

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.merkle import (
    EMPTY_ROOT,
    Node,
    complete,
    consistency,
    inclusion,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "merkle"
CASES = sorted(VECTORS.rglob("*.json"))
SIZES = st.integers(min_value=1, max_value=70)


def textbook(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + textbook(leaves[:k]) + textbook(leaves[k:])).digest()


class Tree:
    """Grown leaf by leaf, as the journal grows it."""

    def __init__(self, size: int) -> None:
        self.leaves = [f"entry {n}".encode() for n in range(size)]
        self.nodes: dict[Node, bytes] = {}
        for position, leaf in enumerate(self.leaves):
            for node, value in complete(position, leaf_hash(leaf), self.nodes.__getitem__):
                assert node not in self.nodes, "each node is stored once"
                self.nodes[node] = value

    def lookup(self, node: Node) -> bytes:
        return self.nodes[node]

    def head(self, size: int) -> bytes:
        return root(size, self.lookup)


TREE = Tree(70)


def test_the_head_is_the_textbooks_at_every_size() -> None:
    assert TREE.head(0) == EMPTY_ROOT
    for size in range(71):
        assert TREE.head(size) == textbook(TREE.leaves[:size])


def test_every_leaf_is_proved_in_every_tree_and_nowhere_else() -> None:
    for size in range(1, 40):
        for position in range(size):
            leaf = leaf_hash(TREE.leaves[position])
            proof = inclusion(position, size, TREE.lookup)
            assert verify_inclusion(leaf, position, size, proof, TREE.head(size))
            elsewhere = (position + 1) % size
            assert size == 1 or not verify_inclusion(leaf, elsewhere, size, proof, TREE.head(size))


def test_every_tree_is_proved_a_beginning_of_every_later_one() -> None:
    for second in range(1, 60):
        for first in range(1, second + 1):
            proof = consistency(first, second, TREE.lookup)
            heads = TREE.head(first), TREE.head(second)
            assert verify_consistency(first, heads[0], second, heads[1], proof)


def bent(proof: list[bytes], choice: int, at: int) -> list[bytes]:
    """A proof with one bit flipped, a part dropped, doubled, swapped, or something added."""
    if not proof or choice == 0:
        return [*proof, b"\x00" * 32]
    at %= len(proof)
    if choice == 1:
        changed = bytes([proof[at][0] ^ 1]) + proof[at][1:]
        return [*proof[:at], changed, *proof[at + 1 :]]
    if choice == 2:
        return proof[:at] + proof[at + 1 :]
    if choice == 3:
        return [*proof[: at + 1], *proof[at:]]
    if choice == 4:
        return [*proof[:at], proof[at][:-1], *proof[at + 1 :]]
    return [b"\x00" * 32, *proof]


@given(size=SIZES, position=st.integers(0, 69), choice=st.integers(0, 5), at=st.integers(0, 9))
def test_a_bent_inclusion_proof_is_never_accepted(
    size: int, position: int, choice: int, at: int
) -> None:
    position %= size
    leaf = leaf_hash(TREE.leaves[position])
    proof = bent(inclusion(position, size, TREE.lookup), choice, at)
    assert not verify_inclusion(leaf, position, size, proof, TREE.head(size))


@given(first=SIZES, second=SIZES, choice=st.integers(0, 5), at=st.integers(0, 9))
def test_a_bent_consistency_proof_is_never_accepted(
    first: int, second: int, choice: int, at: int
) -> None:
    first, second = sorted((first, second))
    proof = bent(consistency(first, second, TREE.lookup), choice, at)
    heads = TREE.head(first), TREE.head(second)
    assert not verify_consistency(first, heads[0], second, heads[1], proof)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 3)])
def test_impossible_questions_are_errors_and_their_proofs_false(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="no proof"):
        consistency(first, second, TREE.lookup)
    assert not verify_consistency(first, EMPTY_ROOT, second, TREE.head(3), [])
    with pytest.raises(ValueError, match="no leaf"):
        inclusion(second, second, TREE.lookup)
    assert not verify_inclusion(leaf_hash(b""), 3, 3, [], TREE.head(3))


@pytest.mark.skipif(not CASES, reason="the public vectors (../shared/vectors) are not here")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_public_vectors(case: Path) -> None:
    vector: dict[str, Any] = json.loads(case.read_text())

    def raw(text: str | None) -> bytes:
        return base64.b64decode(text or "")

    accepted = verify_inclusion(
        raw(vector["leafHash"]),
        vector["leafIdx"],
        vector["treeSize"],
        [raw(part) for part in vector["proof"] or []],
        raw(vector["root"]),
    )
    assert accepted is not vector["wantErr"]
