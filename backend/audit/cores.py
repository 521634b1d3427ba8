"""Work shared out over every core, with a bounded queue and answers in order."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 4
"""Pieces under way for each core: enough that none waits, few enough to stay small."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Hands:
    """Child processes, started afresh (not forked) so that they inherit no connection.

    With no hands at all (`count` 0) the work is done here: starting them costs half a second.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Hands":
        if self._count:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=context)
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, work: Callable[..., R], *given: Any) -> Callable[[], R]:
        """Start something that takes long; call what comes back for its result."""
        if self._pool is None:
            return lambda: work(*given)
        return self._pool.submit(work, *given).result

    def each(
        self, work: Callable[..., R], pieces: Iterable[T], *shared: Any
    ) -> Iterator[tuple[T, R]]:
        """`work(piece, *shared)` of every piece, with the piece, in order."""
        if self._pool is None:
            for piece in pieces:
                yield piece, work(piece, *shared)
            return
        waiting: deque[tuple[T, Future[R]]] = deque()
        for piece in pieces:
            waiting.append((piece, self._pool.submit(work, piece, *shared)))
            if len(waiting) >= self._count * _AHEAD:
                first, done = waiting.popleft()
                yield first, done.result()
        while waiting:
            first, done = waiting.popleft()
            yield first, done.result()
