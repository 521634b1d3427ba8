"""Write the scenario files of `tests/vectors/labels`, which Python and TypeScript both read.

python -m tests.labels.make_vectors
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import cbor2

from labels import cose
from labels.trust import Trust, TrustedKey, seal_list
from tests.labels import judge_cases, kit

LARGE = 10_000
FOLDER = Path(__file__).parents[1] / "vectors" / "labels"


def numbers() -> list[dict[str, Any]]:
    good = {
        "as printed": "DAL13-000123-D",
        "without hyphens": "DAL13000123D",
        "in lower case": "dal13-000123-d",
        "with spaces": " dal13 000123 d ",
        "full-width, with a long dash": "ＤＡＬ１３—０００１２３—Ｄ",
    }
    mistyped = {
        "one digit wrong": "DAL13-000124-D",
        "two digits swapped": "DAL13-000132-D",
        "wrong check character": "DAL13-000123-E",
        "port mistyped": "DAK13-000123-D",
    }
    malformed = {
        "nothing": "",
        "a digit missing": "DAL13-00123-D",
        "a digit too many": "DAL13-0001234-D",
        "letter O for zero": "DAL13-OOO123-D",
        "serial zero": "DAL13-000000-9",
        "a declaration number": "210900113004217",
        "Chinese": "标识号",
    }
    return [
        *(
            {"name": n, "typed": t, "number": "DAL13-000123-D", "error": None}
            for n, t in good.items()
        ),
        *(
            {"name": n, "typed": t, "number": None, "error": "mistyped"}
            for n, t in mistyped.items()
        ),
        *(
            {"name": n, "typed": t, "number": None, "error": "malformed"}
            for n, t in malformed.items()
        ),
    ]


def trust_json(trust: Trust) -> dict[str, Any]:
    return {
        "version": trust.version,
        "issued_at": trust.issued_at,
        "keys": [
            {
                "kid": key.kid.hex(),
                "port": key.port,
                "point": key.point.hex(),
                "first_day": key.first_day.isoformat(),
                "last_day": key.last_day.isoformat(),
                "revoked": key.revoked and key.revoked.isoformat(),
            }
            for key in sorted(trust.keys, key=lambda key: key.kid)
        ],
        "void": [list(number) for number in sorted(trust.void)],
        "replaced": [list(number) for number in sorted(trust.replaced)],
    }


def trust_lists() -> list[dict[str, Any]]:
    empty = Trust(version=0, issued_at=0, keys=())
    thousand = replace(kit.TRUST, void=frozenset(("DAL", 13, n * n) for n in range(1, 1000)))
    text = kit.TRUST_TEXT
    content = cbor2.loads(cose.open_message(_unbase64(text)).payload)
    made = [
        _trust_case(name, seal_list(trust, kit.ROOT), trust)
        for name, trust in (
            ("the list of these vectors", kit.TRUST),
            ("an empty list", empty),
            ("a thousand void numbers", thousand),
            ("smallest values", _at_the_least()),
            ("largest values", _at_the_most()),
        )
    ]
    refused = {
        "nothing": "",
        "signed by a port": seal_list(kit.TRUST, kit.DAL),
        "padding": text + "=" * (-len(text) % 4 or 4),
        "cut short": text[:-4],
        "one character changed": text[:100] + ("A" if text[100] != "A" else "B") + text[101:],
        "ordinary base64": base64.b64encode(_unbase64(text)).decode().rstrip("=") + "+",
        "list version 2": _resigned([2, *content[1:]]),
        "version as text": _resigned([1, "7", *content[2:]]),
        "numbers out of order": _resigned([*content[:4], content[4][::-1], content[5]]),
        "a gap of zero": _resigned([*content[:4], [["DAL", 13, [7, 0]]], []]),
        "no serials": _resigned([*content[:4], [["DAL", 13, []]], []]),
        "a serial of seven digits": _resigned([*content[:4], [["DAL", 13, [1_000_000]]], []]),
        "one key twice": _resigned([*content[:3], [content[3][0]] * 2, [], []]),
        "keys out of order": _resigned([*content[:3], content[3][::-1], [], []]),
        "a point off the curve": _resigned(
            [*content[:3], [_bad_key(content[3][0])], [], []],
        ),
        "a key id of another key": _resigned(
            [*content[:3], [[content[3][1][0], *content[3][0][1:]]], [], []],
        ),
        "a value too many": _resigned([*content, 0]),
        "version beyond what JavaScript counts": _resigned([1, 2**53, *content[2:]]),
        "year 100": _resigned([*content[:4], [["DAL", 100, [7]]], []]),
        "serials that add up to seven digits": _resigned(
            [*content[:4], [["DAL", 13, [999_999, 1]]], []]
        ),
        "a port of two letters": _resigned([*content[:4], [["DA", 13, [7]]], []]),
        "a first day in 2100": _resigned([*content[:3], [_dated(content[3][0], 47_482)], [], []]),
        "a last day before the first": _resigned(
            [*content[:3], [_dated(content[3][0], 15_706, 15_705)], [], []]
        ),
        "a revocation in 2100": _resigned(
            [*content[:3], [_dated(content[3][0], 0, 47_481, 47_482)], [], []]
        ),
        "a day before 1970": _resigned([*content[:3], [_dated(content[3][0], -1)], [], []]),
    }
    return [*made, *(_trust_case(name, text, None) for name, text in refused.items())]


def large_lists() -> list[dict[str, Any]]:
    """Ten thousand void numbers, which a phone must take in at once; some of them by name."""
    random = Random(10_000)
    void: set[tuple[str, int, int]] = set()
    while len(void) < LARGE:
        void.add((random.choice(("DAL", "JNZ", "TXG")), 13, random.randint(1, 100_000)))
    text = seal_list(replace(kit.TRUST, void=frozenset(void)), kit.ROOT)
    some = [list(number) for number in random.sample(sorted(void), 50)]
    large = {"text": text, "root_point": kit.ROOT_POINT.hex(), "void": LARGE, "some": some}
    return [{"name": "ten thousand void numbers", **large}]


def _at_the_least() -> Trust:
    first = date(1970, 1, 1)
    key = TrustedKey(cose.point_of(kit.DAL), "000", first, first, first)
    void = frozenset({("000", 0, 1)})
    return Trust(version=0, issued_at=0, keys=(key,), void=void, replaced=void)


def _at_the_most() -> Trust:
    last = date(2099, 12, 31)
    key = TrustedKey(cose.point_of(kit.DAL), "ZZZ", last, last, last)
    void = frozenset({("ZZZ", 99, 999_999), ("ZZZ", 99, 1)})
    return Trust(version=2**53 - 1, issued_at=2**53 - 1, keys=(key,), void=void, replaced=void)


def _dated(key: list[Any], first: int, last: int = 47_481, revoked: int | None = None) -> list[Any]:
    return [*key[:3], first, last, revoked]


def _bad_key(key: list[Any]) -> list[Any]:
    point = b"\x04" + bytes(64)
    return [cose.kid_of(point), key[1], point, *key[3:]]


def _trust_case(name: str, text: str, trust: Trust | None) -> dict[str, Any]:
    accepted = trust_json(trust) if trust else None
    return {"name": name, "text": text, "root_point": kit.ROOT_POINT.hex(), "accepted": accepted}


def _resigned(content: list[Any]) -> str:
    data = cose.sign(cbor2.dumps(content), kit.ROOT)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


FILES = {
    "judge-valid": ("Labels that are valid, as scanned", judge_cases.valid),
    "judge-not-ours": (
        "Codes that are no special label, and labels in a second encoding",
        judge_cases.not_ours,
    ),
    "judge-signatures": ("Unknown keys and signatures that do not fit", judge_cases.signatures),
    "judge-keys": ("What port, validity and revocation of a key decide", judge_cases.keys),
    "judge-withdrawn": ("Void and replaced numbers", judge_cases.withdrawn),
    "judge-known": (
        "What the reader knows from elsewhere, and the order of verdicts",
        judge_cases.known,
    ),
    "numbers": ("Label numbers as people type them", numbers),
    "trust": ("Trust lists to accept and to refuse", trust_lists),
    "trust-large": ("A trust list as large as one has to be taken in at once", large_lists),
}


def written() -> dict[str, str]:
    """The content of every file, by file name."""
    return {
        f"{name}.json": json.dumps({"about": about, "cases": make()}, ensure_ascii=False, indent=1)
        + "\n"
        for name, (about, make) in FILES.items()
    }


def main() -> None:
    for name, content in written().items():
        (FOLDER / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
