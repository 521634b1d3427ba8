"""Crates, records and the queue, as the desk reads them."""

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs, signed_in
from backend.api.problems import ProblemError
from backend.desk import portkeys
from backend.desk.timeline import timeline
from backend.journal.sealing import Draft
from backend.rules.consignments import crate_key
from backend.rules.cosigning import OWED
from backend.views import queries
from backend.views.readers import doc
from backend.wire.desk import CrateList, CratePage, Queue, Review
from backend.wire.reviews import ReviewDecided2
from backend.wire.views import Crate, Record, Trust


def no_such(code: str, zh: str, en: str) -> ProblemError:
    return ProblemError(404, code, zh, en, "请从列表重新进入。", "Start again from the list.")


_MOST_CRATES = 10**9
_MOST_SEARCHED = 200  # characters


class CrateController(Controller):
    """Reads for everyone who is signed in; reviews for supervisors."""

    path = "/api"
    guards = (signed_in,)

    @get("/crates")
    async def crates(
        self,
        request: AnyRequest,
        q: Annotated[str | None, QueryParameter(max_length=_MOST_SEARCHED)] = None,
        crate_state: Annotated[str | None, QueryParameter(name="state")] = None,
        port: FromQuery[str | None] = None,
        country: FromQuery[str | None] = None,
        stand: FromQuery[str | None] = None,
        declaration: FromQuery[str | None] = None,
        outcome: FromQuery[str | None] = None,
        label: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=2000)] = 200,
        offset: Annotated[int, QueryParameter(ge=0, le=_MOST_CRATES)] = 0,
    ) -> CrateList:
        filters = {
            "q": q,
            "state": crate_state,
            "port": port,
            "country": country,
            "stand": stand,
            "declaration": declaration,
            "outcome": outcome,
            "label": label,
        }
        async with readers_of(request).snapshot() as db:
            return await queries.crate_list(db, filters, limit, offset)

    @get("/crates/{declaration:str}/{n:int}")
    async def crate(
        self, request: AnyRequest, declaration: FromPath[str], n: FromPath[int]
    ) -> CratePage:
        """Errors: 404 `no_such_crate`."""
        key = crate_key(declaration, n)
        async with readers_of(request).snapshot() as db:
            found = await doc(db, Crate, key)
            if found is None:
                raise no_such("no_such_crate", "没有这一箱。", "There is no such crate.")
            records = await queries.records_of(db, key)
            return CratePage(
                crate=found,
                label_revocation=portkeys.revocation(
                    office_of(request), await doc(db, Trust, "trust"), found
                ),
                declaration=await queries.declaration_of(db, found),
                records=records,
                checklists=[item.checklist for item in await queries.asked_in(db, records)],
                photos=await queries.photos_of(db, records),
                timeline=await timeline(db, key, n),
            )

    @get("/records/{record:str}")
    async def record(self, request: AnyRequest, record: FromPath[str]) -> Record:
        """Errors: 404 `record_unknown`."""
        found = await readers_of(request).doc(Record, record)
        if found is None:
            raise no_such("record_unknown", "没有这份查验记录。", "There is no such record.")
        return found

    @get("/queue", guards=[needs("supervisor")])
    async def queue(self, request: AnyRequest) -> Queue:
        async with readers_of(request).snapshot() as db:
            return Queue(rows=await queries.waiting(db))

    @post("/reviews", guards=[needs("supervisor")])
    async def review(self, request: AnyRequest) -> Response[Record]:
        """Errors: 404 `record_unknown`, 409 `reviewer_is_inspector`, `photos_missing`, …"""
        asked = await read_json(request, Review)
        reason = asked.reason.strip() if asked.reason else ""
        body = ReviewDecided2(
            record=asked.record,
            decision=asked.decision,
            reason=reason or None,
            items=asked.items,
            opened=asked.opened,
        )
        draft = Draft("review.decided", 2, body, despite=frozenset((OWED,)))
        await office_of(request).journal.record(caller_of(request).user, lambda _: [draft])
        found = await readers_of(request).need(Record, asked.record)
        return Response(found, status_code=201)
