"""`python -m tests.e2e.gallery`: writes docs/screens.md, which shows every picture of a screen."""

from collections.abc import Sequence
from pathlib import Path

from tests.e2e import tour

FILE = Path(__file__).parents[2] / "docs" / "screens.md"
FOLDER = FILE.parent / "img" / "screens"
LOOKS = ("zh-light", "zh-dark", "en-light", "en-dark")
_HEAD = """# 画面 Screens

每个画面：中文、英文，浅色、深色。手机 390 × 844，工作台 1440 × 900。由 `make pictures` 拍下。
Every screen in both languages and themes, as `make pictures` takes them: phones at 390 × 844, desks
at 1440 × 900. What else is checked of each is in [testing.md](testing.md).
"""
_PARTS = (("手机 Phone", tour.PHONE), ("公开页 Public", tour.PUBLIC), ("工作台 Desk", tour.DESK))


def page() -> str:
    """The document as it should be."""
    parts = [f"## {title}\n\n{_table(stops)}" for title, stops in _PARTS]
    return "\n".join([_HEAD, *parts])


def _table(stops: Sequence[tour.Stop]) -> str:
    width = 360 if stops is tour.DESK else 180
    rows = ["| | 中文 浅 | 中文 深 | English light | English dark |", "|---|---|---|---|---|"]
    for stop in stops:
        shown = (
            f'<img src="img/screens/{stop.name}-{look}.webp" width="{width}" '
            f'alt="{stop.zh} {stop.name}, {look}">'
            for look in LOOKS
        )
        rows.append(f"| {stop.zh} `{stop.name}` | " + " | ".join(shown) + " |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    FILE.write_text(page(), "utf-8")
