"""One writer: a thread that owns the connection and commits jobs in groups.

Jobs that wait while a commit is under way share the next one. A job that fails is rolled back
alone; the others of its group stand. Entries, views, tree and checkpoint are one transaction.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from backend.journal.append import Appender
from backend.journal.clock import Clock
from backend.journal.database import connect
from backend.journal.log import STORED_EVERY, Log, LogIdentity
from backend.journal.sealing import DeskKey

T = TypeVar("T")
Outcome = Callable[[], None]
"""Tells whoever waits for a job how it ended; called after the commit."""
Identify = Callable[[sqlite3.Connection], LogIdentity]
_GROUP = 64
MOST_WAITING = 2000
"""Jobs that may wait; more would only wait longer than those who sent them."""


class Busy(Exception):
    """So many jobs wait that this one was not taken; nothing of it was done."""


class Job(NamedTuple):
    """`run` works inside a transaction; `done` gets its result after the commit. `marks` where its
    checkpoint is to be stored at once, however short ago the last one was."""

    run: Callable[[Appender], Any]
    done: "Future[Any]"
    marks: bool = False


def promised() -> "Future[Any]":
    """A future for a job. Who gives up waiting for it changes nothing about the job."""
    done: Future[Any] = Future()
    done.set_running_or_notify_cancel()
    return done


class Writer:
    """Runs jobs one after the other, each atomically."""

    def __init__(self, path: Path, desk: DeskKey, identify: Identify, clock: Clock) -> None:
        """Over a file whose tables are there and up to date (`rebuild.refresh`)."""
        self._clock = clock
        self._connection = connect(path)
        self._connection.execute("BEGIN IMMEDIATE")
        self.log = Log(self._connection, identify(self._connection))
        self.appender = Appender(self._connection, desk)
        self.appender.begin()
        self.log.agree(self.appender.size())
        self.note = self.log.seal(clock())
        self._connection.execute("COMMIT")
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="journal-writer", daemon=True)
        self._thread.start()

    def submit(self, run: Callable[[Appender], T]) -> "Future[T]":
        """Queue a job; its future resolves after the commit that makes it durable. Raises Busy."""
        done: Future[T] = promised()
        self.put(Job(run, done))
        return done

    def put(self, job: Job) -> None:
        """As `submit`, for who has the future already."""
        if self._jobs.qsize() >= MOST_WAITING:
            raise Busy
        self._jobs.put(job)

    def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        self._jobs.put(None)
        self._thread.join()
        self._connection.close()

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=STORED_EVERY.total_seconds() if self.log.due else None)
            except queue.Empty:
                self._commit([])  # the last checkpoint of a busy second is stored after it
                continue
            if job is None:
                break
            group, last = self._gather(job)
            self._commit(group)
            if last:
                break
        if self.log.due:
            self._commit([], closing=True)

    def _gather(self, first: Job) -> tuple[list[Job], bool]:
        group = [first]
        while len(group) < _GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, group: list[Job], *, closing: bool = False) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes, note = self._transact(group, closing=closing)
            self._connection.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - nobody may be told "stored"
            self.appender.state.forget()
            self.log.doubt()
            for job in group:
                job.done.set_exception(error)
            with suppress(
                sqlite3.Error
            ):  # where even this fails, the next BEGIN ends up here again
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            return
        self.note = note
        for outcome in outcomes:
            outcome()

    def _transact(self, group: list[Job], *, closing: bool) -> tuple[list[Outcome], str]:
        self.appender.begin()
        self.log.agree(self.appender.size())
        outcomes = [self._run(job) for job in group]
        self.appender.flush()
        self.log.extend(self.appender.leaves)
        note = self.log.seal(self._clock())
        if self.log.due and (closing or not group or any(job.marks for job in group)):
            self.log.store(self._clock(), note)
        return outcomes, note

    def _run(self, job: Job) -> Outcome:
        self._connection.execute("SAVEPOINT job")
        self.appender.save()
        try:
            result = job.run(self.appender)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the job
            self._connection.execute("ROLLBACK TO job")
            self._connection.execute("RELEASE job")
            self.appender.back()
            failure = error
            return lambda: job.done.set_exception(failure)
        self._connection.execute("RELEASE job")
        return lambda: job.done.set_result(result)
