"""The page about lists names every column, and only headings that are understood."""

import re
from pathlib import Path

from backend.rules.lists_columns import FIELD_OF, HEADINGS, normal
from backend.rules.lists_rows import SHARED

PAGE = Path(__file__).parents[3] / "docs" / "lists.md"


def documented() -> dict[str, tuple[str, str]]:
    """Column to further headings and marks, from the page's table."""
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]*) \| ([^|]*)\| [^|]+ \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    return {column: (also, marks) for column, also, marks in rows if column != "column"}


def test_every_column_is_documented_in_order() -> None:
    assert list(documented()) == [headings[0] for headings in HEADINGS.values()]


def test_documented_variants_are_understood() -> None:
    for column, (also, _) in documented().items():
        for variant in also.split(", "):
            assert FIELD_OF[normal(variant)] == FIELD_OF[normal(column)], variant


def test_columns_that_a_declaration_shares_are_marked() -> None:
    marked = {
        FIELD_OF[normal(column)] for column, (_, marks) in documented().items() if "=" in marks
    }
    assert marked == set(SHARED)
