"""How the API takes long lists in pages: `limit` rows behind the `cursor` of the one before."""

from typing import Annotated, Any

from litestar.params import QueryParameter

from backend.api.context import AnyRequest
from backend.api.problems import ProblemError, problem_response
from backend.views.paging import MOST, BadCursor

Cursor = Annotated[str | None, QueryParameter(max_length=220)]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST)]


def on_bad_cursor(_: AnyRequest, __: BadCursor) -> Any:
    """Litestar's exception handler for BadCursor."""
    return problem_response(
        ProblemError(
            400,
            "bad_cursor",
            "翻页位置有误。",
            "The cursor is none of this list.",
            "请从头重新列出。",
            "List it again from the start.",
        )
    )
