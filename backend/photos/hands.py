"""Child processes that check photos and put them on disk, several at once.

In threads that work would take turns with the server for the interpreter, and each turn costs
more than the work. So a photo's bytes lie in memory that the children share, and one that is free
is told where. A child ends with its parent, however that ends; its own end costs a new start, and
what it had to do is done again.
"""

import asyncio
import atexit
import mmap
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine
from heapq import heapify, heappop, heappush
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, TypeVar

from msgspec import Struct

from backend.memory import keep_memory

T = TypeVar("T")
Work = Callable[[memoryview], T]
"""What a child does, with the shared memory; something that can be pickled."""
SLOT_BYTES: Final = 2 * 1024 * 1024
SLOTS: Final = 32
_TRIED: Final = 2
_NICE: Final = 4
"""So that waking a child does not interrupt the server, which has others to listen to."""
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from backend.photos.hands import serve; serve()"
)
_ROOT: Final = Path(__file__).parents[2]


class LostHandError(OSError):
    """Child after child died over the same work."""


class Slot(Struct, frozen=True):
    """Room for one photo in the shared memory."""

    start: int
    view: memoryview


class Memory:
    """What children share, in slots; those that were used before are used first."""

    def __init__(self) -> None:
        self.handle = _anonymous(SLOT_BYTES * SLOTS)
        self._view = memoryview(mmap.mmap(self.handle, SLOT_BYTES * SLOTS))
        self._free = [n * SLOT_BYTES for n in range(SLOTS)]
        heapify(self._free)

    def lend(self) -> Slot | None:
        """A slot, to be given back; None where all are lent."""
        if not self._free:
            return None
        start = heappop(self._free)
        return Slot(start, self._view[start : start + SLOT_BYTES])

    def give_back(self, slot: Slot) -> None:
        slot.view.release()
        heappush(self._free, slot.start)


def _anonymous(size_bytes: int) -> int:
    """The handle of memory, or where there is no such thing of a file without a name."""
    if sys.platform == "linux":
        handle = os.memfd_create("photos")
    else:
        with tempfile.TemporaryFile() as file:
            handle = os.dup(file.fileno())
    os.truncate(handle, size_bytes)
    return handle


class Raised(Struct, frozen=True):
    """What a child's work came to, where it was an error."""

    error: Exception


class Hand:
    """One child. It does one thing at a time."""

    def __init__(self, memory: Memory) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            handles = (theirs.fileno(), memory.handle)
            self.process = subprocess.Popen(  # noqa: S603 - this program and these handles
                [sys.executable, "-c", _PROGRAM, str(_ROOT), *map(str, handles)],
                stdin=subprocess.DEVNULL,
                pass_fds=handles,
            )
        self._line = Connection(ours.detach())
        self._heard_by: asyncio.AbstractEventLoop | None = None
        self._answered: asyncio.Future[None] | None = None

    async def ask(self, work: Work[T]) -> T | Raised:
        """What the child makes of it. Raises: EOFError or OSError where it is dead."""
        self._line.send_bytes(pickle.dumps(work, pickle.HIGHEST_PROTOCOL))
        loop = asyncio.get_running_loop()
        if self._heard_by is not loop:  # once: to listen anew each time costs as much as to ask
            self._deafen()
            loop.add_reader(self._line.fileno(), self._hear)
            self._heard_by = loop
        self._answered = loop.create_future()
        await self._answered
        said: T | Raised = self._line.recv()
        return said

    def end(self) -> None:
        self._deafen()
        self._line.close()
        self.process.kill()
        self.process.wait()

    def _hear(self) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)
        elif self._line.poll():  # nothing was asked: it died, and whoever asks next finds that out
            self._deafen()

    def _deafen(self) -> None:
        loop, self._heard_by = self._heard_by, None
        if loop is not None and not loop.is_closed():
            loop.remove_reader(self._line.fileno())


class Hands:
    """The children of this process. They come when there is work, and stay."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.idle: list[Hand] = []
        atexit.register(self.end)

    async def ready(self, count: int, warm_up: Work[None]) -> None:
        """Have so many there and warm, so that no photo waits for one to start."""
        await asyncio.gather(*(self.do(warm_up) for _ in range(count)))

    async def do(self, work: Work[T]) -> T:
        """What `work` returns or raises in a child. Who waits for it goes on only after it has
        ended, even when told to stop: until then something is done to the photo.

        Raises: LostHandError where children die of it.
        """
        said = await undisturbed(self._ask(work))
        if isinstance(said, Raised):
            raise said.error
        return said

    async def _ask(self, work: Work[T]) -> T | Raised:
        lost = 0
        while lost < _TRIED:
            known = bool(self.idle)
            hand = self.idle.pop() if known else Hand(self.memory)
            try:
                said = await hand.ask(work)
            except (EOFError, OSError):
                hand.end()
                lost += not known  # one that died long ago did not die of this
                continue
            self.idle.append(hand)
            return said
        raise LostHandError("the photos' child processes die")

    def end(self) -> None:
        while self.idle:
            self.idle.pop().end()


async def undisturbed(work: Coroutine[Any, Any, T]) -> T:
    """What `work` comes to; when told to stop, stops after it."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def serve() -> None:
    """The child: does what comes over the line, until the line is closed at its other end."""
    line, memory = (int(handle) for handle in sys.argv[2:])
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for the server, which finishes first
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICE)
    keep_memory()
    view = memoryview(mmap.mmap(memory, 0))
    with Connection(line) as server:
        while True:
            try:
                work: Work[object] = server.recv()
            except (EOFError, OSError):
                return
            server.send(_done(work, view))


def _done(work: Work[object], memory: memoryview) -> object:
    try:
        return work(memory)
    except Exception as error:  # noqa: BLE001 - handed to whoever waits for the work
        return Raised(error)


HANDS: Final = Hands()
