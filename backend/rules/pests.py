"""The pest list that ships: a seed list, honest about its edition and source.

Guarantee: decoded as strictly as a signed body. It is not complete and says so; the official
list is published over it.
"""

from functools import cache
from pathlib import Path

import msgspec

from backend.wire.inspections import PestList

_FILE = Path(__file__).parent / "data" / "pests.json"


@cache
def pests() -> PestList:
    """The shipped list: 28 organisms with pinyin (toneless, unspaced) and its initials."""
    return msgspec.json.decode(_FILE.read_bytes(), type=PestList)
