"""Runs of the label printer: made whole, journalled, then sent or kept for fetching.

Guarantees: nothing is printed that the journal does not tell of, and nothing is journalled before
it is laid out and, where asked, read back. A printer that says beforehand that it cannot print
costs no entry. A run lives in this process: its files are gone at a restart, its entry is not, so
that it can be gone on with from the label that came out last.
"""

import asyncio
import logging
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import uuid4

from backend.desk.arriving import judged
from backend.desk.faces import face_of
from backend.desk.issuing import bearer
from backend.desk.office import Office
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.printing import label_of, open_prints
from backend.rules.state import State
from backend.settings import Printer
from backend.views.readers import Readers
from backend.wire.desk import Bilingual
from backend.wire.labeldesk import PrinterTest, PrintLabels, ResumeRun, RunStatus
from backend.wire.labels import LabelRun, LabelSpoiled
from backend.wire.views import Crate, LabelIndex, Objection, Person, PrintRun
from labels import job as jobs
from labels.canvas import Layout
from labels.errors import LabelError
from labels.face import Face
from labels.forms import lay_out_for
from labels.job import Job
from labels.stock import stock_of
from labels.testprint import lay_out_test

_KEPT = 20
_MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
    "zpl": "application/octet-stream",
    "tspl": "application/octet-stream",
}
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Run:
    """One run. `done` grows as labels are laid out, from another thread."""

    id: str
    job: Job
    numbers: list[str]
    drafts: list[Draft]
    total: int
    printer: Printer | None
    check: bool = False
    copies: int = 0
    state: Literal["making", "sending", "done", "failed"] = "making"
    done: int = 0
    pages: int = 0
    file: Path | None = None
    said: list[Bilingual] = field(default_factory=list)
    error: Bilingual | None = None

    @property
    def status(self) -> RunStatus:
        ready = self.file is not None and self.state == "done" and self.printer is None
        return RunStatus(
            id=self.id,
            state=self.state,
            done=self.done,
            total=self.total,
            numbers=self.numbers,
            copies=self.copies,
            pages=self.pages,
            file=f"/api/labels/prints/{self.id}/file" if ready else None,
            said=list(self.said),
            error=self.error,
        )

    @property
    def media_type(self) -> str:
        return _MEDIA[self.file.suffix[1:]] if self.file else ""


