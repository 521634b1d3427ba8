"""The trust list: signed by the office, one encoding, and small."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import cose
from labels.errors import KeyFileError, TrustRefused
from labels.trust import Trust, TrustedKey, open_list, seal_list
from tests.labels import kit, make_vectors

numbers = st.frozensets(
    st.tuples(
        st.from_regex(r"[A-Z0-9]{3}", fullmatch=True), st.integers(0, 99), st.integers(1, 999_999)
    ),
    max_size=60,
)


@given(numbers, numbers, st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1))
def test_a_list_comes_back_as_it_was(
    void: frozenset[tuple[str, int, int]],
    replaced: frozenset[tuple[str, int, int]],
    version: int,
    issued_at: int,
):
    trust = replace(kit.TRUST, version=version, issued_at=issued_at, void=void, replaced=replaced)
    read = open_list(seal_list(trust, kit.ROOT), kit.ROOT_POINT)
    assert (read.version, read.issued_at) == (version, issued_at)
    assert (read.void, read.replaced) == (void, replaced)
    assert set(read.keys) == set(trust.keys)
    assert all(read.is_void(*number) for number in void)


@given(st.integers(0, len(kit.TRUST_TEXT) - 1), st.sampled_from("AZaz09-_"))
def test_a_list_with_one_character_changed_is_refused(at: int, char: str):
    changed = kit.TRUST_TEXT[:at] + char + kit.TRUST_TEXT[at + 1 :]
    if changed == kit.TRUST_TEXT:
        return
    with pytest.raises(TrustRefused):
        open_list(changed, kit.ROOT_POINT)


@given(st.text(max_size=200))
def test_no_text_upsets_the_reader(text: str):
    with pytest.raises(TrustRefused):
        open_list(text, kit.ROOT_POINT)


def test_years_are_taken_in_full_or_in_two_digits():
    assert kit.TRUST.is_void("DAL", 2013, 200)
    assert kit.TRUST.is_void("DAL", 13, 200)
    assert not kit.TRUST.is_void("DAL", 2012, 200)
    assert kit.TRUST.is_replaced("TXG", 2012, 5)


def test_a_thousand_void_numbers_take_little_room():
    void = frozenset(("DAL", 13, 7 + 19 * n) for n in range(1000))
    bare = len(seal_list(replace(kit.TRUST, void=frozenset()), kit.ROOT))
    assert len(seal_list(replace(kit.TRUST, void=void), kit.ROOT)) - bare < 1500


def test_ten_thousand_void_numbers_stay_under_30_kilobytes():
    """As many as a careless year could bring, spread over all ports and numbers."""
    (large,) = make_vectors.large_lists()
    assert len(large["text"]) < 30_000
    void = open_list(large["text"], kit.ROOT_POINT).void
    assert len(void) == large["void"] == 10_000
    assert void >= {tuple(number) for number in large["some"]}


def test_a_key_counts_from_its_first_day_to_its_last_or_to_its_revocation():
    listed = key(first_day=date(2013, 1, 1), last_day=date(2013, 6, 30))
    assert [listed.counts_on(date(2013, *day)) for day in ((1, 1), (6, 30), (7, 1))] == [
        True,
        True,
        False,
    ]
    assert not listed.counts_on(date(2012, 12, 31))
    revoked = replace(listed, revoked=date(2013, 4, 1))
    assert revoked.counts_on(date(2013, 3, 31))
    assert not revoked.counts_on(date(2013, 4, 1))


def key(**changes: object) -> TrustedKey:
    return replace(kit.TRUST.keys[0], **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "trust",
    [
        replace(kit.TRUST, version=-1),
        replace(kit.TRUST, version=2**53),
        replace(kit.TRUST, keys=(key(), key())),
        replace(kit.TRUST, keys=(key(port=None),)),
        replace(kit.TRUST, keys=(key(port="dal"),)),
        replace(kit.TRUST, keys=(key(last_day=date(2012, 12, 31)),)),
        replace(kit.TRUST, void=frozenset({("DAL", 13, 0)})),
        replace(kit.TRUST, void=frozenset({("DAL", 2013, 1)})),
        replace(kit.TRUST, replaced=frozenset({("DA", 13, 1)})),
    ],
)
def test_a_list_that_no_reader_would_take_is_not_signed(trust: Trust):
    with pytest.raises(TrustRefused):
        seal_list(trust, kit.ROOT)


def test_a_key_off_the_curve_is_not_signed():
    off = b"\x04" + bytes(64)
    with pytest.raises(KeyFileError):
        seal_list(replace(kit.TRUST, keys=(key(point=off),)), kit.ROOT)


def test_the_name_of_a_key_is_the_hash_of_its_point():
    listed = kit.TRUST.key(cose.kid_of(cose.point_of(kit.JNZ)))
    assert listed is not None
    assert listed.port == "JNZ"
    assert kit.TRUST.key(b"\0\0\0\0") is None
