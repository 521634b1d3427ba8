"""Keys, labels and forgeries for the tests of the label: always the same bytes."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from labels import cose
from labels.code import Facts, seal
from labels.trust import Trust, TrustedKey, seal_list


def key(name: str) -> ec.EllipticCurvePrivateKey:
    """A P-256 key that anybody can make again from its name. For tests only."""
    secret = int.from_bytes(hashlib.sha256(f"greenlane test key {name}".encode()).digest(), "big")
    return ec.derive_private_key(secret % (cose.ORDER - 1) + 1, ec.SECP256R1())


ROOT, DAL, JNZ, TXG, OLD, STRANGER = map(key, ("root", "DAL", "JNZ", "TXG", "old DAL", "stranger"))

# Three of twelve crates of tulip bulbs from the Netherlands, through Dalian port
TULIPS = Facts(
    serial=123,
    declaration=210900113004217,
    n=3,
    of=12,
    port="DAL",
    origin="NL",
    hs=60110,
    destination="B12-07",
    issued=date(2013, 4, 28),
    valid_until=date(2013, 11, 1),
)


def trusted(
    signer: ec.EllipticCurvePrivateKey,
    port: str,
    first: date = date(2013, 1, 1),
    last: date = date(2013, 12, 31),
    revoked: date | None = None,
) -> TrustedKey:
    return TrustedKey(cose.point_of(signer), port, first, last, revoked)


TRUST = Trust(
    version=7,
    issued_at=1_367_000_000,
    keys=(
        trusted(DAL, "DAL"),
        trusted(JNZ, "JNZ"),
        trusted(TXG, "TXG", first=date(2013, 3, 1), last=date(2013, 6, 30)),
        trusted(OLD, "DAL", first=date(2012, 1, 1), revoked=date(2013, 4, 1)),
    ),
    void=frozenset({("DAL", 13, 7), ("DAL", 13, 200), ("DAL", 13, 201), ("JNZ", 13, 1)}),
    replaced=frozenset({("DAL", 13, 7), ("DAL", 13, 300), ("TXG", 12, 5)}),
)
TRUST_TEXT = seal_list(TRUST, ROOT)
ROOT_POINT = cose.point_of(ROOT)


def token(signer: ec.EllipticCurvePrivateKey = DAL, /, **changes: Any) -> str:
    """The token of the tulips' label, with some facts changed."""
    return seal(replace(TULIPS, **changes), signer)


def bytes_of(text: str) -> bytearray:
    """The signed message inside a token."""
    return bytearray(base64.b32decode(text + "=" * (-len(text) % 8)))


def text_of(data: bytes | bytearray) -> str:
    """Any bytes as a token."""
    return base64.b32encode(data).decode().rstrip("=")


def values(**changes: Any) -> list[Any]:
    """The eleven payload values of the tulips, by name, so that a forger can bend them."""
    fields = {
        "version": 1,
        "serial": 123,
        "declaration": 210900113004217,
        "n": 3,
        "of": 12,
        "port": "DAL",
        "origin": "NL",
        "hs": 60110,
        "destination": "B12-07",
        "issued": 15823,
        "valid_until": 16010,
    }
    return list((fields | changes).values())


def signed(payload: bytes, signer: ec.EllipticCurvePrivateKey = DAL) -> str:
    """A token over any payload at all, properly signed."""
    return text_of(cose.sign(payload, signer))


def bent(**changes: Any) -> str:
    """A properly signed token whose payload breaks a rule of the format."""
    return signed(cbor2.dumps(values(**changes)))


def with_high_s(text: str) -> str:
    """The same label with the other signature that ECDSA would accept."""
    data = bytes_of(text)
    s = int.from_bytes(data[-32:], "big")
    data[-32:] = (cose.ORDER - s).to_bytes(32, "big")
    return text_of(bytes(data))


def with_bit_flipped(text: str, byte: int, bit: int = 0) -> str:
    """The token with one bit of its message turned over."""
    data = bytes_of(text)
    data[byte] ^= 1 << bit
    return text_of(bytes(data))


def with_slack_bit(text: str) -> str:
    """The token with an unused bit of its last character set: the same bytes, another text."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return text[:-1] + alphabet[alphabet.index(text[-1]) | 1]
