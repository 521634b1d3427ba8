"""What the label desk asks and gets: printing, affixing, withdrawing, the life of labels."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    DeclarationNo,
    EntryId,
    Instant,
    LabelNumber,
    LongText,
    Text,
    UserId,
    Wire,
)
from backend.wire.declarations import Outcome
from backend.wire.desk import Bilingual
from backend.wire.labels import Dpi, Ending, Faces, Numbers, PrintFormat, Stock
from backend.wire.travels import CrateHandedOver, HandoverNo
from backend.wire.views import Crate, CrateLabel, CrateState

Place = Annotated[int, Meta(ge=1, le=4)]
ScannedText = Annotated[str, Meta(min_length=1, max_length=700)]
"""A label's address, its bare token, or its number as typed."""


class NamedPrinter(Wire):
    """A printer of the settings, as the desk offers it."""

    code: str
    zh: str
    en: str
    stocks: list[Stock]
    format: PrintFormat
    dpi: Dpi


class PrintLabels(Wire):
    """POST /api/labels/prints. `printer` null makes a file; `check` reads every code back first."""

    numbers: Numbers
    stock: Stock
    format: PrintFormat
    dpi: Dpi
    faces: Faces
    start_at: Place
    printer: Text | None
    check: bool


class ResumeRun(Wire):
    """POST /api/labels/resumptions: go on after a jam behind the last good label, as scanned."""

    last_good: ScannedText
    start_at: Place


class PrinterTest(Wire):
    """POST /api/labels/tests: the page for setting a printer up; no label, not journalled."""

    stock: Stock
    format: PrintFormat
    dpi: Dpi
    printer: Text | None


class RunStatus(Wire):
    """A run under way or done; `by` is null for a printer's test. `done` of `total` labels are laid
    out; `file` says that there is one to fetch, `said` is the printer's answer, `error` why it
    stopped. "interrupted" is one that a restart of the server cut off: where it is not `recorded`,
    nothing was printed; where it is, the paper shows how much."""

    id: str
    at: Instant
    by: UserId | None
    state: Literal["making", "sending", "done", "failed", "interrupted"]
    recorded: bool
    printer: Text | None
    done: int
    total: int
    numbers: list[LabelNumber]
    copies: int
    pages: int
    file: str | None
    said: list[Bilingual]
    error: Bilingual | None


class AffixLabel(Wire):
    """POST /api/labels/affixing: a label was scanned on its crate at the port."""

    text: ScannedText
    place: Text | None


class LabelOnCrate(Wire):
    """What came of it. `recorded` is false for the second face of a crate just scanned."""

    number: LabelNumber
    crate: Crate
    recorded: bool
    doubts: list[str]


class VoidLabel(Wire):
    """POST /api/labels/{number}/voiding."""

    reason: LongText
    sort: Ending = "void"


class ReplaceLabel(Wire):
    """POST /api/labels/{number}/replacement."""

    sort: Literal["damaged", "lost", "other"]
    reason: LongText


class Replaced(Wire):
    number: LabelNumber
    by: LabelNumber
    crate: Crate


class SpoilPrints(Wire):
    """POST /api/labels/spoilage: one print of each of these was destroyed or never came out."""

    numbers: Numbers
    why: Literal["jam", "damaged", "surplus", "not_printed"]
    note: LongText | None


class Tally(Wire):
    """Prints of a consignment's labels: printed = affixed + destroyed once `open` is 0."""

    printed: int
    affixed: int
    destroyed: int
    open: int


class LabelLine(Wire):
    """A crate of a consignment with all its labels; `tally` is over all of them."""

    id: CrateKey
    n: int
    goods: str
    latin: str | None
    outcome: Outcome | None
    state: CrateState
    handover: HandoverNo | None
    label: CrateLabel | None
    former: list[CrateLabel]
    tally: Tally


class LabelLife(Wire):
    """GET /api/labels/of/{declaration}."""

    declaration: DeclarationNo
    exhibitor: str
    tally: Tally
    lines: list[LabelLine]


class HandOver(Wire):
    """POST /api/handovers: released crates go to a carrier; the list's number is given here."""

    crates: Annotated[list[CrateKey], Meta(min_length=1, max_length=800)]
    kind: Literal["road", "rail", "sea", "air"]
    carrier: Text
    plate: Text
    driver: Text
    phone: Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ()-]{3,30}$")] | None
    seal: Text | None
    remark: Text | None


class HandoverRow(Wire):
    """A handover list as journalled."""

    no: HandoverNo
    at: Instant
    by: UserId
    by_name: str
    entry: EntryId
    body: CrateHandedOver


class PrintedRun(Wire):
    """A run of the journal, for going on with it."""

    run: EntryId
    numbers: list[LabelNumber]
