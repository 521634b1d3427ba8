"""The rule by which text shrinks and wraps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labels.fit import COMFORT, LEADING, SIZE_MIN_MM, Fit, fit, units
from labels.typeface import typeface

ALPHABET = "花木种球苗abcdefg（），。 -'"


def fitted(text: str, width: float = 40, height: float = 10, full: float = 5) -> Fit | None:
    return fit(text, width, height, full, 3, False, 1.12)


def test_a_short_text_keeps_its_full_size():
    assert fitted("郁金香") == Fit(("郁金香",), 5)


def test_a_longer_text_shrinks_first():
    found = fitted("郁金香种球郁金香种球")
    assert found is not None
    assert found.lines == ("郁金香种球郁金香种球",)
    assert COMFORT * 5 <= found.size < 5


def test_a_still_longer_text_wraps():
    found = fitted("郁金香种球" * 4)
    assert found is not None
    assert len(found.lines) == 2


def test_a_text_that_cannot_be_read_is_refused():
    assert fitted("郁金香种球" * 40) is None


def test_closing_marks_end_a_line_and_opening_ones_begin_one():
    assert units("花（木），球。", False, 40) == ["花", "（木），", "球。"]
    assert units("Rosa × alba", False, 40) == ["Rosa ", "× ", "alba"]


def test_a_word_wider_than_the_space_is_broken():
    assert units("ab " + "x" * 60, False, 20)[:2] == ["ab ", "x"]
    found = fit("x" * 30, 20, 10, 3, 3, False, 1.12)
    assert found is not None
    assert "".join(found.lines) == "x" * 30


@given(st.text(ALPHABET, min_size=1, max_size=80), st.floats(15, 90), st.floats(3, 12))
def test_what_fits_is_whole_and_inside(text: str, width: float, height: float):
    found = fit(text, width, height, 6, 3, False, 1.12)
    if found is None:
        return
    measure = typeface().width
    assert "".join(found.lines).replace(" ", "") == text.replace(" ", "")
    assert all(measure(line) * found.size <= width + 1e-6 for line in found.lines)
    assert (1.12 + (len(found.lines) - 1) * LEADING) * found.size <= height + 1e-6
    assert SIZE_MIN_MM <= found.size <= 6
