"""Reading the little of CBOR (RFC 8949) that labels use, from bytes that nobody has vouched for.

Guarantees: only non-negative whole numbers, byte strings, texts, arrays and null are read, each in
its shortest form and with nothing after it, so a value that was read has no second encoding; on
everything else, and on nothing else, a ValueError. A general decoder does more than that with
tags, decimal fractions and dates, and fails in more ways.
"""

from __future__ import annotations

from typing import TypeAlias

Value: TypeAlias = "int | bytes | str | list[Value] | None"

UNSIGNED, BYTES, TEXT, ARRAY, SIMPLE = 0, 2, 3, 4, 7
DEPTH_MAX = 5  # a trust list nests four arrays

_NULL = 22
_SIZES = {24: 1, 25: 2, 26: 4, 27: 8}  # additional information -> bytes of argument that follow
_LEAST = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}  # the least argument that needs them


def read(data: bytes) -> Value:
    """The one value that `data` holds. Raises ValueError."""
    value, end = _value(data, 0, 0)
    if end != len(data):
        raise ValueError("something follows the value")
    return value


def head(data: bytes, at: int) -> tuple[int, int, int]:
    """Major type, argument, and where the head that begins at `at` ends. Raises ValueError."""
    if at >= len(data):
        raise ValueError("it ends too soon")
    major, info = data[at] >> 5, data[at] & 0x1F
    if info < 24:
        return major, info, at + 1
    end = at + 1 + _SIZES.get(info, len(data))
    argument = int.from_bytes(data[at + 1 : end], "big")
    if end > len(data) or argument < _LEAST[info]:
        raise ValueError("an argument is cut off, of indefinite length, or not in shortest form")
    return major, argument, end


def _value(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    major, argument, start = head(data, at)
    if major == UNSIGNED:
        return argument, start
    if major in (BYTES, TEXT):
        end = start + argument
        if end > len(data):
            raise ValueError("it ends too soon")
        return data[start:end] if major == BYTES else data[start:end].decode(), end
    if major == ARRAY and depth < DEPTH_MAX:
        return _array(data, start, argument, depth + 1)
    if (major, argument) == (SIMPLE, _NULL):
        return None, start
    raise ValueError("a kind of value that labels do not use")


def _array(data: bytes, at: int, length: int, depth: int) -> tuple[list[Value], int]:
    values: list[Value] = []
    for _ in range(length):  # each value takes a byte, so a false length soon runs out of them
        value, at = _value(data, at, depth)
        values.append(value)
    return values, at
