"""Write the files of `tests/vectors/log`: checkpoints and proofs that Python and TypeScript both
judge, good ones and bent ones.

python -m tests.log.make_vectors
"""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.journal.log import leaf_data
from backend.merkle import Node, consistency, inclusion, leaf_hash, node_hash
from backend.wire.notes import Checkpoint, sign, vkey

FOLDER = Path(__file__).parents[1] / "vectors" / "log"
ORIGIN = "greenlane.example/journal/0011223344556677"
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"log").digest())
OTHER = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"another log").digest())
SIZES = (1, 2, 3, 4, 5, 7, 8, 11, 16, 17, 100, 257)

Case = dict[str, Any]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def leaf(number: int) -> bytes:
    return leaf_hash(leaf_data(f"h.entry {number}.s", "2013-05-10T06:05:00.000Z", "stored", None))


def lookup(node: Node) -> bytes:
    if node.level == 0:
        return leaf(node.place)
    left = Node(node.level - 1, node.place * 2)
    return node_hash(lookup(left), lookup(Node(left.level, left.place + 1)))


def head(start: int, end: int) -> bytes:
    """The textbook's tree head, by recursion on the leaves."""
    if end - start == 1:
        return leaf(start)
    half = 1 << (end - start - 1).bit_length() - 1
    return node_hash(head(start, start + half), head(start + half, end))


def leaves() -> list[Case]:
    told = [
        ("stored", "stored", None),
        ("quarantined", "quarantined", "no_right"),
    ]
    return [
        {
            "name": name,
            "jws": "aGVhZA.Ym9keQ.c2ln",
            "received_at": "2013-05-10T06:05:00.123Z",
            "answer": answer,
            "code": code,
            "leaf": b64(
                leaf_hash(leaf_data("aGVhZA.Ym9keQ.c2ln", "2013-05-10T06:05:00.123Z", answer, code))
            ),
        }
        for name, answer, code in told
    ]


def notes() -> list[Case]:
    checkpoint = Checkpoint(ORIGIN, 257, head(0, 257))
    good, key = sign(checkpoint, KEY), vkey(ORIGIN, KEY.public_key())
    text, _, signature = good.partition("\n\n")
    witness = sign(checkpoint._replace(origin="witness.example"), OTHER).split("\n\n")[1]
    line = signature.split(" ")[2].strip()
    raw = base64.b64decode(line)
    flipped = b64(raw[:-1] + bytes([raw[-1] ^ 1]))
    name, identity, encoded = key.split("+", 2)
    unused = encoded[:-2] + chr(ord(encoded[-2]) + 1) + "="
    bent = {
        "another size": good.replace("\n257\n", "\n258\n"),
        "another root": good.replace(b64(checkpoint.root), b64(head(0, 256))),
        "another origin": good.replace(ORIGIN, ORIGIN[:-1] + "8"),
        "another origin in the text alone": good.replace(ORIGIN, ORIGIN[:-1] + "8", 1),
        "one bit of the signature": good.replace(line, flipped),
        "the signature of another key": sign(checkpoint, OTHER),
        "another key's signature under our key's id": good.replace(
            line, b64(raw[:4] + base64.b64decode(witness.split(" ")[2].strip())[4:])
        ),
        "only the signature of a witness": f"{text}\n\n{witness}",
        "a truncated signature": good.replace(line, b64(raw[:-1])),
        "no signature": f"{text}\n\n",
        "no blank line": good.replace("\n\n", "\n"),
        "no last line feed": good[:-1],
        "a line more": good.replace("\n\n", "\nextension\n\n"),
        "a line less": "\n".join(good.split("\n")[1:]),
        "an empty origin": good.replace(ORIGIN, "", 1),
        "a size with a leading zero": good.replace("\n257\n", "\n0257\n"),
        "a size with a sign": good.replace("\n257\n", "\n+257\n"),
        "a size in other digits": good.replace("\n257\n", "\n２５７\n"),
        "no size": good.replace("\n257\n", "\n\n"),
        "a root that is no base64": good.replace(b64(checkpoint.root), "?" * 44),
        "a root without its padding": good.replace(b64(checkpoint.root), b64(checkpoint.root)[:-1]),
        "a root of 31 bytes": good.replace(b64(checkpoint.root), b64(checkpoint.root[:31])),
        "a hyphen for the dash": good.replace("— ", "- "),
        "CR LF": good.replace("\n", "\r\n"),
        "a login page": "<html>请登录</html>",
        "nothing": "",
        "too long": good + "— x AAAA\n" * 1000,
    }
    keys = {
        "a verifier key with another id": f"{name}+00000000+{encoded}",
        "a verifier key of another sort": f"{name}+{identity}+{b64(b'2' + bytes(32))}",
        "a verifier key in a second spelling": f"{name}+{identity}+{unused}",
        "the verifier key of another log": vkey(ORIGIN, OTHER.public_key()),
        "the same key under another name": vkey(ORIGIN + "x", KEY.public_key()),
        "no verifier key": "",
    }
    expect = {"origin": ORIGIN, "size": 257, "root": b64(checkpoint.root)}
    empty = Checkpoint(ORIGIN, 0, hashlib.sha256(b"").digest())
    return [
        {"name": "as signed", "vkey": key, "note": good, "expect": expect},
        {
            "name": "countersigned by a witness",
            "vkey": key,
            "note": good + witness,
            "expect": expect,
        },
        {
            "name": "of an empty log",
            "vkey": key,
            "note": sign(empty, KEY),
            "expect": {"origin": ORIGIN, "size": 0, "root": b64(empty.root)},
        },
        *({"name": n, "vkey": key, "note": note, "expect": None} for n, note in bent.items()),
        *({"name": n, "vkey": k, "note": good, "expect": None} for n, k in keys.items()),
    ]


