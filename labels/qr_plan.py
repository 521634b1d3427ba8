"""The code of a label, drawn by a plan: with version, level and mask fixed, only bits move.

Guarantees: module for module the same symbol as the general encoder makes, which the plan of each
version is learnt from when it is first needed; about ten times as fast, since neither masks are
compared nor modules visited one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import itemgetter

from qrcode import base, util
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

MASK = 0
SCHEME = "https://"

_PRIMITIVE = 0x11D  # the polynomial of the field that QR codes calculate in
_PADDING = bytes((0xEC, 0x11))
_FLIPPED = str.maketrans("01", "10")
_ALPHABET = util.ALPHA_NUM.decode()
_PAIRS = {
    one + other: f"{_ALPHABET.index(one) * 45 + _ALPHABET.index(other):011b}"
    for one, other in product(_ALPHABET, repeat=2)
} | {one: f"{at:06b}" for at, one in enumerate(_ALPHABET)}


@dataclass(frozen=True, slots=True)
class Plan:
    """One version at level Q: how its data is cut, checked and laid out."""

    side: int  # modules
    blocks: tuple[int, ...]  # bytes of data in each block
    checks: int  # bytes of error correction after each block
    remainders: tuple[int, ...]  # by first byte, what a division step takes away
    interleave: Callable[[bytes], tuple[int, ...]]
    modules: Callable[[str], tuple[str, ...]]  # picks each module from bits, flipped bits, "01"


def rows(rest: str, version: int) -> tuple[bytes, ...]:
    """The symbol of SCHEME in bytes and `rest` in alphanumeric mode, rows of 0 and 1.

    `rest` must fit the version, 10 or more, and have only characters of that mode.
    """
    plan = plan_of(version)
    data = _data(rest, data_bits(version))
    parts, checks, at = [], [], 0
    for size in plan.blocks:
        block = data[at : at + size]
        at += size
        parts.append(block)
        checks.append(_checks(block, plan))
    codewords = bytes(plan.interleave(b"".join(parts + checks)))
    bits = f"{int.from_bytes(codewords):0{8 * len(codewords)}b}"
    flat = "".join(plan.modules(bits + bits.translate(_FLIPPED) + "01"))
    cells = flat.encode().translate(bytes.maketrans(b"01", b"\0\1"))
    return tuple(cells[start : start + plan.side] for start in range(0, len(cells), plan.side))


def bits_of(rest_chars: int) -> int:
    """How many bits the scheme and so many alphanumeric characters take, in version 10 to 26."""
    return 4 + 16 + 8 * len(SCHEME) + 4 + 11 + rest_chars // 2 * 11 + rest_chars % 2 * 6


def _data(rest: str, room: int) -> bytes:
    """The codewords of data, padded to `room` bits."""
    scheme = f"{int.from_bytes(SCHEME.encode()):0{8 * len(SCHEME)}b}"
    pairs = (_PAIRS[rest[at : at + 2]] for at in range(0, len(rest), 2))
    bits = f"0100{len(SCHEME):016b}{scheme}0010{len(rest):011b}{''.join(pairs)}"
    bits += "0" * min(4, room - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8)
    missing = room // 8 - len(data)
    return data + (_PADDING * (missing // 2 + 1))[:missing]


def _checks(block: bytes, plan: Plan) -> bytes:
    """The remainder of the block as a polynomial, by the generator of the code."""
    shift, low = 8 * (plan.checks - 1), (1 << 8 * (plan.checks - 1)) - 1
    left = 0
    for byte in block:
        left = ((left & low) << 8) ^ plan.remainders[byte ^ (left >> shift)]
    return left.to_bytes(plan.checks)


@cache
def data_bits(version: int) -> int:
    """How many bits a version holds at level Q."""
    return 8 * sum(block.data_count for block in base.rs_blocks(version, ERROR_CORRECT_Q))


@cache
def plan_of(version: int) -> Plan:
    """The plan of a version, learnt once from the general encoder."""
    found = base.rs_blocks(version, ERROR_CORRECT_Q)
    blocks = tuple(block.data_count for block in found)
    checks = found[0].total_count - found[0].data_count
    total = sum(block.total_count for block in found)
    return Plan(
        side=17 + 4 * version,
        blocks=blocks,
        checks=checks,
        remainders=_remainders(checks),
        interleave=itemgetter(*_interleaving(blocks, checks)),
        modules=itemgetter(*_module_sources(version, total)),
    )


def _interleaving(blocks: Sequence[int], checks: int) -> list[int]:
    """Where each codeword of the symbol stands in the blocks of data and then of checks."""
    starts = [sum(blocks[:at]) for at in range(len(blocks))]
    order = [
        start + at
        for at in range(max(blocks))
        for start, size in zip(starts, blocks, strict=True)
        if at < size
    ]
    after = sum(blocks)
    order += [after + block * checks + at for at in range(checks) for block in range(len(blocks))]
    return order


def _remainders(checks: int) -> tuple[int, ...]:
    """For each byte that comes out at the top of a division, the multiple of the generator."""
    generator = [1]
    root = 1
    for _ in range(checks):
        scaled = [0, *(_times(factor, root) for factor in generator)]
        generator = [one ^ other for one, other in zip([*generator, 0], scaled, strict=True)]
        root = _times(root, 2)
    return tuple(
        int.from_bytes(bytes(_times(factor, byte) for factor in generator[1:]))
        for byte in range(256)
    )


def _times(one: int, other: int) -> int:
    """Product in the field of 256 elements."""
    product_ = 0
    while other:
        if other & 1:
            product_ ^= one
        one <<= 1
        if one & 0x100:
            one ^= _PRIMITIVE
        other >>= 1
    return product_


def _module_sources(version: int, codewords: int) -> list[int]:
    """For each module, which bit decides it; beyond the bits, their opposites, then "01".

    The number of the bit is read off the encoder itself: one drawing for each binary digit.
    """
    count = 8 * codewords
    dark_at_zero = _drawn(version, [False] * count)
    dark_at_one = _drawn(version, [True] * count)
    planes = [
        _drawn(version, [bool(bit >> digit & 1) for bit in range(count)])
        for digit in range(count.bit_length())
    ]
    sources = []
    for at, zero in enumerate(dark_at_zero):
        if dark_at_one[at] == zero:  # a pattern, a version or a remainder: always the same
            sources.append(2 * count + zero)
            continue
        bit = sum((plane[at] != zero) << digit for digit, plane in enumerate(planes))
        sources.append(bit + count * zero)
    return sources


def _drawn(version: int, bits: Sequence[bool]) -> list[bool]:
    """All modules of the general encoder's symbol for these codewords, row by row."""
    code = QRCode(version=version, error_correction=ERROR_CORRECT_Q, border=0)
    code.data_cache = [
        sum(bit << 7 - at for at, bit in enumerate(bits[start : start + 8]))
        for start in range(0, len(bits), 8)
    ]
    code.makeImpl(False, MASK)
    return [bool(cell) for row in code.modules for cell in row]
