"""Names as bad as they come: printed rightly, or refused with a reason."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.labels.worst_names import HOSTILE, faces, try_one


def outcomes(count: int, seed: int) -> Counter[bool]:
    return Counter(try_one(n, said) for n, said in faces(count, seed))


def test_a_sample_is_printed_rightly_or_refused():
    printed = outcomes(len(HOSTILE) + 40, seed=1)
    assert min(printed[True], printed[False]) >= 15


@pytest.mark.soak
def test_two_thousand_are_printed_rightly_or_refused():
    printed = outcomes(2_000, seed=2013)
    assert min(printed[True], printed[False]) >= 400
