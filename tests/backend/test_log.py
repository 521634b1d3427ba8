"""Tiles, checkpoints and their one spelling."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.merkle import consistency, inclusion, leaf_hash, root, verify_inclusion
from backend.merkle.edge import Edge, Nodes, Tile
from backend.merkle.tree import Node, complete
from backend.wire import notes

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "expo.example/journal/0123456789abcdef"
VKEY = notes.vkey(ORIGIN, KEY.public_key())
LEAVES = [leaf_hash(str(n).encode()) for n in range(70_000)]


def grown(sizes: list[int]) -> tuple[Edge, dict[Tile, bytes]]:
    """A tree grown in commits that end at `sizes`, each by an edge taken up from its tiles."""
    tiles: dict[Tile, bytes] = {}
    edge = Edge(0, tiles.__getitem__)
    for size in sizes:
        edge = Edge(edge.size, tiles.__getitem__)
        for leaf in LEAVES[edge.size : size]:
            edge.append(leaf)
        tiles |= edge.changed()
    return edge, tiles


def textbook(size: int) -> dict[Node, bytes]:
    nodes: dict[Node, bytes] = {}
    for position, leaf in enumerate(LEAVES[:size]):
        nodes.update(complete(position, leaf, nodes.__getitem__))
    return nodes


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.integers(1, 1500), min_size=1, max_size=6).map(sorted))
def test_an_edge_taken_up_again_grows_the_same_tree(sizes: list[int]) -> None:
    edge, tiles = grown(sizes)
    nodes = textbook(sizes[-1])
    assert edge.root() == root(sizes[-1], nodes.__getitem__)
    for node, value in nodes.items():
        assert Nodes(tiles.__getitem__)(node) == value


def test_proofs_come_from_tiles_beyond_two_heights() -> None:
    edge, tiles = grown([300, 65_536, 65_537, 70_000])
    lookup = Nodes(tiles.__getitem__)
    for size in (1, 256, 257, 65_536, 65_537, 70_000):
        head = root(size, lookup)
        for position in {0, size // 2, size - 1}:
            proof = inclusion(position, size, lookup)
            assert verify_inclusion(LEAVES[position], position, size, proof, head)
        assert consistency(size, 70_000, lookup) is not None
    assert edge.root() == root(70_000, lookup)
    assert sum(len(row) for row in tiles.values()) < 70_000 * 33
    with pytest.raises(LookupError):
        Nodes(tiles.__getitem__)(Node(0, 70_000))


def test_a_checkpoint_has_one_spelling_and_verifies() -> None:
    checkpoint = notes.Checkpoint(ORIGIN, 42, bytes(32))
    note = notes.sign(checkpoint, KEY)
    assert note == notes.sign(checkpoint, KEY)
    assert note.startswith(f"{ORIGIN}\n42\n{base64.b64encode(bytes(32)).decode()}\n\n— {ORIGIN} ")
    assert notes.verify(note, VKEY) == checkpoint


def _bent() -> list[str]:
    note = notes.sign(notes.Checkpoint(ORIGIN, 42, bytes(32)), KEY)
    other = notes.sign(notes.Checkpoint("other/journal/1", 42, bytes(32)), KEY)
    stranger = notes.sign(notes.Checkpoint(ORIGIN, 42, bytes(32)), Ed25519PrivateKey.generate())
    return [
        "",
        note.replace("\n42\n", "\n43\n"),
        note.replace("\n42\n", "\n042\n"),
        note.replace("\n42\n", "\n-42\n"),
        note.replace("AAA=", "AAB="),
        note[:-1],
        note + "x",
        note.replace("— ", "- "),
        note.replace("\n\n", "\n"),
        note.replace("\n\n", "\nextension\n\n"),
        note[:-4] + ("AA=\n" if note[-4:] != "AA=\n" else "BA=\n"),
        other,
        stranger,
        note * 100,
    ]


@pytest.mark.parametrize("note", _bent())
def test_a_bent_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(notes.NotANoteError):
        notes.verify(note, VKEY)


@pytest.mark.parametrize("text", ["", "a+b+c", VKEY[:-4], VKEY.replace("+0", "+1"), "x" + VKEY])
def test_a_bent_verifier_key_is_refused(text: str) -> None:
    if text == VKEY:
        pytest.skip("unchanged")
    with pytest.raises(notes.NotANoteError):
        notes.open_vkey(text)
