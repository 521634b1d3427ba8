"""The life of a crate as a table: in which state which event moves it where, or what speaks
against it.

Guarantee: pure and total. `step` answers for every state and every event that concerns a crate;
the phone's twin is `pwa/src/rules/life.ts`, and `tests/vectors/states` holds every pair to the same
answer in both. An event is a kind, with what in its body decides: `review.accepted.release`.
"""

from collections.abc import Collection
from typing import Final, NamedTuple, get_args

from backend.wire.views import CrateState, Standing

STATES: Final[tuple[CrateState, ...]] = get_args(CrateState)
_UNPACKED: Final[tuple[CrateState, ...]] = (
    "inspecting",
    "laboratory",
    "treatment",
    "isolation",
    "released",
    "displayed",
    "rejected",
)
_AT_PORT: Final[tuple[CrateState, ...]] = ("labelled", "port_released")
_COMING: Final[tuple[CrateState, ...]] = ("accepted", *_AT_PORT, "in_transit")
_HERE: Final[tuple[CrateState, ...]] = ("arrived", *_UNPACKED)
_ALL: Final = frozenset(STATES)
_HELD: Final[tuple[CrateState, ...]] = ("held",)
_LIVING: Final = _ALL - {"closed"}
_FOUND_FIT: Final[tuple[CrateState, ...]] = ("released", "displayed")

Moves = dict[CrateState, CrateState]


class Rule(NamedTuple):
    """`moves` by state; in `stays` nothing moves and nothing is wrong; anywhere else the event is
    out of place. `frees`: nothing may hold the crate back then. `to_nursery`: a crate that is to be
    isolated goes there instead of being released."""

    moves: Moves
    stays: Collection[CrateState] = ()
    frees: bool = False
    to_nursery: bool = False


class Step(NamedTuple):
    """The state after an event, and the code of what speaks against it; then nothing moved."""

    state: CrateState
    objection: str | None


def _all_to(state: CrateState, *from_: CrateState) -> Moves:
    return dict.fromkeys(from_, state)


def _review(after: CrateState) -> Moves:
    """A review moves whatever was opened; of what is closed nothing moves any more."""
    return _all_to(after, "held", *_COMING, *_HERE)


RULES: Final[dict[str, Rule]] = {
    "declaration.accepted.travels": Rule(
        _all_to("accepted", "declared", "accepted", "held"), _LIVING
    ),
    "declaration.accepted.stopped": Rule(
        _all_to("held", "declared", "accepted", "held", *_AT_PORT), _LIVING
    ),
    "label.issued": Rule(_all_to("labelled", "declared", "accepted"), _LIVING),
    "label.printed": Rule({}, _ALL),
    "label.spoiled": Rule({}, _ALL),
    "label.affixed": Rule({"labelled": "port_released"}, _ALL),
    "label.voided": Rule(_all_to("accepted", *_AT_PORT), _ALL),
    "label.replaced": Rule(_all_to("accepted", *_AT_PORT), _ALL),
    "crate.handed": Rule({"port_released": "in_transit"}),
    "crate.arrived": Rule(_all_to("arrived", *_COMING), ("declared", *_HERE)),
    "inspection.recorded": Rule(
        _all_to("inspecting", "declared", *_COMING, "arrived", "inspecting"), _UNPACKED
    ),
    "inspection.amended": Rule(_all_to("inspecting", "declared", *_COMING, *_HERE), ()),
    "review.accepted.release": Rule(_review("released"), frees=True, to_nursery=True),
    "review.accepted.laboratory": Rule(_review("laboratory")),
    "review.accepted.treatment": Rule(_review("treatment")),
    "review.accepted.isolation": Rule(_review("isolation")),
    "review.accepted.return": Rule(_review("rejected")),
    "review.accepted.destruction": Rule(_review("rejected")),
    "review.returned": Rule({}, _ALL),
    "lot.frozen": Rule({}, _ALL),
    "lot.lifted": Rule({}, _ALL),
    "lot.decided.release": Rule({"arrived": "released"}, frees=True, to_nursery=True),
    "lot.decided.open": Rule({}, (*_COMING, *_HERE)),
    "sample.drawn": Rule({"released": "laboratory"}, ("held", *_HERE)),
    "sample.sent": Rule({}, _ALL),
    "sample.resulted": Rule({}, _ALL),
    "sample.cancelled": Rule({}, _ALL),
    "finding.referred": Rule({}, _ALL),
    "opinion.given": Rule({}, _ALL),
    "treatment.ordered.treat": Rule(_all_to("treatment", *_HERE), _HELD),
    "treatment.ordered.remove": Rule(_all_to("rejected", "held", *_HERE)),
    "treatment.completed": Rule({}, _ALL),
    "treatment.checked": Rule({}, _ALL),
    "isolation.assigned": Rule(
        _all_to("isolation", "laboratory", "treatment", "isolation", "released"),
        (*_COMING, "arrived", "inspecting"),
    ),
    "isolation.visited": Rule({}, ("isolation", "treatment", "laboratory", *_FOUND_FIT)),
    "isolation.ended.release": Rule({"isolation": "released"}, frees=True),
    "isolation.ended.treat": Rule({"isolation": "treatment"}),
    "isolation.ended.destroy": Rule({"isolation": "rejected"}),
    "crate.released": Rule(
        _all_to("released", "laboratory", "treatment"), frees=True, to_nursery=True
    ),
    "crate.displayed": Rule(_all_to("displayed", "released", "displayed"), frees=True),
    "crate.closed.returned": Rule(_all_to("closed", "held", "rejected", *_FOUND_FIT)),
    "crate.closed.bought": Rule(_all_to("closed", *_FOUND_FIT), frees=True),
    "crate.closed.destroyed": Rule(
        _all_to("closed", "held", "rejected", "treatment", "isolation", *_FOUND_FIT)
    ),
    "certificate.issued.21": Rule({}, _FOUND_FIT, frees=True),
    "certificate.issued.95": Rule({}, (*_AT_PORT, "in_transit", "arrived")),
    "certificate.issued.CL": Rule({}, ("held", *_HERE)),
    "certificate.voided": Rule({}, _ALL),
}
"""Every event that concerns a crate."""


def step(event: str, state: CrateState, standing: Standing) -> Step:
    """What an event makes of a crate. Raises KeyError for an event that concerns no crate."""
    rule = RULES[event]
    after = rule.moves.get(state)
    if after is None and state not in rule.stays:
        return Step(state, _out_of_place(state))
    if rule.frees and (why := hindrance(state, standing)) is not None:
        return Step(state, why)
    if after == "released" and rule.to_nursery and standing.isolation in _DUE:
        return Step("isolation", None)
    return Step(after or state, None)


_DUE: Final = ("due", "assigned")


def _out_of_place(state: CrateState) -> str:
    if state in ("held", "rejected", "closed"):
        return f"crate_{state}"
    return "out_of_place"


def hindrance(state: CrateState, standing: Standing) -> str | None:
    """The first thing that keeps a crate from being released, as the code of an objection."""
    if standing.frozen is not None:
        return "lot_frozen"
    if standing.samples_waiting:
        return "laboratory_awaited"
    if standing.treatments_open:
        return "treatment_open"
    if state == "laboratory" and standing.samples_failed:
        return "laboratory_failed"
    return None
