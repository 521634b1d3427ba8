"""Crates on their way: handed to a carrier at the port, scanned in at the expo.

A photocopy carries the number of a genuine label, so a number that arrives twice, at another place
than its crate is bound for, or after its crate was unpacked is a doubt. The second face of the
same crate, scanned in one go, is none.
"""

from msgspec.structs import asdict, replace

from backend.rules.moving import moved
from backend.rules.printing import ONE_GO, in_one_go, judge_label, moment
from backend.rules.state import Fact, State
from backend.wire.travels import CrateArrived, CrateHanded, CrateHandedOver, CrateScannedIn
from backend.wire.views import Crate, Device, Handover, Objection, Personal, Record, Sighting

DOUBTS = frozenset(
    (
        "arrived_twice",
        "arrived_elsewhere",
        "arrived_after_unpacking",
        "label_of_another_crate",
        "label_token_differs",
        "label_void",
        "label_replaced",
    )
)
"""Doubts about an arrival that is a fact all the same: a desk enters it with them."""


Handed = CrateHanded | CrateHandedOver


def judge_handed(state: State, body: Handed) -> list[Objection]:
    found = []
    if state.get(Handover, body.no) is not None:
        found.append(Objection(code="handover_no_used", detail=body.no))
    keys = [item.crate for item in body.crates]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    found += [Objection(code="crate_listed_twice", detail=key) for key in twice]
    for item in body.crates:
        crate = state.get(Crate, item.crate)
        if crate is None:
            found.append(Objection(code="crate_unknown", detail=item.crate))
        elif crate.state != "port_released":
            code = "already_handed" if crate.handover else "not_released_at_port"
            found.append(Objection(code=code, detail=item.crate))
        elif crate.label is None or crate.label.number != item.number:
            found.append(Objection(code="label_not_in_force", detail=item.number))
    return found


def fold_handed(state: State, fact: Fact, body: Handed) -> None:
    if state.get(Handover, body.no) is None:
        handed = _as_now(body)
        state.put(Handover(entry=fact.id, body=handed, at=fact.received_at, by=fact.actor))
        state.put(Personal(entry=fact.id, shown_in="handover", of=body.no))
    for item in body.crates:
        crate = state.get(Crate, item.crate)
        if crate is not None and crate.state == "port_released":
            state.put(replace(moved(fact, crate, "crate.handed"), handover=body.no))


def _as_now(body: Handed) -> CrateHandedOver:
    """Version 1 signed its driver in plain."""
    if isinstance(body, CrateHandedOver):
        return body
    return CrateHandedOver(**asdict(body))


def judge_arrived(state: State, fact: Fact, body: CrateArrived) -> list[Objection]:
    return judge_scanned_in(state, fact, _whole(body))


def fold_arrived(state: State, fact: Fact, body: CrateArrived) -> None:
    fold_scanned_in(state, fact, _whole(body))


def _whole(body: CrateArrived) -> CrateScannedIn:
    """Version 1 said less."""
    return CrateScannedIn(
        crate=body.crate,
        number=body.number,
        token=None,
        how="typed",
        gate=body.gate,
        place=None,
        latitude=None,
        longitude=None,
        accuracy_m=None,
    )


def judge_scanned_in(state: State, fact: Fact, body: CrateScannedIn) -> list[Objection]:
    crate = state.get(Crate, body.crate)
    if crate is None:
        return [Objection(code="crate_unknown", detail=body.crate)]
    found = judge_label(state, body.crate, body.number, body.token)
    if crate.state == "held":
        found.append(Objection(code="crate_held", detail=crate.outcome or ""))
    found += _again(crate, fact, body)
    found += _elsewhere(crate, body)
    return found + _too_late(state, crate, fact)


def _again(crate: Crate, fact: Fact, body: CrateScannedIn) -> list[Objection]:
    """One number, twice: from another device or gate, or later than both faces of a crate take."""
    before = crate.arrived
    if before is None or before.number is None or before.number != body.number:
        return []
    if before.gate == body.gate and in_one_go(before, fact):
        return []
    where = before.gate or (before.place.zh if before.place else "")
    return [Objection(code="arrived_twice", detail=f"{before.received_at} {where}".strip())]


def repeats(state: State, body: CrateScannedIn, at: str) -> bool:
    """Whether a desk let this very label in at this gate a moment ago: its second face."""
    crate = state.get(Crate, body.crate)
    before = crate.arrived if crate else None
    if before is None or (before.number, before.gate) != (body.number, body.gate):
        return False
    device = state.get(Device, before.dev)
    first, second = moment(before.at), moment(at)
    if device is None or not device.desk or first is None or second is None:
        return False
    return abs(second - first) <= ONE_GO


def _elsewhere(crate: Crate, body: CrateScannedIn) -> list[Objection]:
    place = body.place
    if place is None or crate.place in (place.code, place.zh, place.en):
        return []
    if crate.label is not None and crate.label.destination == place.code:
        return []
    return [Objection(code="arrived_elsewhere", detail=crate.place)]


def _too_late(state: State, crate: Crate, fact: Fact) -> list[Objection]:
    """After it was unpacked, by the devices' own clocks: an arrival may merely be told late."""
    record = state.get(Record, crate.record) if crate.record else None
    if record is None:
        return []
    scanned, ended = moment(fact.at), moment(record.body.ended_at)
    if scanned is None or ended is None or scanned <= ended:
        return []
    return [Objection(code="arrived_after_unpacking", detail=record.id)]


def fold_scanned_in(state: State, fact: Fact, body: CrateScannedIn) -> None:
    crate = state.get(Crate, body.crate)
    if crate is None:
        return
    if crate.arrived is None or (crate.arrived.number is None and body.number is not None):
        crate = replace(crate, arrived=_sighting(fact, body))
        state.put(crate)
    after = moved(fact, crate, "crate.arrived")
    if after is not crate:
        state.put(after)


def _sighting(fact: Fact, body: CrateScannedIn) -> Sighting:
    return Sighting(
        entry=fact.id,
        at=fact.at,
        received_at=fact.received_at,
        dev=fact.dev,
        by=fact.actor,
        number=body.number,
        gate=body.gate,
        place=body.place,
        latitude=body.latitude,
        longitude=body.longitude,
        accuracy_m=body.accuracy_m,
    )
