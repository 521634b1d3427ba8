"""The shape of what phones pull: named with every page, another as soon as rows say otherwise."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.views import state
from backend.views.state import DOCS, PHONE_SHAPE, shape_of
from backend.wire.views import PHONE_VIEWS, Doc
from tests.backend.keeping.served import serving

PULLED = [DOCS[view] for view in PHONE_VIEWS]


def as_of(fields: list[Any], says: str = "") -> type[Doc]:
    """A document as one version of the program has it."""
    made = msgspec.defstruct("Crate", fields, bases=(msgspec.Struct,))
    made.__doc__ = says
    return made  # type: ignore[return-value]


def test_another_field_or_type_is_another_shape_and_better_words_are_not() -> None:
    said = [
        as_of([("id", str)]),
        as_of([("id", str), ("stand", str)]),
        as_of([("id", str), ("stand", str | None)]),
        as_of([("id", int)]),
    ]
    assert len({shape_of([kind]) for kind in said}) == len(said)
    assert shape_of([as_of([("id", str)], "A crate.")]) == shape_of([said[0]])


def test_a_fold_that_comes_to_other_documents_is_another_shape(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = shape_of(PULLED)
    assert before.startswith(PHONE_SHAPE)
    monkeypatch.setattr(state, "FOLD_VERSION", state.FOLD_VERSION + 1)
    assert shape_of(PULLED) != before


async def test_every_page_of_a_pull_names_it(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as site:
        pages: list[dict[str, Any]] = []
        cursor = ""
        while not pages or pages[-1]["more"]:
            answer = await site.get("wang", f"/api/changes?limit=20&cursor={cursor}")
            pages.append(answer.json())
            cursor = pages[-1]["cursor"]
        assert len(pages) > 1
        assert {page["shape"] for page in pages} == {PHONE_SHAPE}
