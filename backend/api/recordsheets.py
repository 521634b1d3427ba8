"""Record sheets on paper: printed with a number, and entered once from a picture of them."""

import asyncio

import aiosqlite
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.crates import no_such
from backend.api.guards import needs
from backend.api.labels import unprintable
from backend.desk import recordsheets
from backend.desk.record_form import record_form
from backend.views import queries
from backend.views.readers import doc
from backend.wire.checklists import Checklist3
from backend.wire.process import SheetPage
from backend.wire.recordsheets import EnterSheet, PrintSheet
from backend.wire.views import ChecklistDoc, Crate, Person, Record, RecordSheet
from labels.errors import LabelError


class RecordSheetController(Controller):
    """For inspectors and those who look after them."""

    path = "/api/record-sheets"
    guards = (needs("inspector", "supervisor", "administrator"),)

    @post()
    async def print_(self, request: AnyRequest) -> Response[RecordSheet]:
        """Errors: 404 `crate_unknown`."""
        asked = await read_json(request, PrintSheet)
        no = await recordsheets.print_sheet(office_of(request), caller_of(request).user, asked)
        return Response(await readers_of(request).need(RecordSheet, no), status_code=201)

    @get()
    async def list_(self, request: AnyRequest) -> list[RecordSheet]:
        """The newest first, so many."""
        async with readers_of(request).snapshot() as db:
            found = await queries.listed(db, RecordSheet, None)
        return sorted(found, key=lambda sheet: sheet.key, reverse=True)[:_SHOWN]

    @get("/{no:str}")
    async def sheet(self, request: AnyRequest, no: FromPath[str]) -> SheetPage:
        """Errors: 404 `sheet_unknown`."""
        async with readers_of(request).snapshot() as db:
            found = await doc(db, RecordSheet, no)
            if found is None:
                raise _unknown()
            people = await queries.listed(db, Person, None)
            lists = await _lists(db, found)
        inspectors = [person for person in people if "inspector" in person.roles]
        return SheetPage(sheet=found, lists=lists, inspectors=inspectors)

    @get("/{no:str}/pdf", opt={"uncompressed": True})
    async def pdf(self, request: AnyRequest, no: FromPath[str]) -> Response[bytes]:
        """Errors: 404 `sheet_unknown`, 409 for a character that cannot be printed."""
        async with readers_of(request).snapshot() as db:
            found = await doc(db, RecordSheet, no)
            if found is None:
                raise _unknown()
            crate = await doc(db, Crate, found.body.crate) if found.body.crate else None
            lists = await _lists(db, found)
        expo = office_of(request).settings.expo
        words = (expo.office.zh, expo.office.en)
        try:
            data = await asyncio.to_thread(record_form, found, crate, lists, words, expo.host)
        except LabelError as error:
            raise unprintable(error) from error
        headers = {
            "Content-Disposition": f'inline; filename="{no}.pdf"',
            "Cache-Control": "no-store",
        }
        return Response(data, media_type="application/pdf", headers=headers)

    @post("/{no:str}/record", guards=[needs("inspector", "supervisor")])
    async def enter(self, request: AnyRequest, no: FromPath[str]) -> Response[Record]:
        """Errors: 409 `sheet_entered`, `sheet_of_another_crate`, `not_an_inspector`, …"""
        asked = await read_json(request, EnterSheet)
        made = await recordsheets.enter(office_of(request), caller_of(request).user, no, asked)
        return Response(await readers_of(request).need(Record, made), status_code=201)


_SHOWN = 100


async def _lists(db: aiosqlite.Connection, sheet: RecordSheet) -> list[Checklist3]:
    keys = [f"{ref.id}@{ref.version}" for ref in sheet.body.checklists]
    docs = [await doc(db, ChecklistDoc, key) for key in keys]
    return [one.checklist for one in docs if one is not None]


def _unknown() -> Exception:
    return no_such("sheet_unknown", "没有这张纸质记录单。", "There is no such sheet.")
