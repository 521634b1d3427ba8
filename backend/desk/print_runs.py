"""Runs of the label printer as they lie on disk, so that a restart of the server loses none.

Guarantee: how far a run is, is on disk before the step that it names is taken. One found "making"
is neither in the journal nor on paper; one found "recording" is in the journal or is not, which the
journal itself tells; one found "sending" is there, and how much of it came out only the paper
shows. Losing the folder costs the files at hand and where each run was; the journal tells of all.
"""

import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from backend.wire.base import EntryId, Instant, LabelNumber, UserId
from backend.wire.desk import Bilingual
from backend.wire.labeldesk import PrintLabels, RunStatus
from backend.wire.labels import LabelSpoiled

Step = Literal["making", "recording", "sending", "done", "failed", "interrupted"]

UNDER_WAY: Final = frozenset(("making", "recording", "sending"))
_MEDIA: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
    "zpl": "application/octet-stream",
    "tspl": "application/octet-stream",
}
_STATE = "run.json"


class Run(msgspec.Struct, kw_only=True):
    """One run. `asked` is null for a printer's test, which is no print of a label and not kept.

    `before` is the entry of the last print of its first label, as of when it was about to be
    recorded; `entry` its own. `done` grows as labels are laid out, from another thread.
    """

    id: str
    at: Instant
    by: UserId | Literal[""]
    asked: PrintLabels | None = None
    copies: list[LabelNumber] = []
    spoiled: LabelSpoiled | None = None
    total: int
    printer: str | None
    step: Step = "making"
    before: EntryId | None = None
    entry: EntryId | None = None
    done: int = 0
    pages: int = 0
    file: str | None = None
    said: list[Bilingual] = []
    error: Bilingual | None = None

    @property
    def numbers(self) -> list[LabelNumber]:
        return self.asked.numbers if self.asked else []

    @property
    def status(self) -> RunStatus:
        ready = self.file is not None and self.step == "done" and self.printer is None
        return RunStatus(
            id=self.id,
            at=self.at,
            by=self.by or None,
            state="making" if self.step == "recording" else self.step,
            recorded=self.entry is not None,
            done=self.done,
            total=self.total,
            numbers=self.numbers,
            copies=len(self.copies),
            pages=self.pages,
            printer=self.printer,
            file=f"/api/labels/prints/{self.id}/file" if ready else None,
            said=list(self.said),
            error=self.error,
        )

    @property
    def media_type(self) -> str:
        return _MEDIA[self.file.rpartition(".")[2]] if self.file else ""


class RunFolder:
    """`prints/{run}/run.json`, with what was made beside it. All of it blocks."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def of(self, run: Run) -> Path:
        """Where a run's files are; there from now on."""
        folder = self._root / run.id
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def file_of(self, run: Run) -> Path | None:
        """What was made of it, where that is still here."""
        path = self._root / run.id / run.file if run.file else None
        return path if path and path.is_file() else None

    def keep(self, run: Run) -> None:
        """Write down how far a run is; what was made before is on disk by then."""
        if run.asked is None:
            return
        folder = self.of(run)
        draft = folder / f"{_STATE}.new"
        with draft.open("wb") as out:
            out.write(msgspec.json.encode(run))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(folder / _STATE)
        _sync(folder)

    def load(self) -> list[Run]:
        """All that are kept, the oldest first; what was never written down whole is swept away."""
        found = []
        for folder in self._root.glob("*"):
            try:
                found.append(msgspec.json.decode((folder / _STATE).read_bytes(), type=Run))
            except (OSError, msgspec.DecodeError):
                shutil.rmtree(folder, ignore_errors=True)
        return sorted(found, key=lambda run: run.at)

    def drop(self, run: Run) -> None:
        shutil.rmtree(self._root / run.id, ignore_errors=True)


def one_file(folder: Path, files: Sequence[Path]) -> Path:
    """What was made as one file, on disk; several pictures travel in an archive."""
    if len(files) == 1:
        _flush(files[0])
        return files[0]
    archive = folder / "labels.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for file in files:
            packed.write(file, file.name)
            file.unlink()
    _flush(archive)
    return archive


def _flush(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
