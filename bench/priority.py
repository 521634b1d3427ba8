"""Precedence for what is measured, where we may take it, over other work on the machine.

The product and its peers get it alike. On a quiet machine it changes nothing.
"""

import os
from contextlib import suppress
from pathlib import Path

_NICE = -20


def prefer(pid: int = 0) -> None:
    """Raise a process (this one by default) and its session; without the right to, do nothing."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, _NICE)
        Path(f"/proc/{pid or 'self'}/autogroup").write_text(str(_NICE))
