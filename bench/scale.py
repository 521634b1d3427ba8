"""How much is measured: a few minutes' version, the usual one, and the one with everything."""

import os
from typing import NamedTuple


class Scale(NamedTuple):
    """`rounds`: repetitions of a measurement, of which the median run counts."""

    name: str
    push_batches: int
    kinto_batches: int
    pull_crates: int
    pull_rounds: int
    photos: int
    audit_entries: int
    sizes: tuple[int, ...]
    rounds: int


QUICK = Scale("quick", 40, 4, 2_000, 3, 24, 4_000, (2_000, 8_000), 1)
USUAL = Scale("usual", 160, 16, 10_000, 7, 120, 100_000, (10_000, 100_000), 3)
FULL = USUAL._replace(name="full", sizes=(10_000, 100_000, 1_000_000))


def chosen() -> Scale:
    """By the environment: QUICK=1 or FULL=1."""
    if os.environ.get("QUICK") == "1":
        return QUICK
    return FULL if os.environ.get("FULL") == "1" else USUAL
