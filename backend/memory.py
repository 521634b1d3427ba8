"""How the process treats its memory."""

import contextlib
import ctypes
import sys
from typing import Final

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_MOST_BYTES: Final = 32 * 1024 * 1024
_IDLE_BYTES: Final = 128 * 1024 * 1024


def keep_memory() -> None:
    """Have glibc keep what was freed, up to a limit, for what comes next.

    Photos pass through in pieces of 100 KB and more. By default each piece is memory that the
    kernel clears first and takes back afterwards, which costs ten times what copying does.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library has other ways
            libc = ctypes.CDLL(None)
            libc.mallopt(_M_MMAP_THRESHOLD, _MOST_BYTES)
            libc.mallopt(_M_TRIM_THRESHOLD, _IDLE_BYTES)
