"""Signatures of large batches, verified in a process of their own.

Verification costs more than all else that an entry needs; in a thread it would take turns with the
writer. A few entries are not worth the trip and are verified here. The child ends with its parent,
however that ends, and its own end costs nothing but a new start.
"""

import asyncio
import multiprocessing
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Any

from backend.journal.incoming import (
    Columns,
    Received,
    columns,
    from_columns,
    receive,
    receive_all,
)
from backend.wire.attestations import Jwk
from backend.wire.sync import Refused

_WORTH_A_TRIP = 8
Checked = tuple[str, Columns] | Refused
_STOP_S = 5.0
_CHILDREN_TRIED = 2


def _serve(ours: Connection, theirs: Connection) -> None:
    """The child: a list of strings and keys in; for each its device and envelope out, or a
    refusal."""
    theirs.close()  # so that the parent's end is the only one, and its closing ends this process
    try:
        while True:
            texts, keys = ours.recv()
            ours.send([_checked(text, keys) for text in texts])
    except (EOFError, KeyboardInterrupt):
        return


def _checked(text: str, keys: Mapping[str, Jwk]) -> Checked:
    item = receive(text, keys.get)
    return item if isinstance(item, Refused) else (item.dev, columns(item.envelope))


class Verifier:
    """Close it after use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Any = None
        self._pipe: Connection | None = None

    async def receive(
        self, texts: Sequence[str], keys: Mapping[str, Jwk]
    ) -> list[Received | Refused]:
        """As `receive_all`."""
        if len(texts) < _WORTH_A_TRIP:
            return await asyncio.to_thread(receive_all, texts, keys.get)
        checked = await asyncio.to_thread(self._ask, texts, dict(keys))
        if checked is None:
            return await asyncio.to_thread(receive_all, texts, keys.get)
        return [
            item if isinstance(item, Refused) else Received(text, item[0], from_columns(item[1]))
            for text, item in zip(texts, checked, strict=True)
        ]

    def _ask(self, texts: Sequence[str], keys: dict[str, Jwk]) -> list[Checked] | None:
        """The child's answer, of a second child where the first died; None where both did."""
        with self._lock:
            for _ in range(_CHILDREN_TRIED):
                try:
                    pipe = self._pipe or self._start()
                    pipe.send((list(texts), keys))
                    found: list[Checked] = pipe.recv()
                except (EOFError, OSError):
                    self._stop()
                else:
                    return found
            return None

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._child = context.Process(
            target=_serve, args=(theirs, self._pipe), name="verifier", daemon=True
        )
        self._child.start()
        theirs.close()
        return self._pipe

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._child is not None:
            self._child.join(_STOP_S)
            self._child.kill()
            self._child = None

    def close(self) -> None:
        with self._lock:
            self._stop()
