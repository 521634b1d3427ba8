"""Tokens that nobody signed: genuine ones bent in the ways of forgers and of damaged prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from labels import cose
from tests.labels import kit

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_SIGNATURE = slice(-64, None)
Bend = Callable[[Random, str, str], str]


def _flip(random: Random, token: str, _: str) -> str:
    return kit.with_bit_flipped(
        token, random.randrange(len(kit.bytes_of(token))), random.randrange(8)
    )


def _bytes(random: Random, token: str, __: str) -> str:
    data = kit.bytes_of(token)
    for _ in range(random.randint(1, 8)):  # how many are hit
        data[random.randrange(len(data))] = random.randrange(256)
    return kit.text_of(data)


def _char(random: Random, token: str, _: str) -> str:
    at = random.randrange(len(token))
    return token[:at] + random.choice(_BASE32) + token[at + 1 :]


def _swap(random: Random, token: str, _: str) -> str:
    at = random.randrange(len(token) - 1)
    return token[:at] + token[at + 1] + token[at] + token[at + 2 :]


def _insert(random: Random, token: str, _: str) -> str:
    at = random.randrange(len(token) + 1)
    return token[:at] + random.choice(_BASE32) + token[at:]


def _delete(random: Random, token: str, _: str) -> str:
    at = random.randrange(len(token))
    return token[:at] + token[at + 1 :]


def _cut(random: Random, token: str, _: str) -> str:
    return token[: random.randrange(len(token))]


def _splice(random: Random, token: str, other: str) -> str:
    """The head of one label and the tail of another, as a crease or a cutter makes it."""
    one, two = kit.bytes_of(token), kit.bytes_of(other)
    at = random.randrange(1, min(len(one), len(two)))
    return kit.text_of(one[:at] + two[at:])


def _borrow(_: Random, token: str, other: str) -> str:
    """The signature of another label under these facts."""
    data = kit.bytes_of(token)
    data[_SIGNATURE] = kit.bytes_of(other)[_SIGNATURE]
    return kit.text_of(data)


def _high(_: Random, token: str, __: str) -> str:
    return kit.with_high_s(token)


def _arithmetic(random: Random, token: str, _: str) -> str:
    """r and s as sums that some verifiers reduce, and as the values that some forget to refuse."""
    data = kit.bytes_of(token)
    r = int.from_bytes(data[-64:-32], "big")
    s = int.from_bytes(data[-32:], "big")
    n, full = cose.ORDER, 2**256
    odd = [0, 1, n, n - 1, n + 1, full - 1, n // 2, (r + n) % full, (s + n) % full, r, s]
    r, s = random.choice([*odd, r]), random.choice([*odd, s])
    data[_SIGNATURE] = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return kit.text_of(data)


def _another_key(random: Random, token: str, _: str) -> str:
    """Another listed key named over the same signature."""
    data = kit.bytes_of(token)
    data[8:12] = random.choice([key.kid for key in kit.TRUST.keys])
    return kit.text_of(data)


BENDS: tuple[Bend, ...] = (
    _flip,
    _bytes,
    _char,
    _swap,
    _insert,
    _delete,
    _cut,
    _splice,
    _borrow,
    _high,
    _arithmetic,
    _another_key,
)


def genuine(random: Random, count: int) -> list[str]:
    """Labels that are what they say, of every size."""
    made = []
    for _ in range(count):
        changes = {
            "serial": random.randint(1, 999_999),
            "declaration": random.randint(1, 10**15 - 1),
            "n": random.randint(1, 12),
            "hs": random.randint(1, 999_999),
            "destination": "".join(random.choices(_BASE32, k=random.randint(1, 12))),
        }
        made.append(kit.token(**changes))
    return made


def mutants(random: Random, count: int) -> Iterator[tuple[str, str]]:
    """So many forgeries, each with the name of what was done; none is a genuine token."""
    tokens = genuine(random, 200)
    known = set(tokens)
    while count:
        bend = random.choice(BENDS)
        bent = bend(random, random.choice(tokens), random.choice(tokens))
        if bent not in known:
            count -= 1
            yield bend.__name__, bent
