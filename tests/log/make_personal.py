"""Write `tests/vectors/personal.json`: entries with personal values beside them, which Python and
TypeScript both seal and read, and bent ones that neither may take.

python -m tests.log.make_personal
"""

import hashlib
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from backend.rules.kinds import KINDS
from backend.wire import disclosures, jws
from backend.wire.disclosures import unveil, veil

FILE = Path(__file__).parents[1] / "vectors" / "personal.json"
STROKES = "M10 10L200 90M210 40L300 120"
_WITNESS = {"name": "范德赫伊 “老范”\nvan der Hey", "signed": True, "reason": None}
_REFUSED = {"name": "张三 \\ \u2028 \u007f 🌷", "signed": False, "reason": "不认可评定"}
_HANDED = {"no": "DAL13-J0007", "driver": "张师傅", "phone": "+86 139-0000-0000", "seal": None}

SOUND: dict[str, tuple[str, int, dict[str, Any]]] = {
    "a witness who signed": ("inspection.recorded", 4, {"crate": "1/1", "witness": _WITNESS}),
    "a witness who refused": ("inspection.recorded", 4, {"witness": _REFUSED, "remark": "~"}),
    "nobody was present": ("inspection.recorded", 4, {"crate": "1/1", "witness": None}),
    "an amended record": (
        "inspection.amended",
        4,
        {"amends": "x", "record": {"witness": _WITNESS}},
    ),
    "strokes by finger": ("inspection.cosigned", 2, {"role": "witness", "strokes": STROKES}),
    "strokes as long as they may be": ("inspection.cosigned", 2, {"strokes": STROKES * 200}),
    "signed on one's own phone": ("inspection.cosigned", 2, {"role": "recorder", "strokes": None}),
    "driver and phone": ("crate.handed", 2, _HANDED),
    "a driver without a phone": ("crate.handed", 2, {**_HANDED, "phone": None}),
}
"""Kind, version and what is to be said; bodies are cut down to what matters here."""


def salts() -> Callable[[], bytes]:
    """Sixteen bytes each, the same every time: a vector has no secrets."""
    numbers = itertools.count()
    return lambda: hashlib.sha256(f"salt {next(numbers)}".encode()).digest()[:16]


def sound() -> list[dict[str, Any]]:
    made = []
    for name, (kind, kv, body) in SOUND.items():
        paths, salt = KINDS[kind, kv].personal, salts()
        signed, beside = veil(msgspec.json.encode(body), paths, salt)
        texts = [item.text for item in beside]
        again = salts()
        made.append(
            {
                "name": name,
                "kind": kind,
                "kv": kv,
                "paths": list(paths),
                "body": body,
                "salts": [jws.encode(again()) for _ in beside],
                "signed": signed.decode(),
                "disclosures": texts,
                "redacted": msgspec.json.decode(unveil(signed, [], paths)),
            }
        )
    return made


def bent() -> list[dict[str, Any]]:
    value = disclosures.make(bytes(16), "name", "范德赫伊")
    other = disclosures.make(bytes(16), "crate", "1/2")
    twice = disclosures.make(bytes(range(16)), "name", "另一人")
    paths = ["witness.name"]
    rows: dict[str, tuple[dict[str, Any], list[disclosures.Disclosure]]] = {
        "signed in plain": ({"witness": {"name": "甲", "signed": True}}, []),
        "plain and disclosed": ({"witness": {"name": "甲", "_sd": [value.digest]}}, [value]),
        "of another name": ({"witness": {"signed": True, "_sd": [other.digest]}}, [other]),
        "at another place": ({"witness": None, "_sd": [value.digest]}, [value]),
        "deeper than it belongs": ({"witness": {"x": {"_sd": [value.digest]}}}, [value]),
        "digests that are none": ({"witness": {"_sd": [{}]}}, []),
        "two for one value": (
            {"witness": {"_sd": [value.digest, twice.digest]}},
            [value, twice],
        ),
    }
    return [
        {
            "name": name,
            "paths": paths,
            "signed": msgspec.json.encode(body).decode(),
            "disclosures": [item.text for item in beside],
        }
        for name, (body, beside) in rows.items()
    ]


def made() -> str:
    return json.dumps({"sound": sound(), "bent": bent()}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(made(), encoding="utf-8")
