"""What phones hold against the log, and the desk's status line."""

from typing import Annotated, Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath, QueryParameter

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of, watch_of
from backend.api.guards import needs, signed_in
from backend.api.paging import Cursor, Limit
from backend.api.problems import ProblemError
from backend.desk import disputes
from backend.views import queries
from backend.views.paging import FIRST, page
from backend.wire import notes
from backend.wire.desk import DeskStatus, DisputePage, HeldCompared, HeldNote, Settlement
from backend.wire.views import Dispute

_STATES: Final = {True: ("open",), False: ("settled",), None: ("open", "settled")}


@get("/api/status", guards=[signed_in])
async def status(request: AnyRequest) -> Response[DeskStatus]:
    """How much waits for somebody, and how far the log is."""
    journal = office_of(request).journal
    async with readers_of(request).snapshot() as db:
        body = await queries.desk_status(db, journal.checkpoint)
    return Response(body, headers={"Cache-Control": "no-store"})


class DisputeController(Controller):
    """/api/disputes and /api/log/held."""

    path = "/api"

    @get("/disputes", guards=[needs("supervisor", "administrator")])
    async def list_(
        self,
        request: AnyRequest,
        open_: Annotated[bool | None, QueryParameter(name="open")] = None,
        cursor: Cursor = None,
        limit: Limit = FIRST,
    ) -> DisputePage:
        """Newest first. Errors: 400 `bad_cursor`."""
        async with readers_of(request).snapshot() as db:
            found = await page(db, Dispute, _STATES[open_], cursor=cursor, limit=limit)
        return DisputePage(rows=found.docs, cursor=found.cursor, total=found.total)

    @post("/disputes/{id_:str}/settlement", guards=[needs("supervisor", "administrator")])
    async def settle(self, request: AnyRequest, id_: FromPath[str]) -> Response[Dispute]:
        """Errors: 404 `dispute_unknown`, 409 `already_settled`."""
        asked = await read_json(request, Settlement)
        await disputes.settle(office_of(request), caller_of(request).user, id_, asked.note)
        return Response(await readers_of(request).need(Dispute, id_), status_code=201)

    @post("/log/held", guards=[signed_in], status_code=200)
    async def held(self, request: AnyRequest) -> HeldCompared:
        """A signed note that a phone holds, as evidence. Errors: 400 `not_our_note`."""
        asked = await read_json(request, HeldNote)
        watch = watch_of(request)
        try:
            head = await watch.read(asked.note)
        except notes.NotANoteError as error:
            raise ProblemError(
                400,
                "not_our_note",
                "这不是本系统签发的存证节点。",
                f"This is no checkpoint that this system signed: {error}.",
                "请保存原文，并交给稽核人员。",
                "Keep the text and show it to whoever audits.",
            ) from error
        dispute = await watch.compare(caller_of(request).dev, head, asked.note)
        return HeldCompared(agrees=dispute is None, dispute=dispute)
