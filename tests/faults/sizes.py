"""How much of each: the short size in every run, the long one under `make soak`.

`GREENLANE_SOAK=0.1` shortens every long size to a tenth; nothing is ever unbounded.
"""

import os

import pytest

_SHARE = float(os.environ.get("GREENLANE_SOAK", "1"))


def sizes(short: int, long: int) -> pytest.MarkDecorator:
    """A parameter `size` that is short, and long where soaking."""
    scaled = max(1, round(long * _SHARE))
    return pytest.mark.parametrize(
        "size",
        [
            pytest.param(short, id=f"{short}"),
            pytest.param(scaled, id=f"{scaled}", marks=pytest.mark.soak),
        ],
    )
