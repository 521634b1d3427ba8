"""Quarantine and objections: lists for the desk, decisions for supervisors."""

from typing import Annotated, Final

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs, signed_in
from backend.api.paging import Cursor, Limit
from backend.api.problems import of_status
from backend.desk import quarantine
from backend.desk.quarantine_lots import decide_lot
from backend.views.paging import FIRST
from backend.wire.base import EntryId
from backend.wire.desk import (
    DecidedLot,
    DecideLot,
    GivenReason,
    ObjectionPage,
    ObjectionRow,
    QuarantinePage,
    QuarantineRow,
    SettleObjection,
)

_STATES: Final = {True: ("open",), False: ("settled",), None: ("open", "settled")}


def _entry(id_: str) -> str:
    """An entry's id as it stands in an address; anything else is nowhere."""
    try:
        return msgspec.convert(id_, EntryId)
    except msgspec.ValidationError as error:
        raise of_status(404) from error


class QuarantineController(Controller):
    """/api/quarantine and /api/objections."""

    path = "/api"

    @get("/quarantine", guards=[needs("supervisor", "administrator")])
    async def quarantined(
        self,
        request: AnyRequest,
        entry_state: Annotated[quarantine.Waiting | None, QueryParameter(name="state")] = None,
        dev: FromQuery[str | None] = None,
        cursor: Cursor = None,
        limit: Limit = FIRST,
    ) -> QuarantinePage:
        """Of one device, in one state, or all, the last changed first. Errors: 400
        `bad_cursor`."""
        async with readers_of(request).snapshot() as db:
            return await quarantine.quarantined(db, entry_state, dev, cursor, limit)

    @post("/quarantine/decisions", guards=[needs("supervisor")], status_code=200)
    async def decide(self, request: AnyRequest) -> DecidedLot:
        """A lot of what waits, oldest first; each entry is judged by itself, and what may not be
        decided waits on, named with its code."""
        asked = await read_json(request, DecideLot)
        actor = caller_of(request).user
        return await decide_lot(office_of(request), readers_of(request), actor, asked)

    @post("/quarantine/{id_:str}/admission", guards=[needs("supervisor")])
    async def admit(self, request: AnyRequest, id_: FromPath[str]) -> Response[QuarantineRow]:
        """Errors: 404 `not_quarantined`, 409 `own_entry`, `already_admitted`, `not_understood`,
        `made_at_desks_only`."""
        asked, entry = await read_json(request, GivenReason), _entry(id_)
        await quarantine.admit(office_of(request), caller_of(request).user, entry, asked.reason)
        return await _decided(request, entry)

    @post("/quarantine/{id_:str}/dismissal", guards=[needs("supervisor")])
    async def dismiss(self, request: AnyRequest, id_: FromPath[str]) -> Response[QuarantineRow]:
        """Errors: 404 `not_quarantined`, 409 `own_entry`, `already_admitted`,
        `already_dismissed`."""
        asked, entry = await read_json(request, GivenReason), _entry(id_)
        await quarantine.dismiss(office_of(request), caller_of(request).user, entry, asked.reason)
        return await _decided(request, entry)

    @get("/objections", guards=[signed_in])
    async def objections(
        self,
        request: AnyRequest,
        open_: Annotated[bool | None, QueryParameter(name="open")] = None,
        crate: FromQuery[str | None] = None,
        cursor: Cursor = None,
        limit: Limit = FIRST,
    ) -> ObjectionPage:
        """The last changed first; those that one crate counts, or all. Errors: 400
        `bad_cursor`."""
        async with readers_of(request).snapshot() as db:
            return await quarantine.objections(db, _STATES[open_], crate, cursor, limit)

    @post("/objections/{id_:str}/settlement", guards=[needs("supervisor")])
    async def settle(self, request: AnyRequest, id_: FromPath[str]) -> Response[ObjectionRow]:
        """Errors: 404 `objection_unknown`, 409 `own_entry`, `already_settled`."""
        asked, entry = await read_json(request, SettleObjection), _entry(id_)
        actor = caller_of(request).user
        await quarantine.settle(office_of(request), actor, entry, asked.code, asked.note)
        async with readers_of(request).snapshot() as db:
            row = await quarantine.objection(db, entry, asked.code)
        return Response(row, status_code=201)


async def _decided(request: AnyRequest, entry: str) -> Response[QuarantineRow]:
    async with readers_of(request).snapshot() as db:
        return Response(await quarantine.quarantined_one(db, entry), status_code=201)
