"""What a run prints: the faces of its labels, the entry that tells of it, and what is left of one
that stopped."""

from collections.abc import Iterable, Sequence

from backend.desk.faces import face_of
from backend.desk.issuing import bearer
from backend.desk.office import Office
from backend.journal.append import Objected
from backend.rules.printing import label_of, open_prints
from backend.rules.state import State
from backend.settings import Printer
from backend.wire.labeldesk import PrintLabels
from backend.wire.labels import LabelRun
from backend.wire.views import Crate, CrateLabel, LabelIndex, Objection, Person, PrintRun
from labels.errors import LabelError
from labels.face import Face


def printer_of(office: Office, code: str | None) -> Printer | None:
    """Raises LabelError where the settings hold no such printer."""
    if code is None:
        return None
    found = next((one for one in office.settings.printers if one.code == code), None)
    if found is None:
        raise LabelError(
            f"设置中没有打印机“{code}”：请刷新后另选。",
            f"The settings hold no printer {code!r}: reload and choose another.",
        )
    return found


def entry_of(asked: PrintLabels, copies: list[str]) -> LabelRun:
    return LabelRun(
        numbers=asked.numbers,
        copies=copies,
        stock=asked.stock,
        format=asked.format,
        dpi=asked.dpi,
        faces=asked.faces,
        start_at=asked.start_at,
        printer=asked.printer,
    )


def faces_of(office: Office, state: State, numbers: Sequence[str]) -> tuple[list[Face], list[str]]:
    """What is printed, and which of the numbers were printed before. Raises Objected."""
    faces, copies = [], []
    for number in numbers:
        crate = bearer(state, number)
        label = crate.label
        if label is None:
            raise Objected([Objection(code="label_not_in_force", detail=number)])
        issuer = state.get(Person, label.by)
        faces.append(face_of(office.settings, crate, label, issuer.name if issuer else ""))
        if label.prints:
            copies.append(number)
    return faces, copies


def last_run(state: State, number: str) -> PrintRun | None:
    """The latest run in which a label was printed."""
    index = state.get(LabelIndex, number)
    crate = state.get(Crate, index.crate) if index else None
    label = label_of(crate, number) if crate else None
    return state.get(PrintRun, label.prints[-1].run) if label and label.prints else None


def still_owed(state: State, numbers: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of some numbers, those that still count, and of these those with a print that is neither on
    its crate nor destroyed."""
    rest, lost = [], []
    for number in numbers:
        label = _in_force(state, number)
        if label is None:
            continue
        rest.append(number)
        if open_prints(label):
            lost.append(number)
    return rest, lost


def behind(state: State, number: str) -> tuple[PrintRun, list[str], list[str]]:
    """The latest run of a label, and what came after it there, as `still_owed`.

    Raises Objected: `never_printed`, `run_complete`.
    """
    run = last_run(state, number)
    if run is None:
        raise Objected([Objection(code="never_printed", detail=number)])
    rest, lost = still_owed(state, run.numbers[run.numbers.index(number) + 1 :])
    if not rest:
        raise Objected([Objection(code="run_complete", detail=number)])
    return run, rest, lost


def _in_force(state: State, number: str) -> CrateLabel | None:
    index = state.get(LabelIndex, number)
    crate = state.get(Crate, index.crate) if index else None
    label = crate.label if crate else None
    return label if label and label.number == number else None
