"""Somebody with the server in his hands: its database, and every key that lies beside it.

Each attack alters something at or before the position that a phone's checkpoint covers. Then the
tracks are covered, as far as the forger troubles to: tree and checkpoints are made anew with the
log's own key, and the views by a replay, so that the database agrees with itself.
"""

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.desk.keyring import Keyring
from backend.journal.journal import Journal, Keys
from backend.journal.rebuild import rebuild
from backend.journal.sealing import DeskKey
from backend.wire import jws
from backend.wire.notes import Checkpoint, sign

_COLUMNS = ("pos", "id", "dev", "seq", "kind", "received_at", "answer", "code", "objections", "jws")
Row = dict[str, Any]
Rows = list[Row]


class Forger:
    """Over a copy of a data folder; `covered` entries are under the phone's checkpoint."""

    def __init__(self, data: Path, covered: int, draw: random.Random) -> None:
        self.path = data / "journal.db"
        self._keyring = Keyring(data / "keys")
        self._covered = covered
        self._draw = draw

    def strike(self, attack: "Attack", *, tracks: bool) -> None:
        """Carry out an attack, and cover its tracks."""
        rows = self._read()
        self._pattern = next(row for row in rows if row["kind"] == "rights.granted")
        attack(self, rows)
        self._write(rows)
        if tracks:
            self._cover()

    # Attacks

    def edit(self, rows: Rows) -> None:
        """One character of what somebody signed."""
        row = self._one(rows)
        head, payload, signature = row["jws"].split(".")
        at = self._draw.randrange(len(payload) - 2)
        other = "A" if payload[at] != "A" else "B"
        row["jws"] = f"{head}.{payload[:at]}{other}{payload[at + 1 :]}.{signature}"

    def edit_signature(self, rows: Rows) -> None:
        row = self._one(rows)
        other = "A" if row["jws"][-10] != "A" else "B"
        row["jws"] = f"{row['jws'][:-10]}{other}{row['jws'][-9:]}"

    def sign_again(self, rows: Rows) -> None:
        """The desk's own entry with another claimed time, validly signed."""
        desk = self._keyring.get("desk")
        mine = [row for row in rows[: self._covered] if row["dev"] == DeskKey(desk).dev]
        row = self._draw.choice(mine)
        row["jws"] = _altered(row["jws"], desk, at="2013-04-01T08:00:00+08:00")

    def swap_a_phones_key(self, rows: Rows) -> None:
        """Another key in the enrolment, signed by the desk; all that the phone signed, again."""
        desk, key = self._keyring.get("desk"), ec.generate_private_key(ec.SECP256R1())
        jwk = jws.jwk_of(key.public_key())
        new = jws.thumbprint(jwk)
        row = self._draw.choice([r for r in rows[: self._covered] if _is_phone(r)])
        body = json.loads(jws.split(row["jws"]).payload)["body"]
        old, body["dev"] = body["dev"], new
        body["jwk"] = {"kty": "EC", "crv": "P-256", "x": jwk.x, "y": jwk.y}
        row["jws"] = _altered(row["jws"], desk, body=body)
        for other in rows:
            if other["dev"] == old:
                other["dev"], other["jws"] = (
                    new,
                    jws.seal(jws.header_of(new), jws.split(other["jws"]).payload, key),
                )

    def move_the_time(self, rows: Rows) -> None:
        """When it was received."""
        row = self._one(rows)
        row["received_at"] = f"2012{row['received_at'][4:]}"

    def change_the_verdict(self, rows: Rows) -> None:
        row = self._one(rows)
        if row["answer"] == "stored":
            row["answer"], row["code"] = "quarantined", "no_right"
        else:
            row["answer"], row["code"] = "stored", None

    def delete(self, rows: Rows) -> None:
        """One entry, and close the ranks behind it."""
        rows.remove(self._one(rows))

    def swap(self, rows: Rows) -> None:
        """Two neighbours."""
        at = self._draw.randrange(self._covered - 1)
        rows[at], rows[at + 1] = rows[at + 1], rows[at]

    def slip_in(self, rows: Rows) -> None:
        """An entry of the past, by the desk."""
        at = self._draw.randrange(1, self._covered)
        rows.insert(at, self._desk_entry(rows, rows[at]["received_at"]))

    def roll_back(self, rows: Rows) -> None:
        """To an older state, as of a backup."""
        del rows[self._draw.randrange(1, self._covered) :]

    def fork(self, rows: Rows) -> None:
        """Back, and then on with other entries, beyond what was there before."""
        total = len(rows)
        self.roll_back(rows)
        while len(rows) <= total:
            rows.append(self._desk_entry(rows, "2027-01-01T00:00:00.000Z"))

    # Tools

    def _one(self, rows: Rows) -> Row:
        return rows[self._draw.randrange(self._covered)]

    def _desk_entry(self, rows: Rows, received_at: str) -> Row:
        """A harmless entry, with the next free number."""
        desk = self._keyring.get("desk")
        seq = max(row["seq"] for row in rows if row["dev"] == DeskKey(desk).dev) + 1
        pattern = self._pattern
        id_ = f"{pattern['id'][:24]}{seq:012x}"
        text = _altered(pattern["jws"], desk, seq=seq, id=id_)
        return {**pattern, "id": id_, "seq": seq, "received_at": received_at, "jws": text}

    def _read(self) -> Rows:
        with sqlite3.connect(self.path) as db:
            query = f"SELECT {', '.join(_COLUMNS)} FROM entry ORDER BY pos"  # noqa: S608
            rows = [dict(zip(_COLUMNS, row, strict=True)) for row in db.execute(query)]
        db.close()
        return rows

    def _write(self, rows: Rows) -> None:
        with sqlite3.connect(self.path) as db:
            for name in ("entry_never_changes", "entry_never_goes"):
                db.execute(f"DROP TRIGGER {name}")
            db.execute("DELETE FROM entry")
            for pos, row in enumerate(rows):
                marks = ", ".join("?" for _ in _COLUMNS)
                values = [pos, *(row[name] for name in _COLUMNS[1:])]
                db.execute(f"INSERT INTO entry VALUES ({marks})", values)  # noqa: S608
        db.close()

    def _cover(self) -> None:
        with sqlite3.connect(self.path) as db:
            for name in ("checkpoint_never_changes", "checkpoint_never_goes"):
                db.execute(f"DROP TRIGGER {name}")
            db.execute("DELETE FROM tile")
            db.execute("DELETE FROM checkpoint")
        db.close()
        keys = Keys(DeskKey(self._keyring.get("desk")), self._keyring.log())
        Journal(self.path, keys, "localhost:8000").close()
        # what cannot be read cannot be replayed either
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            rebuild(self.path, lambda _, __: None)

    def false_note(self, origin: str, size: int) -> str:
        """A validly signed checkpoint of a tree that never was."""
        root = self._draw.randbytes(32)
        return sign(Checkpoint(origin, size, root), self._keyring.log())


Attack = Callable[[Forger, Rows], None]
ATTACKS: list[Attack] = [
    Forger.edit,
    Forger.edit_signature,
    Forger.sign_again,
    Forger.swap_a_phones_key,
    Forger.move_the_time,
    Forger.change_the_verdict,
    Forger.delete,
    Forger.swap,
    Forger.slip_in,
    Forger.roll_back,
    Forger.fork,
]


def _is_phone(row: Row) -> bool:
    if row["kind"] != "device.enrolled":
        return False
    return not json.loads(jws.split(row["jws"]).payload)["body"]["desk"]


def _altered(text: str, key: ec.EllipticCurvePrivateKey, **over: Any) -> str:
    parts = jws.split(text)
    payload = {**json.loads(parts.payload), **over}
    return jws.seal(jws.header_of(parts.kid), json.dumps(payload).encode(), key)
