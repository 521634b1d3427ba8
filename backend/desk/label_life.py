"""Labels at the desk: affixed, destroyed, withdrawn, replaced, and how their prints add up."""

from collections.abc import Iterable, Sequence

import aiosqlite
from msgspec.structs import replace

from backend.desk.arriving import judged
from backend.desk.issuing import bearer, label_for
from backend.desk.office import Office
from backend.desk.portkeys import revocation
from backend.desk.trusting import trust_draft
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.printing import just_affixed, open_prints
from backend.rules.state import State
from backend.views import queries
from backend.views.readers import Readers
from backend.wire.labeldesk import (
    LabelLife,
    LabelLine,
    LabelOnCrate,
    ReplaceLabel,
    SpoilPrints,
    Tally,
)
from backend.wire.labels import (
    Ending,
    LabelAffixed,
    LabelEnded,
    LabelReplaced,
    LabelSpoiled,
)
from backend.wire.scans import Judged
from backend.wire.views import Crate, CrateLabel, Objection, Trust

_AFFIXABLE = ("valid", "unpacked", "wrong_destination")
_DOUBTS = frozenset(("affixed_twice",))


async def affix(
    office: Office, readers: Readers, actor: str, text: str, place: str | None
) -> LabelOnCrate:
    """Journal that a label is on its crate, which releases the crate at the port.

    Raises Objected: `label_unknown`, or `label_not_good` with the verdict where it may not be used;
    MistypedNumber or MalformedNumber for what is no label.
    """
    found = await judged(office, readers, text)
    crate, number = _good(found)
    body = LabelAffixed(
        crate=crate,
        number=number,
        token=None if found is None or found.typed else found.token,
        how="typed" if found is None or found.typed else "scanned",
        place=place,
    )

    def plan(state: State) -> list[Draft]:
        if just_affixed(state, number, office.clock()):
            return []  # the second face, or the same one again
        return [Draft("label.affixed", 1, body, despite=_DOUBTS)]

    stored = await office.journal.record(actor, plan)
    doubts = [objection.code for entry in stored for objection in entry.objections]
    now = await readers.need(Crate, crate)
    return LabelOnCrate(number=number, crate=now, recorded=bool(stored), doubts=doubts)


def _good(found: Judged | None) -> tuple[str, str]:
    if found is None or found.number is None:
        raise Objected([Objection(code="label_unknown", detail="")])
    if found.verdict not in _AFFIXABLE or found.crate is None:
        raise Objected([Objection(code="label_not_good", detail=found.verdict)])
    return found.crate.id, found.number


async def spoil(office: Office, actor: str, asked: SpoilPrints) -> None:
    """Journal that prints were destroyed. Raises Objected `no_open_print`, `label_unknown`."""
    body = LabelSpoiled(numbers=asked.numbers, why=asked.why, note=asked.note)
    await office.journal.record(actor, lambda _: [Draft("label.spoiled", 1, body)])


async def end(office: Office, actor: str, number: str, sort: Ending, reason: str) -> str:
    """Void a label, or call it damaged or lost, and tell every phone by a new trust list; returns
    the crate's key. Raises Objected."""
    key = ""

    def plan(state: State) -> list[Draft]:
        nonlocal key
        crate = bearer(state, number)
        key = crate.id
        body = LabelEnded(number=number, sort=sort, reason=reason)
        drafts = [Draft("label.voided", 2, body)]
        now = office.clock()
        drafts += trust_draft(
            state, office.settings, office.keyring, now, void=_listed(office, state, crate)
        )
        return drafts

    await office.journal.record(actor, plan)
    return key


async def replace_label(
    office: Office, actor: str, number: str, asked: ReplaceLabel
) -> tuple[str, str]:
    """Give a crate a new label for the one that it bears; returns the crate's key and the number.

    Raises Objected.
    """
    done = ("", "")

    def plan(state: State) -> list[Draft]:
        nonlocal done
        crate = bearer(state, number)
        fresh = replace(label_for(office, state, crate, 0), replaces=number)
        done = (crate.id, fresh.number)
        body = LabelReplaced(
            crate=crate.id, number=number, by=fresh.number, sort=asked.sort, reason=asked.reason
        )
        drafts = [Draft("label.replaced", 1, body), Draft("label.issued", 1, fresh)]
        now = office.clock()
        drafts += trust_draft(
            state, office.settings, office.keyring, now, replaced=_listed(office, state, crate)
        )
        return drafts

    await office.journal.record(actor, plan)
    return done


def _listed(office: Office, state: State, crate: Crate) -> list[str]:
    """The number of its label, for the trust list; none where the key that signed it was revoked
    from before its day on: it fails already, and the list has no room to say so twice."""
    gone = revocation(office, state.get(Trust, "trust"), crate)
    counts = gone is None or gone.before
    return [crate.label.number] if crate.label is not None and counts else []


def tally(labels: Iterable[CrateLabel]) -> Tally:
    """What became of the prints of some labels. A label that was printed elsewhere and affixed here
    counts as printed once."""
    printed = affixed = left = 0
    for label in labels:
        on_crate = label.affixed is not None
        printed += max(len(label.prints), on_crate)
        affixed += on_crate
        left += open_prints(label)
    return Tally(printed=printed, affixed=affixed, destroyed=printed - affixed - left, open=left)


def _sum(parts: Sequence[Tally]) -> Tally:
    return Tally(
        printed=sum(part.printed for part in parts),
        affixed=sum(part.affixed for part in parts),
        destroyed=sum(part.destroyed for part in parts),
        open=sum(part.open for part in parts),
    )


async def life(db: aiosqlite.Connection, declaration: str) -> LabelLife | None:
    """All labels of a consignment, crate by crate; None where there is none of that number."""
    crates = await queries.crates_of(db, declaration)
    if not crates:
        return None
    lines = [_line(crate) for crate in crates]
    return LabelLife(
        declaration=declaration,
        exhibitor=crates[0].exhibitor,
        tally=_sum([line.tally for line in lines]),
        lines=lines,
    )


async def numbers_of(db: aiosqlite.Connection, declaration: str) -> set[str]:
    """The numbers that a consignment's crates bear or bore."""
    crates = await queries.crates_of(db, declaration)
    return {label.number for crate in crates for label in _labels(crate)}


def _labels(crate: Crate) -> list[CrateLabel]:
    return [*crate.former_labels, *([crate.label] if crate.label else [])]


def _line(crate: Crate) -> LabelLine:
    return LabelLine(
        id=crate.id,
        n=crate.n,
        goods=crate.goods.name,
        latin=crate.goods.latin,
        outcome=crate.outcome,
        state=crate.state,
        handover=crate.handover,
        label=crate.label,
        former=crate.former_labels,
        tally=tally(_labels(crate)),
    )
