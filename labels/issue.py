"""The issue file: what a port that has no line issued, signed with its key.

Guarantees: a file is believed only when the key that it names signed exactly these bytes, and it
has one encoding, so that a file brought twice is known to be the same. It holds every token that
was printed: losing all copies of it before the office has entered it loses the office's knowledge
of those labels, which phones then call valid but not on the list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import cbor2

from labels import cbor, cose
from labels.code import Opened, bytes_from, open_token, token_from
from labels.errors import IssueRefused, LabelError
from labels.number import SERIAL_MAX
from labels.signed_text import message_of, text_of

FORM = 1
LABELS_MAX = 500
OFFICER_MAX_CHARS = 200
ISSUE_MAX_CHARS = 250_000
SUFFIX = ".issue"

_PORT = re.compile(r"[A-Z0-9]{3}\Z")
_RANGE = re.compile(r"([A-Z0-9]{3})([0-9]{2})-([0-9]{6})-([0-9]{6})\Z")
_SHAPE = (int, str, int, int, int, int, str, list)


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers that the office left to a port: of one year, from `first` to `last`."""

    port: str
    year: int  # two digits
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.port}{self.year:02d}-{self.first:06d}-{self.last:06d}"

    def holds(self, port: str, year: int, serial: int) -> bool:
        """Whether that number of a port in a year (2013 or 13) is one of them."""
        return (port, year % 100) == (self.port, self.year) and self.first <= serial <= self.last


@dataclass(frozen=True, slots=True)
class Issue:
    """What was issued, in the order of printing. `tokens` are as on the labels."""

    range: Range
    made_at: int  # Unix seconds
    officer: str  # "" where a line to sign on was printed
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedIssue:
    """A file taken apart. Its contents are only claims until `verify` has said yes."""

    issue: Issue
    labels: tuple[Opened, ...]
    message: cose.Message

    def verify(self, point: bytes) -> bool:
        """Whether the key at `point` (65 bytes) signed this file and every label in it."""
        return cose.signature_holds(self.message, point) and all(
            label.kid == self.message.kid and cose.signature_holds(label.message, point)
            for label in self.labels
        )


def range_of(text: str) -> Range:
    """A range as the office writes it, `DAL13-000500-000599`. Raises LabelError."""
    found = _RANGE.match(text.strip().upper())
    if found is not None:
        range_ = Range(found[1], int(found[2]), int(found[3]), int(found[4]))
        if 1 <= range_.first <= range_.last:
            return range_
    raise LabelError(
        f"“{text}”不是预留号段：请照工作台所示填写，如 DAL13-000500-000599。",
        f"{text!r} is no reserved range: write it as the desk shows it, such as "
        "DAL13-000500-000599.",
    )


def seal_issue(issue: Issue, key: cose.Key) -> str:
    """The signed file's text. Raises IssueRefused beyond the limits."""
    return text_of(cose.sign(_pack(issue), key))


def open_issue(text: str) -> OpenedIssue:
    """Take a file apart, strictly. Raises IssueRefused for anything but the one encoding."""
    try:
        message = message_of(text.strip(), ISSUE_MAX_CHARS)
        issue = _unpack(cbor.read(message.payload))
        labels = tuple(open_token(token) for token in issue.tokens)
        repacked = _pack(issue)
    except (ValueError, TypeError):  # LabelErrors among them
        raise _refused() from None
    if repacked != message.payload:
        raise _refused()
    return OpenedIssue(issue, labels, message)


def _pack(issue: Issue) -> bytes:
    _check(issue)
    range_ = issue.range
    place = [range_.port, range_.year, range_.first, range_.last]
    tokens = [bytes_from(token) for token in issue.tokens]
    return cbor2.dumps([FORM, *place, issue.made_at, issue.officer, tokens])


def _unpack(values: Any) -> Issue:
    if not isinstance(values, list) or tuple(map(type, values)) != _SHAPE or values[0] != FORM:
        raise ValueError("not the eight values of an issue file")
    _, port, year, first, last, made_at, officer, tokens = values
    return Issue(Range(port, year, first, last), made_at, officer, tuple(map(token_from, tokens)))


def _check(issue: Issue) -> None:
    range_ = issue.range
    fits = (
        _PORT.match(range_.port)
        and 0 <= range_.year <= 99
        and 1 <= range_.first <= range_.last <= SERIAL_MAX
        and 0 <= issue.made_at < 2**40
        and len(issue.officer) <= OFFICER_MAX_CHARS
        and 1 <= len(issue.tokens) <= LABELS_MAX
    )
    if not fits:
        raise _refused()


def _refused() -> IssueRefused:
    return IssueRefused(
        "这不是口岸断网签发文件（.issue），或已损坏：请从口岸电脑重新复制。",
        "This is not a port's issue file (.issue), or it is damaged: copy it again from the "
        "port's computer.",
    )
