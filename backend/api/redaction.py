"""POST /api/entries/{id}/redaction: delete the personal values beside an entry."""

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs
from backend.api.problems import ProblemError, of_status
from backend.desk.redacting import NothingToRedact, redact
from backend.wire.base import EntryId
from backend.wire.desk import GivenReason
from backend.wire.views import Record


@post("/api/entries/{id_:str}/redaction", guards=[needs("administrator")])
async def redaction(request: AnyRequest, id_: FromPath[str]) -> Response[Record]:
    """GivenReason → 201 the record as it is shown from now on. Errors: 404 `nothing_to_redact`."""
    asked = await read_json(request, GivenReason)
    try:
        entry = msgspec.convert(id_, EntryId)
    except msgspec.ValidationError as error:
        raise of_status(404) from error
    readers = readers_of(request)
    try:
        await redact(office_of(request), readers, caller_of(request).user, entry, asked.reason)
    except NothingToRedact as error:
        raise ProblemError(
            404,
            "nothing_to_redact",
            "该记录没有可删除的个人信息。",
            "There is no personal value beside this entry to delete.",
            "请核对记录编号。",
            "Check which record it is.",
        ) from error
    return Response(await readers.need(Record, entry), status_code=201)
