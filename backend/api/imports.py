"""Upload an exhibitor's list, or a list of pests: preview, then import."""

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.params import FromQuery, QueryParameter

from backend.api.bodies import read_bytes
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs, signed_in
from backend.api.problems import ProblemError, of_status
from backend.desk.imports import Options, import_list
from backend.desk.pestlists import PEST_LIST, import_pests, in_force
from backend.rules.lists import ListUnreadable
from backend.rules.pests import Edition
from backend.views import queries
from backend.wire.desk import ImportReport, PestListInForce, PestListReport, PestLists
from backend.wire.views import PestListDoc, PestListPartDoc

_Said = Annotated[str, QueryParameter(min_length=1, max_length=200)]


class ImportController(Controller):
    """POST /api/imports?name=FILE&apply=&leave_out=; the file is the body."""

    path = "/api/imports"
    guards = (needs("port", "administrator"),)

    @post()
    async def import_(
        self,
        request: AnyRequest,
        name: FromQuery[str],
        apply: FromQuery[bool] = False,
        leave_out: FromQuery[bool] = False,
    ) -> Response[ImportReport]:
        """200 with a preview, 201 once imported. Errors: 413 `file_too_large`, 422."""
        office = office_of(request)
        data = await _body(request, office.settings.limits.list_bytes)
        options = Options(apply=apply, leave_out=leave_out)
        try:
            report = await import_list(office, caller_of(request).user, name, data, options)
        except ListUnreadable as error:
            raise _unreadable(error) from error
        return Response(report, status_code=201 if report.done else 200)


class PestListController(Controller):
    """/api/pests: the list in force, and an official list to publish over it."""

    path = "/api/pests"

    @get(guards=[signed_in])
    async def in_force(self, request: AnyRequest) -> PestListInForce | None:
        return await office_of(request).journal.look(in_force)

    @get("/lists", guards=[signed_in])
    async def lists(self, request: AnyRequest) -> PestLists:
        """All organisms of the lists in force."""
        async with readers_of(request).snapshot() as db:
            return PestLists(
                seeds=await queries.listed(db, PestListDoc, None),
                parts=await queries.listed(db, PestListPartDoc, None),
            )

    @post(guards=[needs("administrator")])
    async def import_(
        self,
        request: AnyRequest,
        name: FromQuery[str],
        edition: _Said,
        source_zh: _Said,
        source_en: _Said,
        apply: FromQuery[bool] = False,
        leave_out: FromQuery[bool] = False,
    ) -> Response[PestListReport]:
        """200 with a preview, 201 once published. Errors: 400, 413 `file_too_large`, 422."""
        office = office_of(request)
        data = await _body(request, office.settings.limits.list_bytes)
        named = Edition(PEST_LIST, edition.strip(), source_zh.strip(), source_en.strip())
        if not all(named):
            raise of_status(400, found="edition, source_zh, source_en")
        options = Options(apply=apply, leave_out=leave_out)
        try:
            report = await import_pests(office, caller_of(request).user, name, data, named, options)
        except ListUnreadable as error:
            raise _unreadable(error) from error
        return Response(report, status_code=201 if report.done else 200)


def _unreadable(error: ListUnreadable) -> ProblemError:
    return ProblemError(
        422,
        "list_unreadable",
        error.zh,
        error.en,
        "请按模板修改后重新上传。",
        "Correct the file and upload it again.",
    )


async def _body(request: AnyRequest, max_bytes: int) -> bytes:
    try:
        return await read_bytes(request, max_bytes=max_bytes)
    except ProblemError as error:
        if error.status != 413:
            raise
        mega = max_bytes // 2**20
        raise ProblemError(
            413,
            "file_too_large",
            f"文件超过 {mega} MB。",
            f"The file is larger than {mega} MB.",
            "请按口岸或参展商拆分清单后再上传。",
            "Split the list by port or exhibitor and upload the parts.",
        ) from error
