"""Checkpoints that phones handed in: whether this is still the log that gave them out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from backend.audit.findings import Findings
from backend.audit.growing import Growing
from backend.wire import notes

_DASH = "— "


class Held(NamedTuple):
    """A checkpoint from a file, validly signed by this log."""

    file: str
    checkpoint: notes.Checkpoint


class Origin(NamedTuple):
    """A name that the log has had, and the size at which it gave it up (None: it has it now)."""

    vkey: str
    until: int | None


def split_notes(text: str) -> Iterator[str]:
    """The notes of a text, which may hold several, one after the other."""
    lines: list[str] = []
    signed = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if signed and not line.startswith(_DASH):
            yield "\n".join([*lines, ""])
            lines, signed = [], False
        if line or lines:
            lines.append(line)
        signed = signed or line.startswith(_DASH)
    if any(lines):
        yield "\n".join([*lines, ""])


def read_files(files: Sequence[Path], findings: Findings) -> Iterator[tuple[str, str]]:
    """Names and texts of these files; one that cannot be read is a finding."""
    for path in files:
        try:
            yield path.name, path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            findings.add("held_unreadable", file=path.name, why=error)


def read_held(
    sources: Iterable[tuple[str, str]], origins: Mapping[str, Origin], findings: Findings
) -> list[Held]:
    """The checkpoints in these texts, by name, that our key signed; the others are findings."""
    found = []
    for name, text in sources:
        texts = list(split_notes(text))
        if not texts:
            findings.add("held_unreadable", file=name, why="empty")
        for note in texts:
            try:
                found.append(Held(name, _verified(note, origins)))
            except notes.NotANoteError as error:
                findings.add("held_signature", file=name, why=error)
    return found


def _verified(text: str, origins: Mapping[str, Origin]) -> notes.Checkpoint:
    name = text.partition("\n")[0]
    if name not in origins:
        raise notes.NotANoteError(f"of another log: {name[:80]}")
    return notes.verify(text, origins[name].vkey)


def compare_held(
    held: Sequence[Held], grown: Growing, origins: Mapping[str, Origin], findings: Findings
) -> None:
    """Hold each against the tree that was grown from the entries."""
    for file, (origin, size, head) in held:
        until = origins[origin].until
        if until is not None and size > until:
            findings.add("held_lost", until, file=file, size=size, have=until)
        elif size > grown.size:
            findings.add("held_beyond", file=file, size=size, have=grown.size, last=size - 1)
        elif grown.heads[size] != head:
            after, last = grown.between(size)
            findings.add("held_differs", file=file, size=size, after=after, last=last)
