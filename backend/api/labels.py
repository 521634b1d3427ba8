"""Labels at the port's desk: issued, printed, affixed, withdrawn, and how their prints add up."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of, runs_of
from backend.api.guards import needs
from backend.api.problems import ProblemError
from backend.api.scans import bad_number
from backend.desk import issuing, label_life
from backend.desk.print_runs import Run
from backend.desk.printing import RunUnknownError
from backend.wire.desk import IssuedLabels, IssueLabels
from backend.wire.labeldesk import (
    AffixLabel,
    LabelLife,
    LabelOnCrate,
    NamedPrinter,
    PrinterTest,
    PrintLabels,
    Replaced,
    ReplaceLabel,
    ResumeRun,
    RunStatus,
    SpoilPrints,
    VoidLabel,
)
from backend.wire.views import Crate
from labels.errors import LabelError, MalformedNumber, MistypedNumber


def unprintable(error: LabelError) -> ProblemError:
    """What the printing of labels refuses, in its own words."""
    return ProblemError(422, "not_printable", error.zh, error.en, "请更正后重试。", "Put it right.")


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

    @get("/printers")
    async def printers(self, request: AnyRequest) -> list[NamedPrinter]:
        """Those of the settings."""
        return [
            NamedPrinter(
                code=one.code,
                zh=one.zh,
                en=one.en,
                stocks=one.stocks,
                format=one.format,
                dpi=one.dpi,
            )
            for one in office_of(request).settings.printers
        ]

    @get("/of/{declaration:str}")
    async def life(self, request: AnyRequest, declaration: FromPath[str]) -> LabelLife:
        """Errors: 404 `declaration_unknown`."""
        async with readers_of(request).snapshot() as db:
            found = await label_life.life(db, declaration)
        if found is None:
            raise ProblemError(
                404,
                "declaration_unknown",
                "没有这份报检。",
                "There is no such declaration.",
                "请核对报检号。",
                "Compare its number.",
            )
        return found

    @post("/prints")
    async def print_(self, request: AnyRequest) -> Response[RunStatus]:
        """Begins a run; ask for its progress. Errors: 422 `not_printable`."""
        asked = await read_json(request, PrintLabels)
        user = caller_of(request).user
        try:
            run = await runs_of(request).start(office_of(request), user, asked)
        except LabelError as error:
            raise unprintable(error) from error
        return Response(run.status, status_code=201)

    @post("/resumptions")
    async def resume(self, request: AnyRequest) -> Response[RunStatus]:
        """Goes on behind the last good label. Errors: 409 `never_printed`, `run_complete`."""
        asked = await read_json(request, ResumeRun)
        user = caller_of(request).user
        try:
            run = await runs_of(request).resume(
                office_of(request), readers_of(request), user, asked
            )
        except (MistypedNumber, MalformedNumber) as error:
            raise bad_number(error) from error
        except LabelError as error:
            raise unprintable(error) from error
        return Response(run.status, status_code=201)

    @post("/tests")
    async def test(self, request: AnyRequest) -> Response[RunStatus]:
        """The page for setting a printer up. Errors: 422 `not_printable`."""
        asked = await read_json(request, PrinterTest)
        try:
            run = runs_of(request).test(office_of(request), asked)
        except LabelError as error:
            raise unprintable(error) from error
        return Response(run.status, status_code=201)

    @get("/prints")
    async def runs(self, request: AnyRequest, declaration: FromQuery[str]) -> list[RunStatus]:
        """The runs at hand that print labels of a consignment, the newest first."""
        async with readers_of(request).snapshot() as db:
            numbers = await label_life.numbers_of(db, declaration)
        return [run.status for run in runs_of(request).all() if numbers.intersection(run.numbers)]

    @post("/prints/{run:str}/again")
    async def again(self, request: AnyRequest, run: FromPath[str]) -> Response[RunStatus]:
        """Prints from its beginning what was interrupted or failed, and of which nothing came out.

        Errors: 404 `run_unknown`; 409 `run_going`, `label_not_in_force`; 422 `not_printable`.
        """
        user = caller_of(request).user
        try:
            begun = await runs_of(request).again(office_of(request), user, run)
        except RunUnknownError as error:
            raise _no_run() from error
        except LabelError as error:
            raise unprintable(error) from error
        return Response(begun.status, status_code=201)

    @get("/prints/{run:str}")
    async def progress(self, request: AnyRequest, run: FromPath[str]) -> RunStatus:
        """Errors: 404 `run_unknown`."""
        return _run(request, run).status

    @get("/prints/{run:str}/file")
    async def file(self, request: AnyRequest, run: FromPath[str]) -> Response[bytes]:
        """What was made, once label.printed is in the journal. Errors: 404 `run_unknown`."""
        found = _run(request, run)
        file = runs_of(request).file_of(found)
        if file is None:
            raise _no_run()
        headers = {
            "Content-Disposition": f'inline; filename="{file.name}"',
            "Cache-Control": "no-store",
        }
        return Response(file.read_bytes(), media_type=found.media_type, headers=headers)

    @post("/affixing")
    async def affix(self, request: AnyRequest) -> Response[LabelOnCrate]:
        """Errors: 400 `mistyped`, `malformed`; 404 `label_unknown`; 409 `label_not_good`."""
        asked = await read_json(request, AffixLabel)
        office, readers = office_of(request), readers_of(request)
        try:
            done = await label_life.affix(
                office, readers, caller_of(request).user, asked.text, asked.place
            )
        except (MistypedNumber, MalformedNumber) as error:
            raise bad_number(error) from error
        return Response(done, status_code=201)

    @post("/spoilage")
    async def spoil(self, request: AnyRequest) -> Response[None]:
        """Errors: 409 `no_open_print`."""
        asked = await read_json(request, SpoilPrints)
        await label_life.spoil(office_of(request), caller_of(request).user, asked)
        return Response(None, status_code=204)

    @post("/{number:str}/voiding")
    async def void(self, request: AnyRequest, number: FromPath[str]) -> Response[Crate]:
        asked = await read_json(request, VoidLabel)
        user = caller_of(request).user
        key = await label_life.end(office_of(request), user, number, asked.sort, asked.reason)
        return Response(await readers_of(request).need(Crate, key), status_code=201)

    @post("/{number:str}/replacement")
    async def replace(self, request: AnyRequest, number: FromPath[str]) -> Response[Replaced]:
        asked = await read_json(request, ReplaceLabel)
        user = caller_of(request).user
        key, fresh = await label_life.replace_label(office_of(request), user, number, asked)
        crate = await readers_of(request).need(Crate, key)
        return Response(Replaced(number=number, by=fresh, crate=crate), status_code=201)


def _run(request: AnyRequest, id_: str) -> Run:
    try:
        return runs_of(request).get(id_)
    except RunUnknownError as error:
        raise _no_run() from error


def _no_run() -> ProblemError:
    return ProblemError(
        404,
        "run_unknown",
        "这次打印的文件已不在（只保留最近的若干次）。",
        "There is no file of this run any more: only those of the latest runs are kept.",
        "打印已记入作业日志：请扫最后一张好标识续打，或重新打印（记为副本）。",
        "The journal tells of the run: scan the last good label to go on, or print copies.",
    )
