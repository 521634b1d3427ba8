"""Our reader against a general one: it reads the same, but only what has one encoding."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from labels import cbor

leaves = st.none() | st.integers(0, 2**64 - 1) | st.text(max_size=30) | st.binary(max_size=300)
plain = leaves | st.lists(leaves | st.lists(leaves, max_size=30), max_size=30)


@given(plain)
def test_what_another_encoder_writes_is_read(value: cbor.Value):
    assert cbor.read(cbor2.dumps(value)) == value


@given(st.binary(max_size=40))
@example(b"\xf6")
@example(b"\x83\x01\x41\x00\x61\x41")
def test_whatever_is_read_has_no_second_encoding(data: bytes):
    try:
        value = cbor.read(data)
    except ValueError:
        return
    assert cbor2.dumps(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x18\x17",
        b"\x19\x00\xff",
        b"\x1a\x00\x00\xff\xff",
        b"\x1b\x00\x00\x00\x00\xff\xff\xff\xff",
        b"\x1c",
        b"\x5f\x41\x00\xff",
        b"\x9f\xff",
        b"\x20",
        b"\xf5",
        b"\xa0",
        b"\xc0\x00",
        b"\x62\xc3\x28",
        b"\x42\x00",
        b"\x00\x00",
        b"\x81" * 6 + b"\x00",
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
    ],
)
def test_everything_else_is_refused(data: bytes):
    with pytest.raises(ValueError, match=r"\w"):
        cbor.read(data)
