"""What the bench is doing, on the standard error, so that nobody wonders whether it hangs."""

import sys
import time

_START = time.monotonic()


def say(text: str) -> None:
    print(f"[{time.monotonic() - _START:5.0f} s] {text}", file=sys.stderr, flush=True)


def progress(what: str, done: int, total: int) -> None:
    """A line for about every tenth of the way."""
    step = max(1, total // 10)
    if done >= total or done % step < step / 10:
        say(f"  {what}: {min(done, total)} / {total}")
