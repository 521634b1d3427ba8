"""Every kind of entry has a title on screens, in both languages: a timeline that calls one just
"entry" says nothing."""

import re
from pathlib import Path

import pytest

from backend.rules.kinds import KINDS

_WORDS = Path(__file__).parents[2] / "pwa" / "src" / "i18n"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_kind_has_a_title(language: str) -> None:
    text = (_WORDS / language / "desk.ts").read_text("utf-8")
    block = text[text.index("\n  kind: {") :]
    titled = set(re.findall(r"^    (\w+): '", block[: block.index("\n  },")], re.MULTILINE))
    assert {kind.replace(".", "_") for kind, _ in KINDS} - titled == set()
