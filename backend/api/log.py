"""The log for those who check it: heads for everyone, proofs for who is signed in, and the
entries themselves for who may read all of them.
"""

import asyncio
import base64
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Final, TypeVar, cast

from litestar import Controller, Response, get, post
from litestar.params import QueryParameter

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, office_of, readers_of
from backend.api.guards import needs, signed_in
from backend.api.problems import ProblemError
from backend.journal.proving import NoSuchPositionError, NoSuchSizeError, Prover
from backend.journal.writer import Busy
from backend.photos import Announcements
from backend.views.arrivals import arrivals
from backend.wire.log import (
    MAX_LOGGED,
    ArrivalsAsked,
    ConsistencyProof,
    LoggedEntries,
    PhotoArrivals,
    ProofsAsked,
    SharedProofs,
)

T = TypeVar("T")
NO_STORE: Final = {"Cache-Control": "no-store"}
TEXT: Final = "text/plain; charset=utf-8"
_MOST: Final = 2**53 - 1
Place = Annotated[int, QueryParameter(ge=0, le=_MOST)]


def _no_such(code: str, zh: str, en: str) -> ProblemError:
    return ProblemError(
        404,
        code,
        zh,
        en,
        "请以最新存证节点的大小为准重试。",
        "Ask again with the size of the newest checkpoint.",
    )


async def _answer(request: AnyRequest, ask: Callable[[Prover], T]) -> T:
    """Ask in a thread; what the log does not have becomes a 404."""
    journal = office_of(request).journal
    prover = Prover(journal.path, journal.identity)
    try:
        return await asyncio.to_thread(ask, prover)
    except NoSuchSizeError as error:
        raise _no_such(
            "no_such_size", f"日志没有过这个大小：{error}。", f"The log has no size {error}."
        ) from error
    except NoSuchPositionError as error:
        raise _no_such(
            "no_such_position",
            f"这个大小的日志没有第 {error} 条。",
            f"There is no entry {error} in a log of that size.",
        ) from error


def _base64(values: list[bytes]) -> list[str]:
    return [base64.b64encode(value).decode() for value in values]


class LogController(Controller):
    """`/api/log`. Heads and key are public: they are meant to be witnessed."""

    path = "/api/log"

    @get("/checkpoint", media_type=TEXT)
    async def checkpoint(self, request: AnyRequest) -> Response[str]:
        """The newest signed checkpoint."""
        return Response(office_of(request).journal.checkpoint, headers=NO_STORE, media_type=TEXT)

    @get("/vkey", media_type=TEXT)
    async def vkey(self, request: AnyRequest) -> Response[str]:
        """The verifier key of this log (C2SP signed-note)."""
        text = f"{office_of(request).journal.identity.vkey}\n"
        return Response(text, headers=NO_STORE, media_type=TEXT)

    @post("/proofs", status_code=200, guards=[signed_in])
    async def proofs(self, request: AnyRequest) -> Response[SharedProofs]:
        """Errors: 400, 404 `no_such_size`, `no_such_position`."""
        asked = await read_json(request, ProofsAsked)
        found = await _answer(request, lambda prover: prover.proofs(asked.size, asked.pos))
        body = SharedProofs(checkpoint=found.note, nodes=_base64(found.nodes), paths=found.paths)
        return Response(body, headers=NO_STORE)

    @post("/photos", status_code=200, guards=[signed_in])
    async def photos(self, request: AnyRequest) -> Response[PhotoArrivals]:
        """Where the journal says that photos are stored, so that a phone can prove it.

        A phone asks at once for what it was told is stored, so the journal is told of it first.
        """
        asked = await read_json(request, ArrivalsAsked)
        announcements = cast("Announcements", request.app.state.announcements)
        with suppress(sqlite3.Error, Busy):  # it takes nothing now, and still knows what it knew
            await announcements.heard(asked.photos)
        async with readers_of(request).snapshot() as db:
            body = PhotoArrivals(arrivals=await arrivals(db, asked.photos))
        return Response(body, headers=NO_STORE)

    @get("/proof", media_type=TEXT, guards=[signed_in])
    async def proof(self, request: AnyRequest, pos: Place) -> Response[str]:
        """One proof as C2SP tlog-proof. Errors: 404 `no_such_position`."""
        text = await _answer(request, lambda prover: prover.single(pos))
        return Response(text, headers=NO_STORE, media_type=TEXT)

    @get("/consistency", guards=[signed_in])
    async def consistency(
        self, request: AnyRequest, first: Place, second: Place
    ) -> Response[ConsistencyProof]:
        """Errors: 404 `no_such_size`."""
        path = await _answer(request, lambda prover: prover.consistency(first, second))
        body = ConsistencyProof(first=first, second=second, proof=_base64(path))
        return Response(body, headers=NO_STORE)

    @get("/entries", guards=[needs("supervisor", "administrator")])
    async def entries(
        self,
        request: AnyRequest,
        start: Annotated[int, QueryParameter(name="from", ge=0, le=_MOST)] = 0,
        limit: Annotated[int, QueryParameter(ge=1, le=MAX_LOGGED)] = MAX_LOGGED,
    ) -> Response[LoggedEntries]:
        """The entries from a position on, as they came: what a mirror needs to grow the tree."""
        body = await _answer(request, lambda prover: prover.entries(start, limit))
        return Response(body, headers=NO_STORE)
