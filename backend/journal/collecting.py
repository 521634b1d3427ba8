"""Python's search for reference cycles, set for a process that serves.

What an entry brings is freed as soon as it is done with, and wire values are not even looked at
(`wire.base`); cycles come from failures and from frameworks alone. So the search is rare, and
passes over all that was there when serving began.
"""

import gc

_NEW_OBJECTS = 50_000
_YOUNG_SEARCHES, _MIDDLE_SEARCHES = 20, 50


def settle() -> None:
    """Call it once, when all is loaded and before the work begins."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_SEARCHES, _MIDDLE_SEARCHES)
