"""Enter what a port issued while its line was down, from the signed file that it wrote.

Guarantees: a file that no listed key of that port signed is refused whole and changes nothing;
of one that is genuine every label is accounted for, entered or left out with a reason that stays
in the journal beside the token itself. The same file again enters only what fits by now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from backend.desk.entering_words import reason_of
from backend.desk.office import Office
from backend.desk.trusting import trust_of
from backend.journal.sealing import Draft
from backend.rules.consignments import crate_key
from backend.rules.labelling import judge_issued
from backend.rules.state import State
from backend.settings import Settings, destination_of
from backend.wire.keys import LEFT_OUT_AN_ENTRY, IssueEntered, LeftOut
from backend.wire.labels import LabelIssued
from backend.wire.portkeys import IssueReport, LeftOutRow
from backend.wire.views import Crate, LabelIndex, NumberRange, OfflineIssue
from labels.code import Facts, Opened
from labels.errors import IssueRefused
from labels.issue import OpenedIssue, open_issue
from labels.trust import TrustedKey


class Misfit(NamedTuple):
    """Why a label is not entered: a key of the words, and what completes the sentence."""

    code: str
    detail: str = ""


@dataclass
class _Sorted:
    """What becomes of the labels of a file."""

    entered: list[LabelIssued] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


async def enter(office: Office, actor: str, text: str) -> IssueReport:
    """Enter an issue file. Raises IssueRefused, and Objected `no_right` of who may not issue."""
    opened = open_issue(text)
    file = hashlib.sha256(text.strip().encode()).hexdigest()
    sorted_ = _Sorted()

    def plan(state: State) -> list[Draft]:
        key = _signer(office, state, opened)
        _sort(office, state, key, opened, sorted_)
        drafts = [Draft("label.issued", 1, body) for body in sorted_.entered]
        if sorted_.entered or _news(state, file, sorted_.left_out):
            drafts += _told(opened, file, key, sorted_)
        return drafts

    await office.journal.record(actor, plan)
    return IssueReport(
        file=file,
        port=opened.issue.range.port,
        officer=opened.issue.officer,
        made_at=_moment(opened),
        entered=[body.number for body in sorted_.entered],
        already=sorted_.already,
        left_out=rows_of(sorted_.left_out),
    )


def rows_of(left_out: Sequence[LeftOut]) -> list[LeftOutRow]:
    """What was left out, with the reason in words."""
    return [
        LeftOutRow(
            number=item.number,
            crate=item.crate,
            code=item.code,
            reason=reason_of(item.code, item.detail),
        )
        for item in left_out
    ]


def _signer(office: Office, state: State, opened: OpenedIssue) -> TrustedKey:
    """The listed key that signed file and labels. Raises IssueRefused."""
    key = trust_of(state, office.keyring).key(opened.message.kid)
    if key is None:
        kid = opened.message.kid.hex()
        raise IssueRefused(
            f"签发该文件的密钥 {kid} 未收录：请管理员先将口岸公钥列入信任列表。",
            f"The key {kid} that signed this file is not listed: have an administrator add the "
            "port's public key first.",
        )
    if key.port != opened.issue.range.port or not opened.verify(key.point):
        raise IssueRefused(
            "文件的签名未通过：请从口岸电脑重新复制，仍不通过请联系口岸。",
            "The file's signature does not hold: copy it again from the port's computer, and ask "
            "the port if that fails too.",
        )
    return key


def _sort(
    office: Office, state: State, key: TrustedKey, opened: OpenedIssue, sorted_: _Sorted
) -> None:
    seen: set[str] = set()
    today = office.today()
    for label in opened.labels:
        body = _body(label)
        if _is_entered(state, body):
            sorted_.already.append(body.number)
            seen |= {body.number, body.crate}
            continue
        misfits = _misfits(office.settings, state, key, opened, label, today)
        twice = seen & {body.number, body.crate}
        misfit = Misfit("twice_in_file") if twice else next(misfits, None)
        seen |= {body.number, body.crate}
        if misfit is None:
            sorted_.entered.append(body)
        else:
            left = LeftOut(
                number=body.number,
                crate=body.crate,
                token=body.token,
                code=misfit.code,
                detail=misfit.detail,
            )
            sorted_.left_out.append(left)


def _body(label: Opened) -> LabelIssued:
    facts = label.facts
    return LabelIssued(
        crate=crate_key(f"{facts.declaration:015d}", facts.n),
        number=facts.number,
        port=facts.port,
        token=label.token,
        destination=facts.destination,
        issued=facts.issued.isoformat(),
        valid_until=facts.valid_until.isoformat(),
        replaces=None,
    )


def _is_entered(state: State, body: LabelIssued) -> bool:
    index = state.get(LabelIndex, body.number)
    crate = state.get(Crate, index.crate) if index else None
    labels = [crate.label, *crate.former_labels] if crate else []
    return any(label is not None and label.token == body.token for label in labels)


def _misfits(
    settings: Settings,
    state: State,
    key: TrustedKey,
    opened: OpenedIssue,
    label: Opened,
    today: date,
) -> Iterator[Misfit]:
    """What keeps a label from being entered, the gravest first."""
    facts, range_ = label.facts, opened.issue.range
    reserved = state.get(NumberRange, f"{range_.port}{range_.year:02d}-{range_.first:06d}")
    if reserved is None or reserved.last != range_.last:
        yield Misfit("range_unknown", str(range_))
    elif not range_.holds(facts.port, facts.issued.year, facts.serial):
        yield Misfit("outside_range", str(range_))
    if key.revoked is not None and facts.issued >= key.revoked:
        yield Misfit("key_revoked", key.revoked.isoformat())
    elif not key.counts_on(facts.issued):
        yield Misfit("key_not_valid", f"{key.first_day} – {key.last_day}")
    if facts.issued > today:
        yield Misfit("issued_after_today", facts.issued.isoformat())
    for objection in judge_issued(state, _body(label)):
        yield Misfit(objection.code, objection.detail)
    crate = state.get(Crate, _body(label).crate)
    if crate is not None:
        yield from (Misfit("facts_differ", name) for name in _differing(settings, crate, facts))


def _differing(settings: Settings, crate: Crate, facts: Facts) -> Iterator[str]:
    """The facts of a label that are not those of its crate here."""
    said = {
        "of": (facts.of, crate.total),
        "port": (facts.port, crate.port),
        "origin": (facts.origin, crate.goods.origin),
        "hs": (facts.hs, int(crate.goods.hs[:6])),
        "destination": (facts.destination, destination_of(crate.stand, crate.place, settings)),
    }
    return (f"{name}: {told} ≠ {known}" for name, (told, known) in said.items() if told != known)


def _news(state: State, file: str, left_out: Sequence[LeftOut]) -> bool:
    """Whether what is left out is not yet in the journal as it is."""
    known = state.get(OfflineIssue, file)
    held = {item.number: item for item in known.left_out} if known else {}
    return any(held.get(item.number) != item for item in left_out)


def _told(opened: OpenedIssue, file: str, key: TrustedKey, sorted_: _Sorted) -> Iterator[Draft]:
    """As many entries as it takes: one holds so many tokens and no more."""
    range_ = opened.issue.range
    numbers = [body.number for body in sorted_.entered]
    for start in range(0, max(len(sorted_.left_out), 1), LEFT_OUT_AN_ENTRY):
        body = IssueEntered(
            file=file,
            port=range_.port,
            kid=key.kid.hex(),
            year=range_.year,
            first=range_.first,
            last=range_.last,
            made_at=_moment(opened),
            officer=opened.issue.officer,
            entered=numbers if start == 0 else [],
            left_out=sorted_.left_out[start : start + LEFT_OUT_AN_ENTRY],
        )
        yield Draft("issue.entered", 1, body)


def _moment(opened: OpenedIssue) -> str:
    return datetime.fromtimestamp(opened.issue.made_at, UTC).isoformat(timespec="seconds")
