"""查验纸质记录单: printed beforehand for a phone that dies, entered at the desk afterwards.

Guarantee: each print has a number of its own and shows the questions in the versions of its day; a
sheet is entered once, with a picture of it; the witness's name lies beside the entry and can be
redacted.
"""

from backend.desk.acting import refs_of
from backend.desk.checklists import newest
from backend.desk.office import Office
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules import recordsheets
from backend.rules.checklists import WOOD, for_class
from backend.rules.state import Fact, State
from backend.wire.entry import PhotoRef
from backend.wire.inspections import ChecklistRef
from backend.wire.recordsheets import EnterSheet, InspectionTranscribed, PrintSheet, SheetPrinted
from backend.wire.views import Crate, Objection, RecordSheet


async def print_sheet(office: Office, actor: str, asked: PrintSheet) -> str:
    """Give a sheet its number; returns it. Raises Objected."""
    no = ""

    def plan(state: State) -> list[Draft]:
        nonlocal no
        crate = state.get(Crate, asked.crate) if asked.crate else None
        class_ = crate.goods.class_ if crate else asked.class_
        if class_ is None:
            raise Objected([Objection(code="crate_unknown", detail=asked.crate or "—")])
        wood = crate is None or crate.goods.wood == WOOD
        lists = [newest(state, one.id) for one in for_class(class_, wood)]
        no = _next(state, office.today().year)
        body = SheetPrinted(
            no=no,
            crate=asked.crate,
            class_=class_,
            checklists=[ChecklistRef(id=one.id, version=one.version) for one in lists],
        )
        return [Draft("sheet.printed", 1, body)]

    await office.journal.record(actor, plan)
    return no


async def enter(office: Office, actor: str, no: str, asked: EnterSheet) -> str:
    """Enter what is on a sheet; returns the id of the record. Raises Objected."""
    body = InspectionTranscribed(sheet=no, scans=asked.scans, record=asked.record)

    def plan(state: State) -> list[Draft]:
        files = [*asked.scans, *(file.sha256 for file in asked.record.attachments)]
        photos = refs_of(state, dict.fromkeys(files))
        broken = recordsheets.judge_transcribed(state, _fact(actor, body, photos), body)
        # what is on paper was done so: it is entered with its doubts, not refused for them
        despite = frozenset(found.code for found in broken) - recordsheets.HARD
        return [Draft("inspection.transcribed", 2, body, photos, despite)]

    await office.journal.record(actor, plan)
    sheet = await office.journal.look(lambda state: state.get(RecordSheet, no))
    assert sheet is not None
    assert sheet.record is not None
    return sheet.record


def _fact(actor: str, body: InspectionTranscribed, photos: list[PhotoRef]) -> Fact:
    """The entry as its judge will see it, before it has a place."""
    return Fact(
        pos=0,
        id="",
        dev="",
        actor=actor,
        at="",
        received_at="",
        body=body,
        photos=photos,
        objections=[],
        sha256="",
    )


def _next(state: State, year: int) -> str:
    prefix = f"JL{year}-"
    last = state.last_key(RecordSheet, prefix)
    return f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:05d}"
