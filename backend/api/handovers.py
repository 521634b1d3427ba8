"""Handover lists: crates given to a carrier, and the list to print."""

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.params import FromPath, QueryParameter

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.crates import no_such
from backend.api.guards import needs
from backend.api.labels import unprintable
from backend.desk import handing
from backend.views.queries import handovers_of, name_of
from backend.views.readers import doc
from backend.wire.labeldesk import HandOver, HandoverRow
from backend.wire.views import Handover
from labels.errors import LabelError


class HandoverController(Controller):
    """For port officers; supervisors may read."""

    path = "/api/handovers"
    guards = (needs("port", "supervisor"),)

    @post(guards=[needs("port")])
    async def hand_over(self, request: AnyRequest) -> Response[HandoverRow]:
        """Errors: 409 `not_released_at_port`, `already_handed`, `several_ports`."""
        asked = await read_json(request, HandOver)
        try:
            no = await handing.hand_over(office_of(request), caller_of(request).user, asked)
        except LabelError as error:
            raise unprintable(error) from error
        found = await readers_of(request).need(Handover, no)
        return Response(_row(found, caller_of(request).name), status_code=201)

    @get()
    async def list_(
        self,
        request: AnyRequest,
        declaration: Annotated[str | None, QueryParameter(max_length=15)] = None,
    ) -> list[HandoverRow]:
        """The newest first; those with crates of one declaration, or all."""
        async with readers_of(request).snapshot() as db:
            return [
                _row(one, await name_of(db, one.by)) for one in await handovers_of(db, declaration)
            ]

    @get("/{no:str}/pdf")
    async def pdf(self, request: AnyRequest, no: FromPath[str]) -> Response[bytes]:
        """Errors: 404 `handover_unknown`."""
        settings = office_of(request).settings
        async with readers_of(request).snapshot() as db:
            found = await doc(db, Handover, no)
            if found is None:
                raise no_such("handover_unknown", "没有这份交接清单。", "There is no such list.")
            content = await handing.pdf_of(settings, db, found)
        headers = {
            "Content-Disposition": f'inline; filename="{no}.pdf"',
            "Cache-Control": "no-store",
        }
        return Response(content, media_type="application/pdf", headers=headers)


def _row(one: Handover, by_name: str) -> HandoverRow:
    return HandoverRow(
        no=one.body.no, at=one.at, by=one.by, by_name=by_name, entry=one.entry, body=one.body
    )
