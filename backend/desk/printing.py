"""Runs of the label printer: made whole, journalled, then sent or kept for fetching.

Guarantees: nothing is printed that the journal does not tell of, and nothing is journalled before
it is laid out and, where asked, read back. A printer that says beforehand that it cannot print
costs no entry. A restart of the server loses no run: what was done is there to be fetched, and what
was under way is said to be interrupted, never begun again by itself, and can be gone on with.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from msgspec.structs import replace

from backend.desk.arriving import judged
from backend.desk.office import Office
from backend.desk.print_plan import (
    behind,
    entry_of,
    faces_of,
    last_run,
    printer_of,
    still_owed,
)
from backend.desk.print_runs import UNDER_WAY, Run, RunFolder, one_file
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.settings import Printer
from backend.views.readers import Readers
from backend.wire.desk import Bilingual
from backend.wire.labeldesk import PrinterTest, PrintLabels, ResumeRun
from backend.wire.labels import LabelSpoiled
from backend.wire.views import Objection
from labels import job as jobs
from labels.canvas import Layout
from labels.errors import LabelError
from labels.face import Face
from labels.forms import lay_out_for
from labels.job import Job
from labels.stock import stock_of
from labels.testprint import lay_out_test

_KEPT = 20
_log = logging.getLogger(__name__)


class RunUnknownError(LookupError):
    """No run of that name is kept."""


class _Closing(Exception):
    """The server stops: what is being laid out is laid out anew after its start."""


class Runs:
    """The runs of an installation, the last of them kept. `open` it before use."""

    def __init__(self, root: Path) -> None:
        self._folder = RunFolder(root)
        self._runs: dict[str, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    async def open(self, office: Office) -> None:
        """Take up what an earlier start of the server left."""
        for run in await asyncio.to_thread(self._folder.load):
            if run.step in UNDER_WAY:
                await self._take_up(office, run)
            self._runs[run.id] = run
        await asyncio.to_thread(self._sweep)

    async def _take_up(self, office: Office, run: Run) -> None:
        """Say where a run was cut off. One for a file that the journal tells of is done."""
        if run.step == "recording":
            last = await office.journal.look(lambda state: last_run(state, run.numbers[0]))
            is_in = last is not None and last.id != run.before
            run.entry = last.id if last and is_in else None
        whole = run.entry is not None and run.printer is None
        run.step = "done" if whole else "interrupted"
        await asyncio.to_thread(self._folder.keep, run)

    async def close(self) -> None:
        """Wait for what is being sent, which is not cut off; what is being laid out is."""
        self._closing = True
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def get(self, id_: str) -> Run:
        """Raises RunUnknownError."""
        if id_ not in self._runs:
            raise RunUnknownError(id_)
        return self._runs[id_]

    def all(self) -> list[Run]:
        """Those of labels, the newest first."""
        return [run for run in reversed(self._runs.values()) if run.asked]

    def file_of(self, run: Run) -> Path | None:
        """What is there to be fetched of a run."""
        return self._folder.file_of(run) if run.status.file else None

    async def start(self, office: Office, actor: str, asked: PrintLabels) -> Run:
        """Begin a run; it goes on by itself. Raises Objected or LabelError before it begins."""
        return await self._start(office, actor, asked, None)

    async def resume(self, office: Office, readers: Readers, actor: str, asked: ResumeRun) -> Run:
        """Print what came after the last good label of its latest run, which counts as spoiled.

        Raises Objected: `label_unknown`, `never_printed`, `run_complete`.
        """
        found = await judged(office, readers, asked.last_good)
        number = found.number if found else None
        if number is None:
            raise Objected([Objection(code="label_unknown", detail="")])
        before, rest, lost = await office.journal.look(lambda state: behind(state, number))
        again = PrintLabels(
            numbers=rest,
            stock=before.stock,
            format=before.format,
            dpi=before.dpi,
            faces=before.faces,
            start_at=asked.start_at,
            printer=before.printer,
            check=False,
        )
        note = f"卡纸，自 {number} 之后重打 Jam: printed again after {number}"
        spoiled = LabelSpoiled(numbers=lost, why="jam", note=note) if lost else None
        run = await self._start(office, actor, again, spoiled)
        self._supersede(next((old for old in self.all() if old.entry == before.id), None))
        return run

    async def again(self, office: Office, actor: str, id_: str) -> Run:
        """Print a run that was interrupted or failed from its beginning: none of it came out.

        Where the journal tells of it, its prints count as destroyed and are made again.
        Raises RunUnknownError; Objected: `run_going`, `label_not_in_force`.
        """
        old = self.get(id_)
        if old.asked is None or old.step not in ("interrupted", "failed"):
            raise Objected([Objection(code="run_going", detail="")])
        numbers = old.numbers
        rest, lost = await office.journal.look(lambda state: still_owed(state, numbers))
        if not rest:
            raise Objected([Objection(code="label_not_in_force", detail=numbers[0])])
        asked = replace(old.asked, numbers=rest)
        note = "打印中断，一张也没有打出 Interrupted: none came out"
        spoiled = LabelSpoiled(numbers=lost, why="not_printed", note=note)
        run = await self._start(
            office, actor, asked, spoiled if old.entry is not None and lost else None
        )
        self._supersede(old)
        return run

    async def _start(
        self, office: Office, actor: str, asked: PrintLabels, spoiled: LabelSpoiled | None
    ) -> Run:
        printer = printer_of(office, asked.printer)
        job = _job(asked, printer, faces=asked.faces, start_at=asked.start_at)
        faces, copies = await office.journal.look(
            lambda state: faces_of(office, state, asked.numbers)
        )
        run = Run(
            id=uuid4().hex,
            at=office.clock().isoformat(timespec="milliseconds"),
            by=actor,
            asked=asked,
            copies=copies,
            spoiled=spoiled,
            total=len(faces),
            printer=asked.printer,
        )
        await asyncio.to_thread(self._folder.keep, run)
        self._begin(office, run, job, faces)
        return run

    def test(self, office: Office, asked: PrinterTest) -> Run:
        """A page for setting a printer up. Raises LabelError."""
        printer = printer_of(office, asked.printer)
        job = _job(asked, printer, faces=1, start_at=1)
        at = office.clock().isoformat(timespec="milliseconds")
        run = Run(id=uuid4().hex, at=at, by="", total=1, printer=asked.printer)
        name = printer.code if printer else asked.format
        self._begin(office, run, job, [lay_out_test(job.stock, job.dpi, name)])
        return run

    def _begin(
        self, office: Office, run: Run, job: Job, faces: Sequence[Face] | Sequence[Layout]
    ) -> None:
        self._runs[run.id] = run
        task = asyncio.create_task(self._work(office, run, job, faces))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _sweep(self) -> None:
        over = [run for run in self._runs.values() if run.step not in UNDER_WAY]
        for old in over[:-_KEPT]:
            self._drop(old)

    def _supersede(self, run: Run | None) -> None:
        """Another run does what this one did not."""
        if run is not None and run.step in ("interrupted", "failed"):
            self._drop(run)

    def _drop(self, run: Run) -> None:
        del self._runs[run.id]
        self._folder.drop(run)

    async def _work(
        self, office: Office, run: Run, job: Job, faces: Sequence[Face] | Sequence[Layout]
    ) -> None:
        try:
            await asyncio.to_thread(self._make, run, job, faces)
            if run.asked is not None:
                await asyncio.to_thread(jobs.probe, job)
                await self._record(office, run, run.asked)
            if run.printer is not None:
                said = await asyncio.to_thread(self._send, run, job)
                run.said += [Bilingual(zh=zh, en=en) for zh, en in said]
            run.step = "done"
        except _Closing:
            return  # stays on disk as it is, to be found interrupted
        except LabelError as error:
            _fail(run, error.zh, error.en)
        except Objected as error:
            codes = ", ".join(objection.code for objection in error.objections)
            _fail(run, f"打印期间标识已变动（{codes}）。", f"A label changed meanwhile ({codes}).")
        except Exception:  # noqa: BLE001 - whoever waits for the run must learn of it
            _log.exception("a run of labels failed")
            _fail(run, "打印出错，请重试。", "Printing failed; try again.")
        try:
            await asyncio.to_thread(self._folder.keep, run)
        except OSError:
            _log.exception("how a run of labels ended could not be written down")
        self._sweep()

    async def _record(self, office: Office, run: Run, asked: PrintLabels) -> None:
        """Enter the run in the journal, and know of it by whichever end the power goes."""
        drafts = [Draft("label.printed", 2, entry_of(asked, run.copies))]
        if run.spoiled is not None:
            drafts.insert(0, Draft("label.spoiled", 1, run.spoiled))

        def last(state: State) -> str | None:
            found = last_run(state, asked.numbers[0])
            return found.id if found else None

        run.before = await office.journal.look(last)
        run.step = "recording"
        await asyncio.to_thread(self._folder.keep, run)
        await office.journal.record(run.by, lambda _: drafts)
        run.entry = await office.journal.look(last)
        run.step = "sending"
        await asyncio.to_thread(self._folder.keep, run)

    def _make(self, run: Run, job: Job, faces: Sequence[Face] | Sequence[Layout]) -> None:
        """Lay everything out, into one file."""
        folder = self._folder.of(run)
        out = folder / f"labels.{job.format}"
        kept = Job(job.stock, job.format, job.dpi, job.copies, job.start_at, out)
        expected: list[str] = []

        def layouts() -> Iterator[Layout]:
            for item in faces:
                if self._closing:
                    raise _Closing
                if isinstance(item, Face):
                    expected.append(item.url)
                    yield lay_out_for(item, job.stock, job.dpi)
                else:
                    yield item

        def progress(count: int) -> None:
            run.done = count

        check = run.asked is not None and run.asked.check
        made = jobs.run(kept, layouts(), progress, expected if check else None)
        run.pages = made.pages
        run.file = one_file(folder, made.files).name

    def _send(self, run: Run, job: Job) -> list[tuple[str, str]]:
        run.step = "sending"
        file = self._folder.file_of(run)
        return list(jobs.deliver(job, [file])) if file else []


def _job(
    asked: PrintLabels | PrinterTest, printer: Printer | None, *, faces: int, start_at: int
) -> Job:
    stock = stock_of(asked.stock)
    job = Job(
        stock=stock,
        format=asked.format,
        dpi=asked.dpi,
        copies=faces,
        start_at=min(start_at, 1) if stock.roll else start_at,
        out=None if printer else Path("labels"),
        send=printer.address if printer else None,
        queue=printer.queue if printer else None,
    )
    job.check()
    return job


def _fail(run: Run, zh: str, en: str) -> None:
    run.step, run.error = "failed", Bilingual(zh=zh, en=en)
