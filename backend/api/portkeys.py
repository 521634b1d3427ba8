"""Ports' keys, numbers reserved for ports, and the files of what they issued offline."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from backend.api.bodies import read_bytes, read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs
from backend.api.problems import ProblemError
from backend.desk import entering, portkeys, ranges
from backend.wire.portkeys import (
    IssueReport,
    IssueRow,
    KeyList,
    RangeRow,
    ReserveRange,
    RevokeKey,
    RotateKey,
)
from labels.errors import IssueRefused
from labels.issue import ISSUE_MAX_CHARS


class KeyController(Controller):
    """For administrators. Rules broken answer 404 or 409 with the objection's code."""

    path = "/api/keys"
    guards = (needs("administrator"),)

    @get()
    async def keys(self, request: AnyRequest) -> KeyList:
        return await portkeys.list_(office_of(request))

    @post()
    async def rotate(self, request: AnyRequest) -> Response[KeyList]:
        """A new key for a port, and the list that says so."""
        asked = await read_json(request, RotateKey)
        office = office_of(request)
        await portkeys.rotate(office, caller_of(request).user, asked)
        return Response(await portkeys.list_(office), status_code=201)

    @post("/{kid:str}/revocation")
    async def revoke(self, request: AnyRequest, kid: FromPath[str]) -> Response[KeyList]:
        asked = await read_json(request, RevokeKey)
        office = office_of(request)
        await portkeys.revoke(office, caller_of(request).user, kid, asked)
        return Response(await portkeys.list_(office), status_code=201)


class OfflineController(Controller):
    """Numbers that a port gives itself, and what it gave. For port officers."""

    path = "/api/offline"

    @get("/ranges", guards=[needs("port", "administrator")])
    async def ranges(self, request: AnyRequest) -> list[RangeRow]:
        return await ranges.ranges(readers_of(request))

    @post("/ranges", guards=[needs("port", "administrator")])
    async def reserve(self, request: AnyRequest) -> Response[list[RangeRow]]:
        asked = await read_json(request, ReserveRange)
        await ranges.reserve(office_of(request), caller_of(request).user, asked)
        return Response(await ranges.ranges(readers_of(request)), status_code=201)

    @get("/issues", guards=[needs("port", "administrator")])
    async def issues(self, request: AnyRequest) -> list[IssueRow]:
        return await ranges.issues(readers_of(request))

    @post("/issues", guards=[needs("port")], status_code=200)
    async def enter(self, request: AnyRequest) -> IssueReport:
        """The file as the body. Errors: 413, 422 `not_an_issue_file`. May be sent again."""
        data = await read_bytes(request, max_bytes=ISSUE_MAX_CHARS + 2)
        try:
            return await entering.enter(
                office_of(request), caller_of(request).user, data.decode("ascii", "replace")
            )
        except IssueRefused as error:
            raise ProblemError(
                422,
                "not_an_issue_file",
                error.zh,
                error.en,
                "导入口岸 issued 文件夹中的 .issue 文件。",
                "Bring the .issue files of the port's folder “issued”.",
            ) from error
