"""A run of labels in any format, to files, to a printer, or both.

Guarantees: a run is made whole before a byte of it leaves: when one label cannot be printed, or a
code cannot be read back, no file appears and no printer starts. Memory does not grow with the
number of labels.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from labels.canvas import Layout
from labels.errors import LabelError, PrinterError
from labels.forms import check_dpi
from labels.printers import queues, sending, tspl, zpl
from labels.printers.png import png
from labels.printers.raster import Page, pages
from labels.read import count_codes
from labels.sheet import FACES_A_CRATE, Progress, write_layouts
from labels.stock import STOCKS, Stock

Format = Literal["pdf", "png", "zpl", "tspl"]
FORMATS: tuple[Format, ...] = ("pdf", "png", "zpl", "tspl")

_LANGUAGES = {
    "zpl": sending.Language(zpl.ASK_STATUS, lambda said: said.count(b"\x03") >= 3, zpl.status),
    "tspl": sending.Language(tspl.ASK_STATUS, lambda said: len(said) >= 1, tspl.status),
}
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Job:
    """What to make and where it goes. `out` is a file, or a pattern for the pages of a PNG run."""

    stock: Stock
    format: Format = "pdf"
    dpi: int = 300
    copies: int = FACES_A_CRATE
    start_at: int = 1
    out: Path | None = None
    send: str | None = None  # host:port
    queue: str | None = None  # of CUPS

    def check(self) -> None:
        """Raise LabelError for what does not go together, before anything is made."""
        check_dpi(self.dpi)
        self.stock.free_places(self.start_at)
        if self.out is None and self.send is None and self.queue is None:
            raise LabelError(
                "没有指定输出：请用 --out、--send 或 --queue。",
                "Nowhere to print to: give --out, --send or --queue.",
            )
        if self.format in _LANGUAGES and not self.stock.roll:
            rolls = [stock.name for stock in STOCKS.values() if stock.roll]
            raise LabelError(
                f"{self.format.upper()} 是标签打印机的语言，不能用于 {self.stock.name}，"
                f"只能用于 {'、'.join(rolls)}。",
                f"{self.format.upper()} is for label printers and does not suit {self.stock.name}, "
                f"only {', '.join(rolls)}.",
            )
        if self.format == "png" and (self.send or self.queue):
            raise PrinterError(
                "PNG 图片不能直接发送到打印机：请改用 pdf、zpl 或 tspl。",
                "PNG pictures cannot be sent to a printer: use pdf, zpl or tspl.",
            )
        if self.send is not None:
            sending.address(self.send)


@dataclass(frozen=True, slots=True)
class Done:
    """Pages made, files written, and what printers said: zh, en."""

    pages: int
    files: Sequence[Path]
    said: Sequence[tuple[str, str]]

    def told(self, what: str) -> Iterator[str]:
        """Lines for a person: where `what` was made is, and what the printer says."""
        if self.files:
            first, last = self.files[0], self.files[-1]
            yield f"{first if first == last else f'{first} … {last}'}：{what}"
        else:
            yield what
        for zh, en in self.said:
            yield f"{zh}。 {en}."


class Unreadable(LabelError):
    """Codes that could not be read back; nothing was printed. `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"有 {count} 张标识的二维码读不出，未打印。",
            f"{count} codes cannot be read back; nothing was printed.",
        )
        self.count = count


def run(
    job: Job,
    layouts: Iterable[Layout],
    progress: Progress | None = None,
    expected: Sequence[str] | None = None,
) -> Done:
    """Make and print a run. Raises LabelError.

    `expected`, filled while `layouts` is used up, are the codes to be read back before anything
    leaves, each as often as there are copies.
    """
    job.check()
    folder = job.out.parent if job.out else None
    try:
        with tempfile.TemporaryDirectory(prefix=".labels-", dir=folder) as drafts:
            count, files = _make(job, layouts, Path(drafts), progress)
            if not count:
                raise LabelError("没有可打印的标识。", "There are no labels to print.")
            if expected is not None:
                _read_back(job, files, expected)
            said = list(deliver(job, files))
            return Done(count, _keep(job, files), said)
    except OSError as error:
        raise LabelError(
            f"无法写入 {job.out or '临时文件'}：{error.strerror}。",
            f"Cannot write {job.out or 'a temporary file'}: {error.strerror}.",
        ) from None


def _make(
    job: Job, layouts: Iterable[Layout], folder: Path, progress: Progress | None
) -> tuple[int, list[Path]]:
    if job.format == "png":
        return _make_pictures(job, layouts, folder, progress)
    file = folder / f"labels.{job.format}"
    with file.open("wb") as out:
        if job.format == "pdf":
            options = {"dpi": job.dpi, "copies": job.copies, "start_at": job.start_at}
            return write_layouts(layouts, out, job.stock, progress, **options), [file]
        count = 0
        for page in _pages(job, layouts, progress):
            out.write(_encoders(job)[job.format](page))
            count += page.times
        return count, [file]


def _make_pictures(
    job: Job, layouts: Iterable[Layout], folder: Path, progress: Progress | None
) -> tuple[int, list[Path]]:
    """One picture for each page that looks different: copies on a roll are one picture."""
    files = []
    for number, page in enumerate(_pages(job, layouts, progress), 1):
        files.append(folder / f"{number:04d}.png")
        files[-1].write_bytes(png(page.bitmap, job.dpi))
    return len(files), files


def _pages(job: Job, layouts: Iterable[Layout], progress: Progress | None) -> Iterator[Page]:
    def counted() -> Iterator[Layout]:
        for count, layout in enumerate(layouts, 1):
            yield layout
            if progress is not None:
                progress(count)

    return pages(counted(), job.stock, job.dpi, job.copies, job.start_at)


def _encoders(job: Job) -> dict[str, Callable[[Page], bytes]]:
    width, height = job.stock.width, job.stock.height
    return {"zpl": zpl.zpl, "tspl": lambda page: tspl.tspl(page, width, height)}


def _read_back(job: Job, files: Iterable[Path], expected: Sequence[str]) -> None:
    read: Counter[str] = Counter()
    for file in files:
        read += count_codes(file.read_bytes(), job.dpi)
    copies = 1 if job.format == "png" and job.stock.roll else job.copies
    lost = sum(read[code] < copies for code in expected)
    if lost:
        raise Unreadable(lost)


def probe(job: Job) -> None:
    """Raise PrinterError where the printer or queue says that it cannot print; nothing is sent."""
    language = _LANGUAGES.get(job.format)
    if job.send is not None and language is not None:
        sending.probe(job.send, language)
    if job.queue is not None:
        queues.probe(job.queue)


def deliver(job: Job, files: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Send what was made to the printer of the job; what it says: zh, en. Raises PrinterError."""
    if job.send is not None:
        language = _LANGUAGES.get(job.format)
        sent = sending.send(job.send, _chunks(files[0]), language)
        yield (
            f"已向 {job.send} 发送 {sent.size:,} 字节",
            f"{sent.size:,} bytes were sent to {job.send}",
        )
        if language is not None:
            yield _answer(language, sent.after)
    if job.queue is not None:
        zh, en = queues.send(job.queue, files[0].read_bytes(), raw=job.format != "pdf")
        yield f"打印队列 {job.queue}：{zh}", f"queue {job.queue}: {en}"


def _answer(language: sending.Language, said: bytes) -> tuple[str, str]:
    if not said:
        return "打印机没有回答状态", "the printer does not say how it is"
    problems = language.reading(said)
    shown = ascii(said.decode("ascii", "replace"))
    zh = "、".join(zh for zh, _ in problems) or "就绪"
    en = ", ".join(en for _, en in problems) or "ready"
    return f"打印机状态：{zh}（{shown}）", f"the printer says: {en} ({shown})"


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as data:
        while chunk := data.read(_CHUNK_BYTES):
            yield chunk


def _keep(job: Job, drafts: Sequence[Path]) -> list[Path]:
    """Put the files where they belong; several pages are numbered."""
    if job.out is None:
        return []
    names = [job.out]
    if len(drafts) > 1:
        names = [
            job.out.with_name(f"{job.out.stem}-{draft.stem}{job.out.suffix}") for draft in drafts
        ]
    for draft, name in zip(drafts, names, strict=True):
        draft.replace(name)
    return names
