"""Scenarios of a code being scanned, each with the verdict that it must get.

What to expect is stated by hand, never taken from the code under test.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import cbor2

from labels import cose
from labels.code import Facts, url_of
from tests.labels import kit

HOST = "GREENLANE.JZCIQ.GOV.CN"
TODAY = "2013-05-10"


def facts_json(facts: Facts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(facts).items()
    }


def case(
    name: str,
    text: str,
    verdict: str,
    facts: Facts | None = kit.TULIPS,
    *,
    also: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    revoked: str | None = None,
    today: str = TODAY,
    known: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """One scenario. What to expect is stated here by hand, never taken from the code."""
    expect = {
        "verdict": verdict,
        "also": list(also),
        "notes": list(notes),
        "number": facts.number if facts else None,
        "facts": facts_json(facts),
        "revoked": revoked,
    }
    return {
        "name": name,
        "text": text,
        "trust": kit.TRUST_TEXT,
        "root_point": kit.ROOT_POINT.hex(),
        "today": today,
        "known": known or {},
        "expect": expect,
    }


def tulips(**changes: Any) -> Facts:
    return replace(kit.TULIPS, **changes)


def valid() -> list[dict[str, Any]]:
    jnz = {
        "port": "JNZ",
        "serial": 999_999,
        "n": 176,
        "of": 176,
        "destination": "E-03-2013-99",
    }
    small = {"serial": 1, "declaration": 1, "n": 1, "of": 1, "hs": 1, "destination": "A"}
    large = {
        "declaration": 999_999_999_999_999,
        "n": 9999,
        "of": 9999,
        "hs": 999_999,
        "destination": "ABCDEFGH-012",
    }
    good = kit.token()
    everything = {
        "seen_elsewhere": False,
        "unpacked": False,
        "on_list": True,
        "destinations": ["A01", "B12-07"],
    }
    return [
        case("a bare token", good, "valid"),
        case("the URL a camera reads", url_of(HOST, good), "valid"),
        case("the host in lower case", f"https://greenlane.jzciq.gov.cn/L/{good}", "valid"),
        case("a host with a port", f"https://192.168.1.5:8443/L/{good}", "valid"),
        case("everything known is well", good, "valid", known=everything),
        case("on the last day, which counts", good, "valid", today="2013-11-01"),
        case("on the day of issue", good, "valid", today="2013-04-28"),
        case("largest serial", kit.token(kit.JNZ, **jnz), "valid", tulips(**jnz)),
        case("smallest values", kit.token(**small), "valid", tulips(**small)),
        case("largest values", kit.token(**large), "valid", tulips(**large)),
        case(
            "a slow clock does not make a label invalid",
            good,
            "valid",
            today="2013-04-27",
            notes=("issued_after_today",),
        ),
    ]


def not_ours() -> list[dict[str, Any]]:
    good = kit.token()
    payload = cbor2.dumps(kit.values())
    plain = bytes(kit.bytes_of(good))
    texts = {
        "nothing": "",
        "a shop's web page": "https://example.com/item/12",
        "another path of our host": f"https://{HOST}/enrol#ABCDEF",
        "http": f"http://{HOST}/L/{good}",
        "a query behind the token": f"https://{HOST}/L/{good}?a=1",
        "a user name before the host": f"https://x@{HOST}/L/{good}",
        "a lower-case token": good.lower(),
        "white space behind the token": good + "\n",
        "full-width letters": "Ａ" + good[1:],
        "padding": good + "======"[: -len(good) % 8],
        "text only": "HELLO",
        "slack bits set": kit.with_slack_bit(good),
        "last character missing": good[:-1],
        "a byte behind the signature": kit.text_of(plain + b"\0"),
        "without the tag": kit.text_of(plain[1:]),
        "another tag": kit.text_of(b"\xd3" + plain[1:]),
        "another algorithm": kit.text_of(plain.replace(b"\xa2\x01\x26", b"\xa2\x01\x27", 1)),
        "an unprotected header": kit.text_of(
            plain.replace(b"\xa0\x58", b"\xa1\x18\x2a\x01\x58", 1)
        ),
        "length of the payload not in shortest form": kit.text_of(
            plain.replace(b"\xa0\x58", b"\xa0\x59\x00", 1)
        ),
        "indefinite payload string": kit.text_of(plain.replace(b"\xa0\x58", b"\xa0\x5f\x58", 1)),
        "a number not in shortest form": kit.signed(
            payload.replace(b"\x18\x7b", b"\x19\x00\x7b", 1)
        ),
        "a small number not in shortest form": kit.signed(b"\x8b\x18\x01" + payload[2:]),
        "an indefinite array": kit.signed(b"\x9f" + payload[1:] + b"\xff"),
        "a value behind the array": kit.signed(payload + b"\x00"),
        "twelve values": kit.signed(cbor2.dumps([*kit.values(), 0])),
        "ten values": kit.signed(cbor2.dumps(kit.values()[:-1])),
        "a map": kit.signed(cbor2.dumps({1: kit.values()})),
        "an empty payload": kit.signed(b""),
        "format version 2": kit.bent(version=2),
        "format version true": kit.bent(version=True),
        "serial 0": kit.bent(serial=0),
        "serial of seven digits": kit.bent(serial=1_000_000),
        "serial as a decimal fraction": kit.bent(serial=123.0),
        "serial as text": kit.bent(serial="123"),
        "negative declaration": kit.bent(declaration=-1),
        "declaration of 16 digits": kit.bent(declaration=10**15),
        "declaration beyond 64 bits": kit.bent(declaration=2**70),
        "crate 13 of 12": kit.bent(n=13),
        "crate 0": kit.bent(n=0),
        "10000 crates": kit.bent(of=10_000),
        "port of two letters": kit.bent(port="DA"),
        "port in lower case": kit.bent(port="dal"),
        "port as bytes": kit.bent(port=b"DAL"),
        "origin of three letters": kit.bent(origin="NLD"),
        "HS code of seven digits": kit.bent(hs=1_000_000),
        "destination empty": kit.bent(destination=""),
        "destination too long": kit.bent(destination="ABCDEFGHIJKLM"),
        "destination in Chinese": kit.bent(destination="展位"),
        "valid until before issue": kit.bent(valid_until=15822),
        "issued in 1999": kit.bent(issued=10_956),
        "valid until 2100": kit.bent(valid_until=47_482),
    }
    return [case(name, text, "not_ours", None) for name, text in texts.items()]


def signatures() -> list[dict[str, Any]]:
    good = kit.token()
    data = kit.bytes_of(good)
    serial_at = data.index(b"\x18\x7b") + 1
    zero = kit.text_of(bytes(data[:-64]) + bytes(64))
    stranger = kit.token(kit.STRANGER)
    claimed = kit.bytes_of(stranger)
    claimed[8:12] = cose.kid_of(cose.point_of(kit.DAL))  # signed by a stranger in Dalian's name
    failed = "signature_failed"
    why = ("signature",)
    return [
        case("a key that is not listed", stranger, "key_unknown"),
        case("a key not listed says nothing more", stranger, "key_unknown", today="2014-01-01"),
        case("one bit of the key id", kit.with_bit_flipped(good, 8), "key_unknown"),
        case("signed by a stranger in a port's name", kit.text_of(claimed), failed, notes=why),
        case(
            "one bit of the serial",
            kit.with_bit_flipped(good, serial_at),
            failed,
            tulips(serial=122),
            notes=why,
        ),
        case("one bit of r", kit.with_bit_flipped(good, len(data) - 64), failed, notes=why),
        case("one bit of s", kit.with_bit_flipped(good, len(data) - 1), failed, notes=why),
        case("a signature of zeros", zero, failed, notes=why),
        case("high s", kit.with_high_s(good), failed, notes=("high_s",)),
        case(
            "facts of one label, signature of another",
            kit.text_of(bytes(data[:-64]) + bytes(kit.bytes_of(kit.token(serial=124))[-64:])),
            failed,
            notes=why,
        ),
        case(
            "forged and expired: only the first is said",
            kit.with_bit_flipped(good, len(data) - 1),
            failed,
            notes=why,
            today="2014-01-01",
            known={"seen_elsewhere": True},
        ),
    ]


def keys() -> list[dict[str, Any]]:
    failed = "signature_failed"
    txg = {"port": "TXG"}
    made = []
    for name, day, verdict, notes in (
        ("first day of the key", date(2013, 3, 1), "valid", ()),
        ("the day before the key's first", date(2013, 2, 28), failed, ("before_key",)),
        ("last day of the key", date(2013, 6, 30), "valid", ()),
        ("the day after the key's last", date(2013, 7, 1), failed, ("after_key",)),
    ):
        text = kit.token(kit.TXG, issued=day, **txg)
        facts = tulips(issued=day, **txg)
        made.append(case(name, text, verdict, facts, notes=notes, today="2013-07-15"))
    for name, day, verdict, note in (
        ("the day before the revocation", date(2013, 3, 31), "valid", "before_revocation"),
        ("the day of the revocation", date(2013, 4, 1), failed, "after_revocation"),
        ("long after the revocation", date(2013, 4, 28), failed, "after_revocation"),
    ):
        text = kit.token(kit.OLD, issued=day)
        facts = tulips(issued=day)
        made.append(case(name, text, verdict, facts, notes=(note,), revoked="2013-04-01"))
    wrong_port = kit.token(kit.JNZ)
    made.append(case("a port other than the key's", wrong_port, failed, notes=("port",)))
    day = date(2012, 5, 1)
    made.append(
        case(
            "last year's label of a revoked key",
            kit.token(kit.OLD, issued=day, valid_until=day),
            "expired",
            tulips(issued=day, valid_until=day),
            notes=("before_revocation",),
            revoked="2013-04-01",
        )
    )
    return made


def withdrawn() -> list[dict[str, Any]]:
    made = []
    for name, changes, verdict, also in (
        ("void", {"serial": 200}, "void", ()),
        ("void, reached over a gap", {"serial": 201}, "void", ()),
        ("next to void numbers", {"serial": 202}, "valid", ()),
        ("replaced", {"serial": 300}, "replaced", ()),
        ("void and replaced", {"serial": 7}, "void", ("replaced",)),
        ("void with another port", {"serial": 1}, "valid", ()),
    ):
        made.append(case(name, kit.token(**changes), verdict, tulips(**changes), also=also))
    made.append(
        case(
            "void, seen elsewhere and expired",
            kit.token(serial=200),
            "void",
            tulips(serial=200),
            also=("seen_elsewhere", "wrong_destination", "expired", "not_listed"),
            today="2013-11-02",
            known={"seen_elsewhere": True, "destinations": [], "on_list": False},
        )
    )
    return made


def known() -> list[dict[str, Any]]:
    good = kit.token()
    worst = {"seen_elsewhere": True, "unpacked": True, "on_list": False, "destinations": ["N01"]}
    wrong = "wrong_destination"
    return [
        case("seen elsewhere", good, "seen_elsewhere", known={"seen_elsewhere": True}),
        case("already unpacked", good, "unpacked", known={"unpacked": True}),
        case("bound for another stand", good, wrong, known={"destinations": ["N01", "B12"]}),
        case("no destination is served here", good, wrong, known={"destinations": []}),
        case("the day after the last", good, "expired", today="2013-11-02"),
        case("not on the list", good, "not_listed", known={"on_list": False}),
        case("on the list", good, "valid", known={"on_list": True}),
        case(
            "all at once, in order",
            good,
            "seen_elsewhere",
            known=worst,
            today="2014-01-01",
            also=("unpacked", wrong, "expired", "not_listed"),
        ),
        case(
            "expired and not on the list",
            good,
            "expired",
            known={"on_list": False},
            today="2013-12-01",
            also=("not_listed",),
        ),
    ]
