"""Bodies of sheet.printed and inspection.transcribed: an inspection written on paper beforehand
printed, for a phone that died, and entered at a desk afterwards."""

from typing import Annotated

from msgspec import Meta, field

from backend.wire.base import CrateKey, Sha256, Wire
from backend.wire.declarations import GoodsClass
from backend.wire.inspections import ChecklistRef
from backend.wire.inspections3 import InspectionRecorded3

SheetNo = Annotated[str, Meta(pattern=r"^JL[0-9]{4}-[0-9]{5}$")]
"""Of a 查验纸质记录单: year and a running number, e.g. `JL2013-00012`. Each sheet has its own."""


class SheetPrinted(Wire):
    """sheet.printed 1: a numbered sheet with the questions as they stood then. `crate` is null of
    a blank one, which serves for any crate of the class."""

    no: SheetNo
    crate: CrateKey | None
    class_: GoodsClass = field(name="class")
    checklists: Annotated[list[ChecklistRef], Meta(min_length=1, max_length=9)]


class InspectionTranscribed(Wire):
    """inspection.transcribed 1: what the inspectors named in `record` wrote on a sheet, entered by
    the actor. `scans` show the sheet itself, which is the original. In version 2 the witness's
    name travels as a disclosure beside the entry; it is null where it was redacted."""

    sheet: SheetNo
    scans: Annotated[list[Sha256], Meta(min_length=1, max_length=20)]
    record: InspectionRecorded3


class PrintSheet(Wire):
    """POST /api/record-sheets: for a crate, or blank for a class."""

    crate: CrateKey | None
    class_: GoodsClass | None = field(name="class")


class EnterSheet(Wire):
    """POST /api/record-sheets/{no}/record."""

    scans: Annotated[list[Sha256], Meta(min_length=1, max_length=20)]
    record: InspectionRecorded3
