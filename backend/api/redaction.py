"""POST /api/entries/{id}/redaction: delete the personal values beside an entry."""

from typing import cast

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs
from backend.api.problems import ProblemError, of_status
from backend.desk.parcels import Parcels
from backend.desk.redacting import NothingToRedact, redact
from backend.wire.base import EntryId
from backend.wire.desk import GivenReason, Redacted


@post("/api/entries/{id_:str}/redaction", guards=[needs("administrator")])
async def redaction(request: AnyRequest, id_: FromPath[str]) -> Response[Redacted]:
    """GivenReason → 201 how many values of the entry are gone. Errors: 404 `nothing_to_redact`."""
    asked = await read_json(request, GivenReason)
    try:
        entry = msgspec.convert(id_, EntryId)
    except msgspec.ValidationError as error:
        raise of_status(404) from error
    office, actor = office_of(request), caller_of(request).user
    try:
        readers, parcels = readers_of(request), cast("Parcels", request.app.state.parcels)
        values = await redact(office, readers, parcels, actor, entry, asked.reason)
    except NothingToRedact as error:
        raise ProblemError(
            404,
            "nothing_to_redact",
            "该记录没有可删除的个人信息。",
            "There is no personal value beside this entry to delete.",
            "请核对记录编号。",
            "Check which record it is.",
        ) from error
    return Response(Redacted(entry=entry, values=values), status_code=201)
