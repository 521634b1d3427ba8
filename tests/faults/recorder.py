"""SQLite with a memory: every write and flush of its files, in order, and what a power cut leaves.

A disk may have written of the unflushed sectors any, in any order, each in any of the states it
went through; of a file's new length, any part, with zeros where nothing came. What was flushed is
there. Whoever is told of something says so with `tell`, and it is remembered between which writes.
"""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import apsw

SECTOR = 512
_OFTEN = 40
"""Pages after which the write-ahead log is worked in: often enough that cuts fall into that too."""
_NAME = "recording"


class Write(NamedTuple):
    file: str
    offset: int
    data: bytes


class Flush(NamedTuple):
    file: str


class Truncate(NamedTuple):
    file: str
    size: int


class Told(NamedTuple):
    """Somebody was told of this."""

    what: Any


Event = Write | Flush | Truncate | Told
Files = dict[str, bytes]


class Recorder(apsw.VFS):
    """Stands in for the module `sqlite3` where a connection is opened; `begin` starts the tape."""

    Connection = sqlite3.Connection

    def __init__(self) -> None:
        super().__init__(_NAME, "")
        self.tape: list[Event] = []
        self.start: Files = {}

    def connect(self, path: Path, **_: object) -> "_Connection":
        connection = _Connection(str(path), vfs=_NAME)
        connection.wal_autocheckpoint(_OFTEN)
        return connection

    def begin(self, folder: Path) -> None:
        """Take what is on disk as flushed, and record from here on."""
        names = [path for path in folder.iterdir() if path.name.startswith("journal.db")]
        self.start = {path.name: path.read_bytes() for path in names if path.suffix != ".db-shm"}
        self.tape.clear()

    def tell(self, what: Any) -> None:
        self.tape.append(Told(what))

    def xOpen(self, name: Any, flags: list[int]) -> "_File":  # noqa: N802 - SQLite's name
        return _File(name, flags, self.tape)


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], tape: list[Event]) -> None:
        super().__init__("", name, flags)
        self._name = Path(name.filename() if hasattr(name, "filename") else str(name)).name
        self._tape = tape

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._tape.append(Write(self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._tape.append(Truncate(self._name, size))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._tape.append(Flush(self._name))


class _Connection(apsw.Connection):
    """As the product uses sqlite3's."""

    def executescript(self, text: str) -> None:
        self.execute(text)


class Cut(NamedTuple):
    """What a disk holds after a power cut, and what had been told by then."""

    files: Files
    told: list[Any]

    def lay_out(self, folder: Path) -> None:
        for name, data in self.files.items():
            (folder / name).write_bytes(data)


def cut(start: Files, tape: list[Event], at: int, draw: random.Random) -> Cut:
    """The power fails just before event `at`."""
    flushed = {name: bytearray(data) for name, data in start.items()}
    pending: dict[str, list[Write | Truncate]] = {}
    told = []
    for event in tape[:at]:
        if isinstance(event, Told):
            told.append(event.what)
        elif isinstance(event, Flush):
            data = flushed.setdefault(event.file, bytearray())
            for change in pending.pop(event.file, []):
                _apply(data, change)
        else:
            pending.setdefault(event.file, []).append(event)
    for name, changes in pending.items():
        _tear(flushed.setdefault(name, bytearray()), changes, draw)
    return Cut({name: bytes(data) for name, data in flushed.items()}, told)


def _apply(data: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del data[change.size :]
        return
    data.extend(bytes(max(0, change.offset - len(data))))
    data[change.offset : change.offset + len(change.data)] = change.data


def _tear(data: bytearray, changes: list[Write | Truncate], draw: random.Random) -> None:
    """Let each sector have come as far as chance will have it; see the module's text."""
    states = [bytes(data)]
    for change in changes:
        _apply(data, change)
        states.append(bytes(data))
    sizes = [len(state) for state in states]
    size = draw.randint(min(sizes), max(sizes))
    luck = draw.choice((0.0, 0.5, 1.0))  # all sectors old, mixed, all new
    torn = bytearray(size)
    for offset, piece in _sectors(states, size, luck, draw):
        torn[offset : offset + len(piece)] = piece
    data[:] = torn


def _sectors(
    states: list[bytes], size: int, luck: float, draw: random.Random
) -> Iterator[tuple[int, bytes]]:
    for offset in range(0, size, SECTOR):
        versions = list(dict.fromkeys(state[offset : offset + SECTOR] for state in states))
        last = len(versions) - 1
        which = {0.0: 0, 1.0: last}.get(luck, draw.randint(0, last))
        yield offset, versions[which][: size - offset]
