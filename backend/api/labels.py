"""Issue, print and void labels from the desk."""

from litestar import Controller, Response, post
from litestar.params import FromPath

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs
from backend.desk import issuing
from backend.wire.desk import IssuedLabels, IssueLabels, PrintLabels, VoidLabel
from backend.wire.views import Crate


class LabelController(Controller):
    """For port officers. Rules broken answer 404 or 409 with the objection's code."""

    path = "/api/labels"
    guards = (needs("port"),)

    @post()
    async def issue(self, request: AnyRequest) -> Response[IssuedLabels]:
        asked = await read_json(request, IssueLabels)
        done = await issuing.issue(
            office_of(request), caller_of(request).user, asked.declaration, asked.crates
        )
        body = IssuedLabels(numbers=done.numbers, not_issued=done.not_issued)
        return Response(body, status_code=201)

    @post("/prints")
    async def print_(self, request: AnyRequest) -> Response[bytes]:
        """The PDF, once label.printed is in the journal."""
        asked = await read_json(request, PrintLabels)
        pdf = await issuing.print_labels(
            office_of(request), caller_of(request).user, asked.numbers, asked.stock
        )
        headers = {
            "Content-Disposition": 'inline; filename="labels.pdf"',
            "Cache-Control": "no-store",
        }
        return Response(pdf, status_code=201, media_type="application/pdf", headers=headers)

    @post("/{number:str}/voiding")
    async def void(self, request: AnyRequest, number: FromPath[str]) -> Response[Crate]:
        asked = await read_json(request, VoidLabel)
        key = await issuing.void(office_of(request), caller_of(request).user, number, asked.reason)
        return Response(await readers_of(request).need(Crate, key), status_code=201)
