"""/api/exports: what the desk's list of crates shows, and its records, as a spreadsheet."""

import asyncio
from typing import Annotated

from litestar import Controller, Response, get
from litestar.params import FromQuery, QueryParameter

from backend.api.context import AnyRequest, readers_of
from backend.api.guards import signed_in
from backend.api.problems import ProblemError
from backend.desk.exporting import Format, Language, crates_file, records_file
from backend.views import queries
from backend.views.readers import doc
from backend.wire.views import Crate, Record

MOST_ROWS = 50_000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILTERS = ("q", "state", "port", "country", "stand", "declaration", "outcome", "label")


class ExportController(Controller):
    """The filters are those of /api/crates. Errors: 409 `too_many_rows`."""

    path = "/api/exports"
    guards = (signed_in,)

    @get("/crates")
    async def crates(
        self,
        request: AnyRequest,
        file: Annotated[Format, QueryParameter(name="format")] = "csv",
        language: FromQuery[Language] = "zh",
    ) -> Response[bytes]:
        found = await _crates(request)
        return _file(await asyncio.to_thread(crates_file, found, file, language), "crates", file)

    @get("/records")
    async def records(
        self,
        request: AnyRequest,
        file: Annotated[Format, QueryParameter(name="format")] = "csv",
        language: FromQuery[Language] = "zh",
    ) -> Response[bytes]:
        """The records of those crates, amended ones too, in the order of the crates."""
        crates = await _crates(request)
        found: list[Record] = []
        async with readers_of(request).snapshot() as db:
            for crate in crates:
                if crate.record is not None:
                    found += await queries.records_of(db, crate.id)
        return _file(await asyncio.to_thread(records_file, found, file, language), "records", file)


async def _crates(request: AnyRequest) -> list[Crate]:
    filters = {name: request.query_params.get(name) for name in _FILTERS}
    async with readers_of(request).snapshot() as db:
        page = await queries.crate_list(db, filters, MOST_ROWS, 0)
        if page.total > MOST_ROWS:
            raise ProblemError(
                409,
                "too_many_rows",
                f"符合条件的有 {page.total} 箱，一个文件最多 {MOST_ROWS} 箱。",
                f"{page.total} crates match; a file holds {MOST_ROWS} at most.",
                "请再加筛选条件，分几次导出。",
                "Narrow the filters and export in parts.",
            )
        found = [await doc(db, Crate, row.id) for row in page.crates]
    return [crate for crate in found if crate is not None]


def _file(data: bytes, name: str, file: Format) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{file}"',
        "Cache-Control": "no-store",
    }
    return Response(data, media_type=_TYPES[file], headers=headers)
