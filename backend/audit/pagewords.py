"""The words of an evidence bundle's page, in both languages."""

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any, Final

WORDS: Final[dict[str, Any]] = json.loads(
    files("backend.audit").joinpath("page_words.json").read_text(encoding="utf-8")
)


def said(words: Sequence[str]) -> str:
    """Chinese, then English, as HTML."""
    return f'{escape(words[0])} <span class="en" lang="en">{escape(words[1])}</span>'


def both(key: str) -> str:
    """The words of that key, as HTML."""
    return said(WORDS[key])
