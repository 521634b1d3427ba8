"""Re-prove a journal from its bytes."""

import json
import sqlite3
from pathlib import Path

from joserfc import jws as jose
from joserfc.jwk import ECKey

from backend.journal.rebuild import rebuild


def check(path: Path) -> int:
    """Every entry verifies with joserfc, nothing is missing, views equal a replay; how many."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT pos, dev, seq, id, kind, jws FROM entry ORDER BY pos")
    entries = rows.fetchall()
    connection.close()
    keys: dict[str, ECKey] = {}
    heads: dict[str, int] = {}
    for place, (pos, dev, seq, id_, kind, text) in enumerate(entries):
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
    rebuilt = rebuild(path, lambda _done, _total: None)
    assert sum(rebuilt.differing.values()) == 0, f"views differ from a replay: {rebuilt}"
    return len(entries)


def _payload(text: str) -> bytes:
    import base64

    part = text.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
