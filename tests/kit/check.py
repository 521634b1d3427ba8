"""Re-prove a journal from its bytes, by other means than those that wrote it."""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from joserfc import jws as jose
from joserfc.jwk import ECKey

from backend.journal.rebuild import rebuild

_ENTRIES = """
SELECT pos, dev, seq, id, kind, jws, received_at, answer, code FROM entry ORDER BY pos
"""


def check(path: Path, held: Iterable[tuple[int, bytes]] = ()) -> int:
    """Every entry verifies with joserfc, nothing is missing, every checkpoint is the head of these
    very entries, and the views equal a replay. Returns the number of entries.

    `held` are size and root of checkpoints that somebody else kept: they must be of this log too.
    """
    connection = sqlite3.connect(path)
    entries = connection.execute(_ENTRIES).fetchall()
    checkpoints = connection.execute("SELECT size, root, note FROM checkpoint").fetchall()
    connection.close()
    _signatures(entries)
    _heads(entries, checkpoints, held)
    rebuilt = rebuild(path, lambda _done, _total: None)
    assert sum(rebuilt.differing.values()) == 0, f"views differ from a replay: {rebuilt}"
    return len(entries)


def _signatures(entries: Sequence[Any]) -> None:
    keys: dict[str, ECKey] = {}
    heads: dict[str, int] = {}
    for place, (pos, dev, seq, id_, kind, text, *_) in enumerate(entries):
        assert pos == place, "positions are dense"
        assert seq == heads.get(dev, 0) + 1, "a device's sequence is dense"
        heads[dev] = seq
        payload = json.loads(_payload(text))
        assert (payload["id"], payload["seq"], payload["kind"]) == (id_, seq, kind)
        if kind == "device.enrolled":
            keys[payload["body"]["dev"]] = ECKey.import_key(payload["body"]["jwk"])
        key = keys[dev]
        assert key.thumbprint() == dev, "a device is named by its key"
        verified = jose.deserialize_compact(text, key, algorithms=["ES256"])
        assert verified.headers() == {"alg": "ES256", "kid": dev}


def stored(path: Path) -> dict[str, int]:
    """Position by the exact string; each string once."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT jws, pos FROM entry").fetchall()
    connection.close()
    found = dict(rows)
    assert len(found) == len(rows), "an entry is stored twice"
    return found


def _heads(
    entries: Sequence[Any], checkpoints: Sequence[Any], held: Iterable[tuple[int, bytes]]
) -> None:
    """Every checkpoint against the tree of RFC 9162, built here leaf by leaf."""
    assert checkpoints, "a journal is never without a checkpoint"
    claims: dict[int, set[bytes]] = {}
    for size, root, note in checkpoints:
        assert note.split("\n")[1:3] == [str(size), base64.b64encode(root).decode()]
        claims.setdefault(size, set()).add(root)
    for size, root in held:
        claims.setdefault(size, set()).add(root)
    assert max(claims) <= len(entries), "a checkpoint of more than there is"
    stack: list[tuple[int, bytes]] = []
    for *_, text, received_at, answer, code in entries:
        judged = f"{answer}:{code}" if code else answer
        leaf = f"{text}\n{received_at}\n{judged}\n".encode()
        node = (1, hashlib.sha256(b"\x00" + leaf).digest())
        while stack and stack[-1][0] == node[0]:
            count, left = stack.pop()
            node = (count * 2, hashlib.sha256(b"\x01" + left + node[1]).digest())
        stack.append(node)
        size = sum(count for count, _ in stack)
        if size in claims:
            assert claims[size] == {_root(stack)}, f"checkpoint {size} is of another tree"


def _root(stack: Sequence[tuple[int, bytes]]) -> bytes:
    value = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        value = hashlib.sha256(b"\x01" + left + value).digest()
    return value


def _payload(text: str) -> bytes:
    part = text.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
