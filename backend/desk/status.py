"""What anybody may learn of a label: the verdict on it, and where its crate stands.

Guarantees: judged by the same rules as on a phone, with the trust list and the views of this
moment. Of a label whose signature does not hold nothing is told but that; what a code claims is
never passed on as if the office had said it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from backend.desk.office import Office
from backend.desk.trusting import opened
from backend.rules.consignments import crate_key
from backend.views.readers import Readers, doc
from backend.wire.views import Crate, CrateLabel, LabelIndex
from backend.wire.views import Trust as TrustDoc
from labels.code import Facts, open_token
from labels.errors import NotOurLabel
from labels.trust import Trust
from labels.verdict import ORDER, Known, Verdict, judge

UNPACKED: Final = frozenset(
    {"inspecting", "laboratory", "treatment", "isolation", "released", "rejected", "closed"}
)
_UNSIGNED: Final = frozenset({"not_ours", "key_unknown", "signature_failed"})


@dataclass(frozen=True, slots=True)
class Status:
    """`facts` are as signed, None where no signature holds; `crate` is the one that the office
    gave this number to, None where it gave it to none or to another than the label says."""

    verdict: Verdict
    facts: Facts | None
    crate: Crate | None
    typed: bool  # asked by number: nobody has looked at the label itself


@dataclass(frozen=True, slots=True)
class _Row:
    """What the views hold under one label number."""

    index: LabelIndex | None
    crate: Crate | None

    @property
    def label(self) -> CrateLabel | None:
        if self.index is None or self.crate is None:
            return None
        labels = [self.crate.label, *self.crate.former_labels]
        number = self.index.number
        return next((label for label in labels if label and label.number == number), None)


async def status_of_token(office: Office, readers: Readers, token: str) -> Status:
    """The status of a scanned label. Takes any text."""
    try:
        number = open_token(token).facts.number
    except NotOurLabel:
        return Status(Verdict("not_ours"), None, None, typed=False)
    trust, row = await _look(office, readers, number)
    return _status(office, trust, row, token, typed=False)


async def status_of_number(office: Office, readers: Readers, number: str) -> Status | None:
    """The status of the label that this office issued under a number; None where it issued none."""
    trust, row = await _look(office, readers, number)
    if row.label is None:
        return None
    return _status(office, trust, row, row.label.token, typed=True)


async def _look(office: Office, readers: Readers, number: str) -> tuple[Trust, _Row]:
    """Trust list and views as they were at one moment."""
    async with readers.snapshot() as db:
        list_ = await doc(db, TrustDoc, "trust")
        index = await doc(db, LabelIndex, number)
        crate = await doc(db, Crate, index.crate) if index else None
    if list_ is None:  # a start without one is no start
        raise LookupError("no trust list")
    return opened(list_.token, office.keyring.root_point()), _Row(index, crate)


def _status(office: Office, trust: Trust, row: _Row, token: str, *, typed: bool) -> Status:
    facts = open_token(token).facts
    ours = open_token(row.label.token).facts if row.label else None
    known = Known(
        seen_elsewhere=ours is not None and ours != facts,
        unpacked=_unpacked(row.crate, facts),
        destinations=[row.label.destination] if row.label else None,
        on_list=row.label is not None,
    )
    verdict = judge(token, trust, office.today(), known)
    if verdict.code in _UNSIGNED:
        return Status(verdict, None, None, typed)
    if row.index is not None and row.index.state != "issued":
        verdict = _with(verdict, row.index.state)
    return Status(verdict, facts, row.crate if ours == facts else None, typed)


def _unpacked(crate: Crate | None, facts: Facts) -> bool | None:
    """Whether the crate that a label speaks of was unpacked, where it is that crate."""
    if crate is None or crate.id != crate_key(f"{facts.declaration:015d}", facts.n):
        return None
    return crate.record is not None or crate.state in UNPACKED


def _with(verdict: Verdict, code: str) -> Verdict:
    """A verdict on a good signature, with one that the views alone know of in its place."""
    codes = {verdict.code, *verdict.also, code} - {"valid"}
    first, *also = sorted(codes, key=ORDER.index)
    return replace(verdict, code=first, also=tuple(also))
