"""Numbers that a port gives itself while its line is down: reserve them, and see what came back."""

from backend.desk.entering import rows_of
from backend.desk.office import Office
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.ranges import next_serial
from backend.rules.state import State
from backend.views.readers import Readers
from backend.wire.keys import RangeReserved
from backend.wire.portkeys import IssueRow, RangeRow, ReserveRange
from backend.wire.views import NumberRange, Objection, OfflineIssue
from labels.issue import Range
from labels.number import SERIAL_MAX


async def reserve(office: Office, actor: str, asked: ReserveRange) -> Range:
    """Reserve the next numbers of this year for a port.

    Raises Objected: `port_unknown`, or `numbers_run_out` where the year has not so many left.
    """
    if asked.port not in office.settings.port_codes:
        raise Objected([Objection(code="port_unknown", detail=asked.port)])
    year = office.today().year % 100
    reserved: list[Range] = []

    def plan(state: State) -> list[Draft]:
        first = next_serial(state, asked.port, year)
        last = first + asked.count - 1
        if last > SERIAL_MAX:
            raise Objected([Objection(code="numbers_run_out", detail=str(SERIAL_MAX - first + 1))])
        reserved.append(Range(asked.port, year, first, last))
        body = RangeReserved(
            port=asked.port, year=year, first=first, last=last, reason=asked.reason
        )
        return [Draft("range.reserved", 1, body)]

    await office.journal.record(actor, plan)
    return reserved[-1]


async def ranges(readers: Readers) -> list[RangeRow]:
    """All reserved ranges, the newest first, and how many numbers of each are entered."""
    used: dict[str, set[str]] = {}
    for issue in await readers.docs(OfflineIssue):
        used.setdefault(issue.range, set()).update(issue.entered)
    found = [_row(item, used) for item in await readers.docs(NumberRange)]
    return sorted(found, key=lambda row: row.reserved_at, reverse=True)


def _row(item: NumberRange, used: dict[str, set[str]]) -> RangeRow:
    option = str(Range(item.port, item.year, item.first, item.last))
    return RangeRow(
        port=item.port,
        option=option,
        first=item.first,
        last=item.last,
        used=len(used.get(option, ())),
        reserved_at=item.reserved_at,
        reserved_by=item.reserved_by,
        reason=item.reason,
    )


async def issues(readers: Readers) -> list[IssueRow]:
    """The issue files that were brought here, the newest first."""
    found = [
        IssueRow(
            file=item.file,
            port=item.port,
            range=item.range,
            officer=item.officer,
            made_at=item.made_at,
            entered_at=item.entered_at,
            entered_by=item.entered_by,
            entered=len(item.entered),
            left_out=rows_of(item.left_out),
        )
        for item in await readers.docs(OfflineIssue)
    ]
    return sorted(found, key=lambda row: row.entered_at, reverse=True)
