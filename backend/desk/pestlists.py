"""Publish an official pest list: preview what would change, then make it so, all or nothing.

Publishing the list in force again changes nothing and says so.
"""

import asyncio
from collections.abc import Iterator

from backend.desk.imports import Options
from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.rules.lists import ERRORS_LISTED
from backend.rules.pests import Edition, ReadPests, identity, parts, read_pests
from backend.rules.state import State
from backend.wire.desk import PestListInForce, PestListReport
from backend.wire.inspections import Pest
from backend.wire.pestlists import Organism, PestListPart
from backend.wire.views import PestListDoc, PestListPartDoc, pest_part_key

PEST_LIST = "pests"
"""The id of the list that ships; an official list takes its place."""
_NAMED = 100


async def import_pests(
    office: Office, actor: str, name: str, data: bytes, edition: Edition, options: Options
) -> PestListReport:
    """Read, compare with the list in force, and where asked publish. Raises ListUnreadable."""
    read = await asyncio.to_thread(read_pests, data, office.settings.limits)
    report: list[PestListReport] = []

    def plan(state: State) -> list[Draft]:
        first = _first_part(state, edition.id)
        same = first is not None and _edition(first) == edition and first.digest == read.digest
        go = bool(options.apply and read.organisms and (options.leave_out or not read.errors))
        report.append(_report(state, name, read, edition.id, same, go, options))
        if not go or same:
            return []
        bodies = parts(edition, read.digest, read.organisms)
        return [Draft("pestlist.published", 2, body) for body in bodies]

    await office.journal.record(actor, plan)
    return report[-1]


def in_force(state: State) -> PestListInForce | None:
    """The list that phones search; None before any was published."""
    first = _first_part(state, PEST_LIST)
    seed = state.get(PestListDoc, PEST_LIST)
    named = first or (seed.list if seed else None)
    if named is None:
        return None
    known = list(_organisms(state, PEST_LIST))
    return PestListInForce(
        id=named.id,
        edition=named.edition,
        source_zh=named.source_zh,
        source_en=named.source_en,
        organisms=len(known),
        regulated=sum(one.regulated for one in known),
    )


def _first_part(state: State, id_: str) -> PestListPart | None:
    doc = state.get(PestListPartDoc, pest_part_key(id_, 1))
    return doc.part if doc else None


def _organisms(state: State, id_: str) -> Iterator[Organism | Pest]:
    first = _first_part(state, id_)
    if first is None:
        seed = state.get(PestListDoc, id_)
        yield from seed.list.pests if seed else []
        return
    for number in range(1, first.parts + 1):
        doc = state.get(PestListPartDoc, pest_part_key(id_, number))
        if doc is not None and doc.part.digest == first.digest:
            yield from doc.part.pests


def _edition(part: PestListPart) -> Edition:
    return Edition(part.id, part.edition, part.source_zh, part.source_en)


def _report(
    state: State, name: str, read: ReadPests, id_: str, same: bool, done: bool, options: Options
) -> PestListReport:
    before = {identity(one): one for one in _organisms(state, id_)}
    now = {identity(one): one for one in read.organisms}
    fresh = [_named(one) for key, one in now.items() if key not in before]
    gone = [_named(one) for key, one in before.items() if key not in now]
    changed = [
        _named(one)
        for key, one in now.items()
        if key in before and before[key].regulated != one.regulated
    ]
    published = in_force(state)
    return PestListReport(
        file=name,
        digest=read.digest,
        format=read.format,
        rows=read.rows,
        organisms=len(read.organisms),
        regulated=sum(one.regulated for one in read.organisms),
        edition_before=published.edition if published else None,
        unchanged=same,
        fresh=fresh[:_NAMED],
        fresh_count=len(fresh),
        gone=gone[:_NAMED],
        gone_count=len(gone),
        changed=changed[:_NAMED],
        changed_count=len(changed),
        errors=read.errors[:ERRORS_LISTED],
        more_errors=max(0, len(read.errors) - ERRORS_LISTED),
        left_out=read.bad_rows if options.leave_out else 0,
        done=done,
    )


def _named(one: Organism | Pest) -> str:
    return f"{one.zh}, {one.latin}"