class Runs:
    """The runs of this process, the last of them kept until it stops."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="labels-")
        self._runs: dict[str, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Wait for what is under way: a run that is sent is not cut off."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._folder.cleanup()

    def get(self, id_: str) -> Run | None:
        return self._runs.get(id_)

    async def start(self, office: Office, actor: str, asked: PrintLabels) -> Run:
        """Begin a run; it goes on by itself. Raises Objected or LabelError before it begins."""
        printer = _printer(office, asked.printer)
        job = self._job(asked, printer, faces=asked.faces, start_at=asked.start_at)
        faces, copies = await office.journal.look(
            lambda state: _faces(office, state, asked.numbers)
        )
        body = _entry(asked, copies)
        run = Run(
            id=uuid4().hex,
            job=job,
            numbers=list(asked.numbers),
            drafts=[Draft("label.printed", 2, body)],
            total=len(faces),
            printer=printer,
            check=asked.check,
            copies=len(copies),
        )
        self._begin(office, actor, run, faces)
        return run

    async def resume(self, office: Office, readers: Readers, actor: str, asked: ResumeRun) -> Run:
        """Print what came after the last good label of its latest run, which counts as spoiled.

        Raises Objected: `label_unknown`, `never_printed`, `run_complete`.
        """
        found = await judged(office, readers, asked.last_good)
        number = found.number if found else None
        if number is None:
            raise Objected([Objection(code="label_unknown", detail="")])
        before, rest, lost = await office.journal.look(lambda state: _rest(state, number))
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
        printer = _printer(office, again.printer)
        job = self._job(again, printer, faces=again.faces, start_at=again.start_at)
        faces, copies = await office.journal.look(lambda state: _faces(office, state, rest))
        drafts = [Draft("label.printed", 2, _entry(again, copies))]
        if lost:
            note = f"卡纸，自 {number} 之后重打 Jam: printed again after {number}"
            spoiled = LabelSpoiled(numbers=lost, why="jam", note=note)
            drafts.insert(0, Draft("label.spoiled", 1, spoiled))
        run = Run(uuid4().hex, job, rest, drafts, len(faces), printer, copies=len(copies))
        self._begin(office, actor, run, faces)
        return run

    def test(self, office: Office, asked: PrinterTest) -> Run:
        """A page for setting a printer up. Raises LabelError."""
        printer = _printer(office, asked.printer)
        job = self._job(asked, printer, faces=1, start_at=1)
        run = Run(uuid4().hex, job, [], [], 1, printer)
        name = printer.code if printer else asked.format
        self._begin(office, "", run, [lay_out_test(job.stock, job.dpi, name)])
        return run

    def _job(
        self,
        asked: PrintLabels | PrinterTest,
        printer: Printer | None,
        *,
        faces: int,
        start_at: int,
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

    def _begin(
        self, office: Office, actor: str, run: Run, faces: Sequence[Face] | Sequence[Layout]
    ) -> None:
        self._runs[run.id] = run
        for old in list(self._runs.values())[:-_KEPT]:
            if old.state in ("done", "failed"):
                self._drop(old)
        task = asyncio.create_task(self._work(office, actor, run, faces))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _drop(self, run: Run) -> None:
        del self._runs[run.id]
        if run.file is not None:
            run.file.unlink(missing_ok=True)

    async def _work(
        self, office: Office, actor: str, run: Run, faces: Sequence[Face] | Sequence[Layout]
    ) -> None:
        try:
            await asyncio.to_thread(self._make, run, faces)
            if run.drafts:
                await asyncio.to_thread(jobs.probe, run.job)
                drafts = run.drafts
                await office.journal.record(actor, lambda _: drafts)
            if run.printer is not None:
                run.state = "sending"
                said = await asyncio.to_thread(_sent, run)
                run.said += [Bilingual(zh=zh, en=en) for zh, en in said]
            run.state = "done"
        except LabelError as error:
            _fail(run, error.zh, error.en)
        except Objected as error:
            codes = ", ".join(objection.code for objection in error.objections)
            _fail(run, f"打印期间标识已变动（{codes}）。", f"A label changed meanwhile ({codes}).")
        except Exception:  # noqa: BLE001 - whoever waits for the run must learn of it
            _log.exception("a run of labels failed")
            _fail(run, "打印出错，请重试。", "Printing failed; try again.")

    def _make(self, run: Run, faces: Sequence[Face] | Sequence[Layout]) -> None:
        """Lay everything out, into one file."""
        job = run.job
        folder = Path(self._folder.name) / run.id
        folder.mkdir()
        kept = Job(
            job.stock,
            job.format,
            job.dpi,
            job.copies,
            job.start_at,
            folder / f"labels.{job.format}",
        )
        expected: list[str] = []

        def layouts() -> Iterator[Layout]:
            for item in faces:
                if isinstance(item, Face):
                    expected.append(item.url)
                    yield lay_out_for(item, job.stock, job.dpi)
                else:
                    yield item

        def progress(count: int) -> None:
            run.done = count

        made = jobs.run(kept, layouts(), progress, expected if run.check else None)
        run.pages = made.pages
        run.file = _one_file(folder, made.files)


def _sent(run: Run) -> list[tuple[str, str]]:
    return list(jobs.deliver(run.job, [run.file])) if run.file else []


def _fail(run: Run, zh: str, en: str) -> None:
    run.state, run.error = "failed", Bilingual(zh=zh, en=en)


def _one_file(folder: Path, files: Sequence[Path]) -> Path:
    """Several pictures travel in one archive."""
    if len(files) == 1:
        return files[0]
    archive = folder / "labels.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for file in files:
            packed.write(file, file.name)
            file.unlink()
    return archive


def _printer(office: Office, code: str | None) -> Printer | None:
    """Raises LabelError where the settings hold no such printer."""
    if code is None:
        return None
    found = next((one for one in office.settings.printers if one.code == code), None)
    if found is None:
        raise LabelError(
            f"设置中没有打印机“{code}”：请刷新后另选。",
            f"The settings hold no printer {code!r}: reload and choose another.",
        )
    return found


def _entry(asked: PrintLabels, copies: list[str]) -> LabelRun:
    return LabelRun(
        numbers=asked.numbers,
        copies=copies,
        stock=asked.stock,
        format=asked.format,
        dpi=asked.dpi,
        faces=asked.faces,
        start_at=asked.start_at,
        printer=asked.printer,
    )


def _faces(office: Office, state: State, numbers: Sequence[str]) -> tuple[list[Face], list[str]]:
    """What is printed, and which of the numbers were printed before. Raises Objected."""
    faces, copies = [], []
    for number in numbers:
        crate = bearer(state, number)
        label = crate.label
        if label is None:
            raise Objected([Objection(code="label_not_in_force", detail=number)])
        issuer = state.get(Person, label.by)
        faces.append(face_of(office.settings, crate, label, issuer.name if issuer else ""))
        if label.prints:
            copies.append(number)
    return faces, copies


def _rest(state: State, number: str) -> tuple[PrintRun, list[str], list[str]]:
    """The latest run of a label, what came after it there and still counts, and which of these have
    a print that did not come out."""
    index = state.get(LabelIndex, number)
    crate = state.get(Crate, index.crate) if index else None
    label = label_of(crate, number) if crate else None
    run = state.get(PrintRun, label.prints[-1].run) if label and label.prints else None
    if run is None:
        raise Objected([Objection(code="never_printed", detail=number)])
    rest, lost = [], []
    for later in run.numbers[run.numbers.index(number) + 1 :]:
        other = state.get(LabelIndex, later)
        of = state.get(Crate, other.crate) if other else None
        if of is None or of.label is None or of.label.number != later:
            continue
        rest.append(later)
        if open_prints(of.label):
            lost.append(later)
    if not rest:
        raise Objected([Objection(code="run_complete", detail=number)])
    return run, rest, lost
