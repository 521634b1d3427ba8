"""Issuing with no server, from numbers that the office reserved.

Guarantees: a number of the range is given once and a crate labelled once, as far as the issue
files in the folder tell; and the file that says so is on disk, whole and synced, before the first
label of its is printed. Losing the folder before the office has entered its files means giving up
the rest of the range: which of its numbers are on crates, nobody knows then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from labels import cose
from labels.code import Facts, Opened, seal
from labels.errors import IssueRefused, LabelError
from labels.issue import LABELS_MAX, SUFFIX, Issue, Range, open_issue, seal_issue
from labels.new_file import write_new

_TOLD = 10
Crate = tuple[int, int]  # declaration, n


@dataclass(frozen=True, slots=True)
class Numbered:
    """A crate with its number; `token` is the one it had before, None where it is new."""

    facts: Facts
    token: str | None


class Book:
    """The issue files in a folder, and the range that is being used up."""

    def __init__(self, folder: Path, range_: Range) -> None:
        """Raises LabelError for a file that is none: what it says must not be passed over."""
        self._folder = folder
        self._range = range_
        self._labels: dict[Crate, Opened] = {}
        self._next = range_.first
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            for label in _opened(path):
                facts = label.facts
                self._labels[facts.declaration, facts.n] = label
                if range_.holds(facts.port, facts.issued.year, facts.serial):
                    self._next = max(self._next, facts.serial + 1)

    def assign(self, crates: Sequence[Facts], *, again: bool) -> list[Numbered]:
        """Each crate with the next number of the range, or with `again` the one that it has.

        Raises LabelError for crates labelled already, of another port or year, or beyond the
        range; then nothing is used up.
        """
        self._check(crates, again)
        serial = self._next
        numbered = []
        for facts in crates:
            known = self._labels.get((facts.declaration, facts.n))
            if known is not None:
                numbered.append(Numbered(known.facts, known.token))
                continue
            numbered.append(Numbered(replace(facts, serial=serial), None))
            serial += 1
        return numbered

    def record(
        self, tokens: Sequence[str], key: cose.Key, officer: str, made_at: int
    ) -> list[Path]:
        """Write the signed issue files of new labels, in the order of their numbers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        written = []
        for start in range(0, len(tokens), LABELS_MAX):
            part = tuple(tokens[start : start + LABELS_MAX])
            text = seal_issue(Issue(self._range, made_at, officer, part), key)
            first = self._next + start
            name = f"{self._range.port}{self._range.year:02d}-{first:06d}{SUFFIX}"
            write_new(self._folder / name, text.encode() + b"\n", 0o644)
            written.append(self._folder / name)
        return written

    def _check(self, crates: Sequence[Facts], again: bool) -> None:
        range_ = self._range
        for facts in crates:
            if (facts.port, facts.issued.year % 100) != (range_.port, range_.year):
                raise LabelError(
                    f"号段 {range_} 只用于 {range_.port} 口岸 20{range_.year:02d} 年签发的标识。",
                    f"The range {range_} is for labels of port {range_.port} issued in "
                    f"20{range_.year:02d} alone.",
                )
        known = [self._labels.get((facts.declaration, facts.n)) for facts in crates]
        twice = [label for label in known if label is not None]
        if twice and not again:
            raise _labelled_already(twice)
        wanted, left = len(crates) - len(twice), range_.last - self._next + 1
        if wanted > left:
            raise LabelError(
                f"号段 {range_} 还剩 {left} 个号，需要 {wanted} 个：请办公室再预留一段。",
                f"The range {range_} has {left} numbers left and {wanted} are needed: have the "
                "office reserve another.",
            )


def sealed(numbered: Sequence[Numbered], key: cose.Key) -> dict[str, str]:
    """The token of each label by its number: the one that it had, or a new one."""
    return {item.facts.number: item.token or seal(item.facts, key) for item in numbered}


def recorded(book: Book, tokens: Sequence[str], key: cose.Key, officer: str) -> list[str]:
    """Record new labels as issued now; returns lines that tell a person what to do with the files.

    Raises LabelError, and then nothing may be printed.
    """
    now = int(datetime.now(UTC).timestamp())
    return [
        f"签发文件 {path}：联网后请在工作台导入。 "
        "Issue file: bring it to the desk when the line is back."
        for path in book.record(tokens, key, officer, now)
    ]


def _opened(path: Path) -> Sequence[Opened]:
    try:
        return open_issue(path.read_text(encoding="ascii")).labels
    except (OSError, UnicodeDecodeError, IssueRefused):
        raise IssueRefused(
            f"签发文件 {path} 无法读取或已损坏：请从副本恢复，否则可能重号。",
            f"The issue file {path} cannot be read or is damaged: restore it from a copy, or a "
            "number may be given twice.",
        ) from None


def _labelled_already(labels: Sequence[Opened]) -> LabelError:
    def named() -> Iterator[str]:
        for label in labels[:_TOLD]:
            yield f"{label.facts.declaration:015d}/{label.facts.n} {label.facts.number}"
        if len(labels) > _TOLD:
            yield "…"

    which = ", ".join(named())
    return LabelError(
        f"{len(labels)} 箱已签发过：{which}。补打同一标识请加 --again。",
        f"{len(labels)} crates were labelled before: {which}. To print the same labels again, add "
        "--again.",
    )
