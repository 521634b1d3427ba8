"""Lots: crates of one commodity and origin, frozen together and decided together.

Guarantee: while a lot is frozen none of its crates is released, whoever says so; what was found
stays with the lot after it was lifted.
"""

from msgspec.structs import replace

from backend.rules.life import step
from backend.rules.moving import act, judge_move, known, move
from backend.rules.state import Fact, State
from backend.wire.declarations import DeclarationLodged, Goods
from backend.wire.followups import Freeze, Lot
from backend.wire.lots import LotDecided, LotFrozen, LotLifted
from backend.wire.views import Crate, Objection, Standing

_OPENED_WELL = ("released", "displayed", "isolation")
_UNFIT = ("return", "destruction")


def commodity_of(goods: Goods) -> str:
    """What makes crates of one lot alike: the scientific name, or the name where there is none."""
    return " ".join((goods.latin or goods.name).split())


def lot_key(declaration: str, goods: Goods) -> str:
    return f"{declaration}/{goods.origin}/{goods.class_}/{commodity_of(goods)}"


def lot_of(crate: Crate) -> str:
    """The key of a crate's lot."""
    return lot_key(crate.declaration, crate.goods)


def crates_of(lot: Lot) -> list[str]:
    return [f"{lot.declaration}/{n}" for n in lot.crates]


def enter(state: State, body: DeclarationLodged, new: list[Crate]) -> None:
    """Have new crates belong to their lots."""
    for crate in new:
        key = lot_of(crate)
        lot = state.get(Lot, key)
        if lot is None:
            lot = Lot(
                id=key,
                declaration=body.no,
                origin=crate.goods.origin,
                class_=crate.goods.class_,
                commodity=commodity_of(crate.goods),
                name=crate.goods.name,
                crates=[],
                quantity=0,
                unit=crate.goods.unit,
                state="free",
                freezes=[],
                open_all=False,
            )
        state.put(
            replace(
                lot,
                crates=sorted([*lot.crates, crate.n]),
                quantity=lot.quantity + crate.quantity,
            )
        )


def judge_frozen(state: State, body: LotFrozen) -> list[Objection]:
    lot = state.get(Lot, body.lot)
    if lot is None:
        return [Objection(code="lot_unknown", detail=body.lot)]
    if body.crate is not None and body.crate not in crates_of(lot):
        return [Objection(code="not_of_that_lot", detail=body.crate)]
    return []


def fold_frozen(state: State, fact: Fact, body: LotFrozen) -> None:
    lot = state.get(Lot, body.lot)
    if lot is None:
        return
    freeze = Freeze(act=act(fact), body=body, lifted=None, lift_reason=None)
    state.put(replace(lot, state="frozen", freezes=[*lot.freezes, freeze]))
    _stand(state, fact, lot, "lot.frozen", fact.id)


def _stand(state: State, fact: Fact, lot: Lot, event: str, frozen: str | None) -> None:
    def change(standing: Standing) -> Standing:
        return replace(standing, frozen=frozen)

    move(state, fact, crates_of(lot), event, change)


def judge_lifted(state: State, fact: Fact, body: LotLifted) -> list[Objection]:
    lot = state.get(Lot, body.lot)
    if lot is None:
        return [Objection(code="lot_unknown", detail=body.lot)]
    if lot.state == "free":
        return [Objection(code="lot_not_frozen", detail=body.lot)]
    open_ = [freeze for freeze in lot.freezes if freeze.lifted is None]
    if fact.actor in {freeze.act.by for freeze in open_}:
        return [Objection(code="own_entry", detail=fact.actor)]
    return []


def fold_lifted(state: State, fact: Fact, body: LotLifted) -> None:
    lot = state.get(Lot, body.lot)
    if lot is None:
        return
    freezes = [
        freeze if freeze.lifted else replace(freeze, lifted=act(fact), lift_reason=body.reason)
        for freeze in lot.freezes
    ]
    state.put(replace(lot, state="free", freezes=freezes))
    _stand(state, fact, lot, "lot.lifted", None)


def judge_decided(state: State, body: LotDecided) -> list[Objection]:
    """Passing without being opened takes an opened crate of the lot that passed, and none that
    did not."""
    lot = state.get(Lot, body.lot)
    if lot is None:
        return [Objection(code="lot_unknown", detail=body.lot)]
    own = set(crates_of(lot))
    found = [Objection(code="not_of_that_lot", detail=key) for key in body.crates if key not in own]
    chosen = known(state, body.crates)
    found += [
        Objection(code="already_inspected", detail=crate.id)
        for crate in chosen
        if crate.record is not None
    ]
    found += judge_move(state, body.crates, f"lot.decided.{body.decision}")
    if body.decision == "release":
        if lot.open_all:
            found.append(Objection(code="lot_to_be_opened", detail=body.lot))
        found += _undecided(known(state, sorted(own)), body.lot)
    return found


def _undecided(crates: list[Crate], lot: str) -> list[Objection]:
    opened = [crate for crate in crates if crate.record is not None]
    if not opened:
        return [Objection(code="lot_not_sampled", detail=lot)]
    return [
        Objection(code="lot_undecided", detail=crate.id) for crate in opened if not _passed(crate)
    ]


def _passed(crate: Crate) -> bool:
    if crate.state == "closed":
        return crate.result not in _UNFIT and not crate.standing.samples_failed
    return crate.state in _OPENED_WELL


def fold_decided(state: State, fact: Fact, body: LotDecided) -> None:
    lot = state.get(Lot, body.lot)
    if lot is not None and body.decision == "open":
        state.put(replace(lot, open_all=True))
    unopened = [crate.id for crate in known(state, body.crates) if crate.record is None]
    move(state, fact, unopened, f"lot.decided.{body.decision}")


def releasable(crate: Crate) -> bool:
    """Whether the opened crates of its lot could speak for this one."""
    return (
        crate.record is None
        and step("lot.decided.release", crate.state, crate.standing).objection is None
    )
