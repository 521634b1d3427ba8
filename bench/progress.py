"""What the bench is doing, on the standard error, so that nobody wonders whether it hangs."""

import sys
import time

_START = time.monotonic()


def say(text: str) -> None:
    print(f"[{time.monotonic() - _START:5.0f} s] {text}", file=sys.stderr, flush=True)


def progress(what: str, done: int, total: int, added: int) -> None:
    """A line at every tenth of the way that the last `added` steps have passed."""
    if done * 10 // total != (done - added) * 10 // total:
        say(f"  {what}: {done} / {total}")
