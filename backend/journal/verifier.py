"""Signatures, verified beside the writer.

Verification costs more than all else that an entry needs; in a thread it would take turns with the
writer. So a thread gathers what waits and sends it to a child process, the next lot while the one
before is under way. A few entries are not worth the trip and are verified in the thread. The child
ends with its parent, however that ends, and its own end costs nothing but a new start.
"""

import multiprocessing
import queue
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

from backend.journal.collecting import settle
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

Items = list[Received | Refused]
Checked = tuple[str, Columns] | Refused
_WORTH_A_TRIP = 8
_TRIP_ENTRIES = 200
_STOP_S = 5.0
_CHILDREN_TRIED = 2


class Lot(NamedTuple):
    """Strings to verify together, and who waits for them."""

    texts: Sequence[str]
    keys: Mapping[str, Jwk]
    done: "Future[Items]"


def _serve(ours: Connection, theirs: Connection) -> None:
    """The child: strings and keys in; for each its device and envelope out, or a refusal."""
    settle()
    theirs.close()  # so that the parent's end is the only one, and its closing ends this process
    try:
        while (asked := ours.recv()) is not None:
            texts, keys = asked
            ours.send([_checked(text, keys) for text in texts])
    except (EOFError, OSError, KeyboardInterrupt):
        return


def _checked(text: str, keys: Mapping[str, Jwk]) -> Checked:
    item = receive(text, keys.get)
    return item if isinstance(item, Refused) else (item.dev, columns(item.envelope))


def _verify_here(lots: Sequence[Lot]) -> None:
    for lot in lots:
        lot.done.set_result(receive_all(lot.texts, lot.keys.get))


class Child:
    """One process, and a thread that hands its answers on."""

    def __init__(self, lost: Callable[[Sequence[Lot]], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(theirs, self._pipe), name="verifier", daemon=True
        )
        self.process.start()
        theirs.close()
        self._lost = lost
        self._lock = threading.Lock()
        self._under_way: deque[Sequence[Lot]] = deque()
        self.dead = False
        self._thread = threading.Thread(target=self._hand_on, name="verified", daemon=True)
        self._thread.start()

    def send(self, lots: Sequence[Lot]) -> bool:
        """False where it is dead, and somebody else has to verify these."""
        with self._lock:
            if self.dead:
                return False
            self._under_way.append(lots)
        texts = [text for lot in lots for text in lot.texts]
        keys = {dev: key for lot in lots for dev, key in lot.keys.items()}
        try:
            self._pipe.send((texts, keys))
        except OSError:
            with self._lock:
                if lots not in self._under_way:
                    return True  # the other thread saw the death first and has seen to them
                self._under_way.remove(lots)
            return False
        return True

    def _hand_on(self) -> None:
        try:
            while True:
                answers = iter(self._pipe.recv())
                with self._lock:
                    lots = self._under_way.popleft()
                for lot in lots:
                    lot.done.set_result([_item(text, next(answers)) for text in lot.texts])
        except (EOFError, OSError):
            with self._lock:
                self.dead = True
                left = [lot for lots in self._under_way for lot in lots]
                self._under_way.clear()
            self._lost(left)

    def close(self) -> None:
        """Let it finish what is under way, then end."""
        with suppress(OSError):
            self._pipe.send(None)
        self.process.join(_STOP_S)
        self.process.kill()
        self._thread.join()
        self._pipe.close()


def _item(text: str, checked: Checked) -> Received | Refused:
    if isinstance(checked, Refused):
        return checked
    return Received(text, checked[0], from_columns(checked[1]))


class Verifier:
    """Close it after use; what was submitted before is still verified."""

    def __init__(self) -> None:
        self.child: Child | None = None
        self._lots: queue.SimpleQueue[Lot | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="verifier", daemon=True)
        self._thread.start()

    def submit(self, texts: Sequence[str], keys: Mapping[str, Jwk]) -> "Future[Items]":
        """As `receive_all`, later; callbacks run in a thread of the verifier's."""
        done: Future[Items] = Future()
        self._lots.put(Lot(texts, keys, done))
        return done

    def close(self) -> None:
        self._lots.put(None)
        self._thread.join()
        if self.child is not None:
            self.child.close()

    def _work(self) -> None:
        while (lot := self._lots.get()) is not None:
            lots, last = self._gather(lot)
            if not self._send(lots):
                _verify_here(lots)
            if last:
                return

    def _gather(self, first: Lot) -> tuple[list[Lot], bool]:
        lots, count = [first], len(first.texts)
        while count < _TRIP_ENTRIES:
            try:
                lot = self._lots.get_nowait()
            except queue.Empty:
                break
            if lot is None:
                return lots, True
            lots.append(lot)
            count += len(lot.texts)
        return lots, False

    def _send(self, lots: Sequence[Lot]) -> bool:
        if sum(len(lot.texts) for lot in lots) < _WORTH_A_TRIP:
            return False
        for _ in range(_CHILDREN_TRIED):
            if self.child is None or self.child.dead:
                if self.child is not None:
                    self.child.close()
                self.child = Child(_verify_here)
            if self.child.send(lots):
                return True
        return False
