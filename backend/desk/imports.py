"""Import an exhibitor's list: preview what would happen, then make it so, all or nothing.

Importing the same list twice changes nothing and says so; a list that contradicts what is on
record is refused row by row.
"""

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.rules.consignments import crate_key, crates_of, differing, parts
from backend.rules.lists import read_list
from backend.rules.lists_columns import HEADINGS
from backend.rules.release import RULE_VERSION, decide
from backend.rules.state import State
from backend.settings import Settings
from backend.wire.declarations import DeclarationAccepted, DeclarationLodged
from backend.wire.desk import ImportConsignment, ImportDecision, ImportReport, RowError
from backend.wire.entry import MAX_PAYLOAD_BYTES
from backend.wire.views import Crate, Declaration

_SAME = ("goods", "marks", "quantity", "gross_kg", "net_kg")
"""What two lists must say alike of one crate."""


MAX_PART_BYTES = MAX_PAYLOAD_BYTES * 3 // 4  # the rest is for the envelope around a body


class Options(NamedTuple):
    """`apply`: do it, else only say; `leave_out`: bad rows stay out, on purpose."""

    apply: bool
    leave_out: bool


class Step(NamedTuple):
    """What one declaration of a list comes to."""

    consignment: ImportConsignment
    drafts: list[Draft]
    errors: list[RowError]


async def import_list(
    office: Office, actor: str, name: str, data: bytes, options: Options
) -> ImportReport:
    """Read, compare with the journal, and where asked append. Raises ListUnreadable."""
    settings = office.settings
    read = await asyncio.to_thread(
        read_list, name, data, settings, leave_out_bad_rows=options.leave_out
    )
    steps: list[Step] = []
    done = False

    def plan(state: State) -> list[Draft]:
        nonlocal done
        steps.extend(_step(settings, state, lodged) for lodged in read.declarations)
        faulty = bool(read.errors) or any(step.errors for step in steps)
        done = options.apply and (options.leave_out or not faulty)
        return [draft for step in steps for draft in step.drafts] if done else []

    await office.journal.record(actor, plan)
    return ImportReport(
        file=name,
        sha256=read.sha256,
        format=read.format,
        rows=read.rows,
        consignments=[step.consignment for step in steps],
        errors=[*read.errors, *(error for step in steps for error in step.errors)],
        more_errors=read.more_errors,
        left_out=read.left_out,
        done=done,
    )


def _step(settings: Settings, state: State, lodged: DeclarationLodged) -> Step:
    known = state.get(Declaration, lodged.no)
    errors = list(_contradictions(state, known, lodged))
    have = set(known.crates) if known else set()
    new = [line for line in lodged.crates if line.n not in have]
    decisions = decide(lodged, settings.isolation_places)
    consignment = ImportConsignment(
        no=lodged.no,
        exhibitor=lodged.exhibitor,
        country=lodged.country,
        port=lodged.port,
        goods=[goods.name for goods in lodged.goods],
        crates=len(lodged.crates),
        state="new" if known is None else "extended" if new else "unchanged",
        new_crates=0 if errors else len(new),
        decisions=[
            ImportDecision(outcome=item.outcome, reasons=item.reasons, crates=item.crates)
            for item in decisions
        ],
    )
    if errors or not new:
        return Step(consignment, [], errors)
    drafts = []
    for part in parts(replace(lodged, crates=new), MAX_PART_BYTES):
        accepted = DeclarationAccepted(
            declaration=lodged.no,
            rule=RULE_VERSION,
            decisions=decide(part, settings.isolation_places),
        )
        drafts.append(Draft("declaration.lodged", 1, part))
        drafts.append(Draft("declaration.accepted", 1, accepted))
    return Step(consignment, drafts, [])


def _contradictions(
    state: State, known: Declaration | None, lodged: DeclarationLodged
) -> Iterable[RowError]:
    """Where a list says otherwise than the journal; row 0, since it is about the whole."""
    if known is None:
        return
    for field in differing(lodged, known):
        values = (str(getattr(source, field)) for source in (lodged, known))
        yield _differs(lodged, _HEADING[field], *values)
    for crate in crates_of(lodged, known.lodged_at):
        before = state.get(Crate, crate_key(lodged.no, crate.n))
        for field in _SAME if before is not None else ():
            if getattr(before, field) != getattr(crate, field):
                column = f"{_HEADING[field]} {crate.n}/{crate.total}"
                yield _differs(lodged, column, _short(crate, field), _short(before, field))


_HEADING = {field: names[0] for field, names in HEADINGS.items()}
_HEADING["goods"] = _HEADING["name"]


def _short(crate: Crate | None, field: str) -> str:
    value = getattr(crate, field)
    return str(value.name if field == "goods" else value)


def _differs(lodged: DeclarationLodged, column: str, value: str, before: str) -> RowError:
    return RowError(
        row=0,
        column=column,
        value=value,
        zh=f"报检 {lodged.no} 已登记为“{before}”，与清单不一致：请核对，或退单补正。",
        en=f"Declaration {lodged.no} is on record with {before!r}: check the list, "
        "or return the declaration for correction.",
    )


def in_words(report: ImportReport) -> str:
    """A report for a terminal."""
    lines = [f"{report.file}: {report.format}, {report.rows} 行 rows"]
    for item in report.consignments:
        outcomes = "; ".join(
            f"{decision.outcome} {len(decision.crates)}（{decision.reasons[0].zh}）"
            for decision in item.decisions
        )
        state = _STATES[item.state]
        lines.append(
            f"  {item.no} {item.country} {item.port} {item.exhibitor} "
            f"{item.crates} 箱 crates: {state}; {outcomes}"
        )
    lines += [
        f"  第 {error.row} 行 row {error.row}, {error.column} “{error.value}”: "
        f"{error.zh} {error.en}"
        for error in report.errors
    ]
    lines.append(_ending(report))
    return "\n".join(lines)


_STATES = {"new": "新增 new", "extended": "补充 extended", "unchanged": "无变化 unchanged"}


def _ending(report: ImportReport) -> str:
    crates = sum(item.new_crates for item in report.consignments)
    if report.done and crates:
        left = (
            f"，略去 {report.left_out} 行 ({report.left_out} left out)" if report.left_out else ""
        )
        return f"已导入 {crates} 箱{left}。 Imported {crates} crates."
    if report.errors and not report.done:
        return (
            "未导入任何内容：请改正上列各行，或略去坏行。 "
            "Nothing was imported: correct these rows, or leave them out on purpose."
        )
    if not crates:
        return "与已登记内容相同，没有变化。 All of it is on record already; nothing changed."
    return f"预览：将导入 {crates} 箱。 Preview: {crates} crates would be imported."
