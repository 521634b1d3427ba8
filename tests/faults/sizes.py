"""How much of each: the short size in every run, the long one under `make soak`.

`GREENLANE_SOAK=0.1` shortens every long size to a tenth; nothing is ever unbounded, but what is
long may take hours, where the limit of every run is minutes.
"""

import os

import pytest

_LONG_S = 4 * 3600
_SHARE = float(os.environ.get("GREENLANE_SOAK", "1"))

_long = pytest.mark.timeout(_LONG_S)


def sizes(short: int, long: int) -> pytest.MarkDecorator:
    """A parameter `size` that is short, and long where soaking."""
    scaled = max(1, round(long * _SHARE))
    return pytest.mark.parametrize(
        "size",
        [
            pytest.param(short, id=f"{short}"),
            pytest.param(scaled, id=f"{scaled}", marks=[pytest.mark.soak, _long]),
        ],
    )


def lots(short: int, long: int, each: int) -> pytest.MarkDecorator:
    """Parameters `size` and `lot`: one short lot, and where soaking `long` in lots of `each`, so
    that a run of hours shows how far it is, and what failed is drawn again in minutes."""
    count = max(1, round(long * _SHARE / each))
    return pytest.mark.parametrize(
        ("size", "lot"),
        [
            pytest.param(short, 0, id=f"{short}"),
            *(
                pytest.param(each, lot, id=f"{each}-{lot}", marks=[pytest.mark.soak, _long])
                for lot in range(1, count + 1)
            ),
        ],
    )


def rounds(long: int) -> list[object]:
    """Values of a parameter: one in every run, and up to `long` of them where soaking."""
    more = range(1, max(2, round(long * _SHARE)))
    return [0, *(pytest.param(n, marks=pytest.mark.soak) for n in more)]