Bend = Callable[[list[bytes]], list[bytes]]
BENDS: dict[str, Bend] = {
    "the last hash missing": lambda proof: proof[:-1],
    "the first hash missing": lambda proof: proof[1:],
    "a hash more": lambda proof: [*proof, bytes(32)],
    "one bit": lambda proof: [bytes([proof[0][0] ^ 1]) + proof[0][1:], *proof[1:]],
    "a short hash": lambda proof: [*proof[:-1], proof[-1][:31]],
    "in reverse": lambda proof: proof[::-1],
}


def _bent(proof: Sequence[bytes]) -> list[tuple[str, list[bytes]]]:
    """The ways to bend this proof that change it."""
    found = []
    for name, bend in BENDS.items():
        if proof or name == "a hash more":
            changed = bend(list(proof))
            if changed != list(proof):
                found.append((name, changed))
    return found


def inclusions() -> list[Case]:
    cases = []
    for size in SIZES:
        for position in sorted({0, size // 2, size - 1}):
            proof = inclusion(position, size, lookup)
            base = {
                "name": f"{position} of {size}",
                "leaf": b64(leaf(position)),
                "position": position,
                "size": size,
                "root": b64(head(0, size)),
                "proof": [b64(value) for value in proof],
                "holds": True,
            }
            cases.append(base)
            no = {**base, "holds": False}
            cases += [
                {**no, "name": f"{base['name']}: {name}", "proof": [b64(v) for v in bent]}
                for name, bent in _bent(proof)
            ]
            cases.append({**no, "name": f"{base['name']}: another leaf", "leaf": b64(leaf(999))})
            cases.append({**no, "name": f"{base['name']}: behind the end", "position": size})
            cases.append({**no, "name": f"{base['name']}: before the start", "position": -1})
            if size > 1:
                other = (position + 1) % size
                cases.append({**no, "name": f"{base['name']}: elsewhere", "position": other})
    return cases


def consistencies() -> list[Case]:
    cases = []
    for second in SIZES:
        for first in sorted({1, second // 2, second - 1, second} - {0}):
            proof = consistency(first, second, lookup)
            base = {
                "name": f"{first} to {second}",
                "first": first,
                "first_root": b64(head(0, first)),
                "second": second,
                "second_root": b64(head(0, second)),
                "proof": [b64(value) for value in proof],
                "holds": True,
            }
            cases.append(base)
            no = {**base, "holds": False}
            cases += [
                {**no, "name": f"{base['name']}: {name}", "proof": [b64(v) for v in bent]}
                for name, bent in _bent(proof)
            ]
            for end in ("first_root", "second_root"):
                cases.append({**no, "name": f"{base['name']}: another {end}", end: b64(leaf(7))})
            cases.append({**no, "name": f"{base['name']}: from nothing", "first": 0})
            if first < second:
                turned = {"first": second, "second": first}
                cases.append({**no, "name": f"{base['name']}: backwards", **turned})
    return cases


FILES: dict[str, Callable[[], list[Case]]] = {
    "leaves": leaves,
    "notes": notes,
    "inclusion": inclusions,
    "consistency": consistencies,
}


def written() -> dict[str, str]:
    """The files by name, as they should be."""
    return {
        f"{name}.json": json.dumps({"cases": make()}, ensure_ascii=False, indent=1) + "\n"
        for name, make in FILES.items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, text in written().items():
        (FOLDER / file).write_text(text, "utf-8")
