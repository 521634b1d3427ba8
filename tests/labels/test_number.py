"""A label number is typed by people in gloves: slips are caught and named."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.errors import FactsError, MalformedNumber, MistypedNumber, NumberError
from labels.number import check_character, number_of, parse_number

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
bodies = st.text(ALPHABET, min_size=11, max_size=11)
numbers = st.builds(
    number_of,
    st.text(ALPHABET, min_size=3, max_size=3),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999_999),
)


def test_check_character_of_the_design_and_of_published_examples():
    assert check_character("DAL13000123") == "D"
    assert (
        check_character("A12425GABC1234002") == "M"
    )  # the example of the Global Release Identifier


@given(numbers)
def test_a_printed_number_reads_back(number: str):
    assert parse_number(number) == number
    assert parse_number(number.replace("-", "").lower()) == number


@given(bodies, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(body: str, at: int, wrong: str):
    whole = body + check_character(body)
    slip = whole[:at] + wrong + whole[at + 1 :]
    assert (check_character(slip[:11]) == slip[11]) == (slip == whole)


def test_two_swapped_neighbours_are_caught_nearly_always():
    """The standard promises no more: for a few pairs, after a few beginnings, both fit."""
    bodies = [
        f"{port}13{serial:06d}" for port in ("DAL", "PVG", "JNZ") for serial in range(1, 4000)
    ]
    swaps = missed = 0
    for body in bodies:
        for at in range(10):
            swapped = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
            if swapped != body:
                swaps += 1
                missed += check_character(swapped) == check_character(body)
    assert swaps > 50_000
    assert missed / swaps < 0.01


@given(st.text(max_size=40))
def test_anything_typed_is_a_number_or_a_clear_error(text: str):
    told = ""
    try:
        told = parse_number(text)
        assert parse_number(told) == told
    except NumberError as error:
        told = str(error)
    assert told.endswith((".", "?")) or len(told) == 14


def test_a_slip_says_what_to_compare():
    with pytest.raises(MistypedNumber, match="DAL13-000132-D 的校验位不符"):
        parse_number("dal13000132d")


def test_letters_for_digits_get_a_suggestion():
    with pytest.raises(MalformedNumber, match="是否为 DAL13-000123-D？"):
        parse_number("DALI3-OOO123-D")


@pytest.mark.parametrize(
    ("port", "year", "serial", "field"),
    [
        ("DA", 2013, 1, "port"),
        ("dal", 2013, 1, "port"),
        ("DAL\n", 2013, 1, "port"),
        ("DAL", 1999, 1, "issued"),
        ("DAL", 2100, 1, "issued"),
        ("DAL", 2013, 0, "serial"),
        ("DAL", 2013, 1_000_000, "serial"),
    ],
)
def test_no_number_beyond_its_limits(port: str, year: int, serial: int, field: str):
    with pytest.raises(FactsError) as caught:
        number_of(port, date(year, 1, 1), serial)
    assert caught.value.field == field
