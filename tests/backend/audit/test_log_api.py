"""The log over HTTP, checked as a stranger would: with hashes of one's own, from bytes alone."""

import base64
import hashlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from backend.app import create_app
from backend.merkle import verify_consistency, verify_inclusion
from backend.settings import load
from backend.wire import notes
from tests.backend.test_api import Site
from tests.kit import check


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    app = create_app(load(), tmp_path)
    async with AsyncTestClient(app, base_url="https://testserver.local") as client:
        yield Site(client)
    check(tmp_path / "journal.db")


def leaf(entry: dict[str, Any]) -> bytes:
    judged = f"{entry['answer']}:{entry['code']}" if entry["code"] else entry["answer"]
    return f"{entry['jws']}\n{entry['received_at']}\n{judged}\n".encode()


def textbook(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + textbook(leaves[:k]) + textbook(leaves[k:])).digest()


async def mirrored(site: Site) -> list[bytes]:
    """All leaves, read in small pages."""
    leaves: list[bytes] = []
    start: int | None = 0
    while start is not None:
        page = (await site.get(f"/api/log/entries?from={start}&limit=4")).json()
        assert [entry["pos"] for entry in page["entries"]] == [
            *range(start, start + len(page["entries"]))
        ]
        leaves += [leaf(entry) for entry in page["entries"]]
        start = page["next"]
    return leaves


async def test_anyone_may_have_head_and_key_and_a_mirror_grows_the_same_tree(site: Site) -> None:
    await site.sign_in("zhao")
    leaves = await mirrored(site)
    site.client.cookies.clear()
    note, vkey = await site.get("/api/log/checkpoint"), await site.get("/api/log/vkey")
    assert note.headers["content-type"] == vkey.headers["content-type"]
    assert note.headers["content-type"].startswith("text/plain")
    assert note.headers["cache-control"] == "no-store"
    head = notes.verify(note.text, vkey.text.strip())
    assert (head.size, head.root) == (len(leaves), textbook(leaves))


async def test_proofs_share_their_nodes_and_hold_at_every_size(site: Site) -> None:
    await site.sign_in("zhao")
    leaves = await mirrored(site)
    vkey = (await site.get("/api/log/vkey")).text.strip()
    for size in (1, len(leaves) // 2, len(leaves)):
        answer = (await site.post("/api/log/proofs", {"size": size, "pos": [*range(size)]})).json()
        head = notes.verify(answer["checkpoint"], vkey)
        assert (head.size, head.root) == (size, textbook(leaves[:size]))
        nodes = [base64.b64decode(node) for node in answer["nodes"]]
        assert len(set(nodes)) == len(nodes), "each hash is sent once"
        for position, path in enumerate(answer["paths"]):
            hashed = hashlib.sha256(b"\x00" + leaves[position]).digest()
            proof = [nodes[place] for place in path]
            assert verify_inclusion(hashed, position, size, proof, head.root)
        first = (size + 1) // 2
        proof = (await site.get(f"/api/log/consistency?first={first}&second={size}")).json()
        hashes = [base64.b64decode(value) for value in proof["proof"]]
        assert verify_consistency(first, textbook(leaves[:first]), size, head.root, hashes)


async def test_a_single_proof_stands_alone(site: Site) -> None:
    await site.sign_in("zhao")
    leaves = await mirrored(site)
    vkey = (await site.get("/api/log/vkey")).text.strip()
    text = (await site.get("/api/log/proof?pos=3")).text
    top, _, note = text.partition("\n\n")
    kind, index, *hashes = top.split("\n")
    assert (kind, index) == ("c2sp.org/tlog-proof@v1", "index 3")
    head = notes.verify(note, vkey)
    path = [base64.b64decode(value) for value in hashes]
    hashed = hashlib.sha256(b"\x00" + leaves[3]).digest()
    assert verify_inclusion(hashed, 3, head.size, path, textbook(leaves[: head.size]))


async def test_what_the_log_does_not_have_is_said(site: Site) -> None:
    await site.sign_in("zhao")
    size = notes.read((await site.get("/api/log/checkpoint")).text)[0].size
    cases = [
        (await site.post("/api/log/proofs", {"size": size + 1, "pos": []}), 404, "no_such_size"),
        (await site.post("/api/log/proofs", {"size": 2, "pos": [2]}), 404, "no_such_position"),
        (await site.post("/api/log/proofs", {"size": 2, "pos": [-1]}), 400, "bad_request"),
        (await site.post("/api/log/proofs", {"size": 2, "pos": [0] * 1001}), 400, "bad_request"),
        (await site.get(f"/api/log/proof?pos={size}"), 404, "no_such_position"),
        (await site.get(f"/api/log/consistency?first=1&second={size + 1}"), 404, "no_such_size"),
        (await site.get("/api/log/consistency?first=2&second=1"), 404, "no_such_size"),
        (await site.get("/api/log/consistency?first=0&second=1"), 404, "no_such_size"),
        (await site.get("/api/log/entries?from=-1"), 400, "bad_request"),
    ]
    for answer, status, code in cases:
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_entries_are_for_supervisors_and_proofs_for_who_is_signed_in(site: Site) -> None:
    assert (await site.get("/api/log/proof?pos=0")).status_code == 401
    assert (await site.post("/api/log/proofs", {"size": 1, "pos": [0]})).status_code == 401
    await site.sign_in("wang")
    assert (await site.get("/api/log/proof?pos=0")).status_code == 200
    refused = await site.get("/api/log/entries")
    assert (refused.status_code, refused.json()["code"]) == (403, "no_right")
