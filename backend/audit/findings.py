"""What an audit finds, in words that name the place."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final, Literal, NamedTuple

Lang = Literal["zh", "en"]
_SHOWN = 20


class Finding(NamedTuple):
    """`code` is for programs; `pos` the entry's position where there is one.

    A note (`note` true) tells what a reader should know and is no reproach.
    """

    code: str
    pos: int | None
    zh: str
    en: str
    note: bool = False

    def said(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


WORDS: Final[dict[str, dict[Lang, str]]] = json.loads(
    files("backend.audit").joinpath("words.json").read_text(encoding="utf-8")
)
"""Sentences by code, completed by what a finding names."""
NOTES: Final = frozenset(
    {
        "clock_back",
        "desk_enrolled",
        "held_other_size",
        "objections_bare",
        "page_version",
        "photo_not_there",
        "redacted",
        "views_version",
    }
)


def finding(code: str, pos: int | None, said: Mapping[str, object]) -> Finding:
    """A finding in its words; `said` completes them."""
    words, fields = WORDS[code], {"pos": pos, **said}
    zh, en = words["zh"].format(**fields), words["en"].format(**fields)
    return Finding(code, pos, zh, en, code in NOTES)


class Findings:
    """Gathers findings. Of very many of one kind the first are kept, all are counted."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.counts: dict[str, int] = {}

    def add(
        self,
        code: str,
        pos: int | None = None,
        words: Mapping[str, object] | None = None,
        **said: object,
    ) -> None:
        """A finding in its words, which `words` and `said` complete."""
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= _SHOWN:
            self.kept.append(finding(code, pos, {**(words or {}), **said}))

    def more(self) -> dict[str, int]:
        """How many of each kind are counted but not kept."""
        return {code: n - _SHOWN for code, n in self.counts.items() if n > _SHOWN}

    @property
    def good(self) -> bool:
        """Whether there are none but notes."""
        return all(code in NOTES for code in self.counts)
