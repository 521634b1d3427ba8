"""Declarations and their crates: what lodging and accepting make of them."""

import msgspec
from msgspec.structs import replace

from backend.rules import lots
from backend.rules.moving import moved
from backend.rules.state import Fact, State
from backend.wire.declarations import (
    CrateLine,
    DeclarationAccepted,
    DeclarationLodged,
    Outcome,
)
from backend.wire.views import FREE, Crate, Declaration, Objection, Standing

HEADER = (
    "declarant",
    "channel",
    "exhibitor",
    "exhibitor_original",
    "country",
    "stand",
    "port",
    "arrival",
    "place",
    "intent",
    "total",
)
"""What all crates of a declaration share; a later lodging may not differ in it."""
_STOPPED = ("prohibited", "port_only")


def crate_key(declaration: str, n: int) -> str:
    return f"{declaration}/{n}"


def differing(body: DeclarationLodged, lodged: Declaration) -> list[str]:
    """The header fields in which a lodging differs from what is on record."""
    return [name for name in HEADER if getattr(body, name) != getattr(lodged, name)]


def parts(body: DeclarationLodged, max_bytes: int) -> list[DeclarationLodged]:
    """The same lodging in as many bodies as an entry's limit asks for, each with its own goods."""
    if len(msgspec.json.encode(body)) <= max_bytes or len(body.crates) == 1:
        return [body]
    half = len(body.crates) // 2
    pieces = (_only(body, body.crates[:half]), _only(body, body.crates[half:]))
    return [part for piece in pieces for part in parts(piece, max_bytes)]


def _only(body: DeclarationLodged, crates: list[CrateLine]) -> DeclarationLodged:
    used = sorted({line.goods for line in crates})
    place = {goods: index for index, goods in enumerate(used)}
    return replace(
        body,
        goods=[body.goods[goods] for goods in used],
        crates=[replace(line, goods=place[line.goods]) for line in crates],
    )


def crates_of(body: DeclarationLodged, since: str) -> list[Crate]:
    """The crates that a lodging declares, before any decision."""
    header = {name: getattr(body, name) for name in HEADER if name not in ("declarant", "channel")}
    return [
        Crate(
            **header,
            id=crate_key(body.no, line.n),
            declaration=body.no,
            n=line.n,
            goods=body.goods[line.goods],
            marks=line.marks,
            quantity=line.quantity,
            gross_kg=line.gross_kg,
            net_kg=line.net_kg,
            state="declared",
            since=since,
            outcome=None,
            reasons=[],
            label=None,
            former_labels=[],
            handover=None,
            arrived=None,
            record=None,
            result=None,
            standing=FREE,
            closed=None,
            objections=0,
        )
        for line in body.crates
    ]


def judge_lodged(state: State, body: DeclarationLodged) -> list[Objection]:
    known = state.get(Declaration, body.no)
    if known is None:
        return []
    twice = sorted(set(known.crates) & {line.n for line in body.crates})
    found = [Objection(code="header_differs", detail=name) for name in differing(body, known)]
    return found + [Objection(code="crate_declared_twice", detail=str(n)) for n in twice]


def fold_lodged(state: State, fact: Fact, body: DeclarationLodged) -> None:
    known = state.get(Declaration, body.no)
    have = set(known.crates) if known else set()
    new = [crate for crate in crates_of(body, fact.received_at) if crate.n not in have]
    for crate in new:
        state.put(crate)
    lots.enter(state, body, new)
    header = {name: getattr(body, name) for name in HEADER}
    state.put(
        replace(known, crates=sorted(have | {crate.n for crate in new}), state="declared")
        if known
        else Declaration(
            **header,
            no=body.no,
            crates=sorted(crate.n for crate in new),
            state="declared",
            lodged_at=fact.received_at,
            lodged_by=fact.actor,
        )
    )


def _isolated(crate: Crate, outcome: Outcome) -> Standing:
    """Isolation is due where it was decided, and only until it was begun."""
    if crate.standing.isolation not in ("none", "due"):
        return crate.standing
    return replace(crate.standing, isolation="due" if outcome == "label_isolation" else "none")


def judge_accepted(state: State, body: DeclarationAccepted) -> list[Objection]:
    if state.get(Declaration, body.declaration) is None:
        return [Objection(code="declaration_unknown", detail=body.declaration)]
    return []


def fold_accepted(state: State, fact: Fact, body: DeclarationAccepted) -> None:
    for decision in body.decisions:
        for n in decision.crates:
            crate = state.get(Crate, crate_key(body.declaration, n))
            if crate is None:
                continue
            stopped = decision.outcome in _STOPPED
            event = f"declaration.accepted.{'stopped' if stopped else 'travels'}"
            state.put(
                replace(
                    moved(fact, crate, event),
                    outcome=decision.outcome,
                    reasons=decision.reasons,
                    standing=_isolated(crate, decision.outcome),
                )
            )
    known = state.get(Declaration, body.declaration)
    if known is not None:
        state.put(replace(known, state="accepted"))
