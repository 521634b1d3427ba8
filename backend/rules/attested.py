"""People, devices, photos and lists: entries that say what is, rather than what was done."""

import hashlib

from msgspec.structs import asdict, replace

from backend.rules.checklists_older import upgraded
from backend.rules.state import Fact, State
from backend.wire.attestations import (
    DeviceConflicted,
    DeviceEnrolled,
    DeviceRevoked,
    DeviceRevokedFrom,
    PhotoStored,
    RightsGranted,
)
from backend.wire.checklists import Checklist2, Checklist3, ChecklistPublished3
from backend.wire.inspections import Checklist, PestList
from backend.wire.pestlists import PestListPart
from backend.wire.views import (
    ChecklistDoc,
    ConflictDoc,
    Device,
    Objection,
    Person,
    PestListDoc,
    PestListPartDoc,
    Photo,
    Record,
)


def fold_rights(state: State, _: Fact, body: RightsGranted) -> None:
    state.put(Person(id=body.user, name=body.name, roles=body.roles))


def judge_enrolled(state: State, body: DeviceEnrolled) -> list[Objection]:
    """A key is enrolled once: a second time would lift its revocation, or change whose it is."""
    device = state.get(Device, body.dev)
    if device is None:
        return []
    code = "device_known" if device.revoked_at is None else "device_revoked"
    return [Objection(code=code, detail=body.dev)]


def fold_enrolled(state: State, fact: Fact, body: DeviceEnrolled) -> None:
    state.put(
        Device(
            dev=body.dev,
            jwk=body.jwk,
            user=body.user,
            name=body.name,
            desk=body.desk,
            enrolled_at=fact.received_at,
            revoked_at=None,
            must_enrol=False,
        )
    )


def judge_revoked(state: State, body: DeviceRevoked | DeviceRevokedFrom) -> list[Objection]:
    device = state.get(Device, body.dev)
    if device is None:
        return [Objection(code="device_unknown", detail=body.dev)]
    if device.revoked_at is not None:
        return [Objection(code="device_already_revoked", detail=body.dev)]
    return []


def fold_revoked(state: State, fact: Fact, body: DeviceRevoked) -> None:
    device = state.get(Device, body.dev)
    if device is not None and device.revoked_at is None:
        state.put(replace(device, revoked_at=fact.received_at))


def fold_revoked_from(state: State, fact: Fact, body: DeviceRevokedFrom) -> None:
    device = state.get(Device, body.dev)
    if device is not None and device.revoked_at is None:
        state.put(replace(device, revoked_at=fact.received_at, cutoff=body.cutoff))


def fold_conflicted(state: State, fact: Fact, body: DeviceConflicted) -> None:
    digest = hashlib.sha256(body.jws.encode()).hexdigest()
    state.put(ConflictDoc(sha256=digest, dev=body.dev, code=body.code, pos=fact.pos))
    device = state.get(Device, body.dev)
    if device is not None:
        state.put(replace(device, must_enrol=True))


def fold_photo(state: State, fact: Fact, body: PhotoStored) -> None:
    known = state.get(Photo, body.sha256)
    if known is not None and known.stored_at is not None:
        return
    for record_id in known.records if known else []:
        record = state.get(Record, record_id)
        if record is not None:
            state.put(replace(record, photos_missing=record.photos_missing - 1))
    state.put(
        Photo(
            sha256=body.sha256,
            size=body.size,
            type=body.type,
            stored_at=fact.received_at,
            stored_pos=fact.pos,
            records=known.records if known else [],
        )
    )


def fold_checklist(state: State, fact: Fact, body: ChecklistPublished3) -> None:
    said = asdict(body)
    reason = said.pop("reason")
    list_ = Checklist3(**said)
    state.put(ChecklistDoc(checklist=list_, at=fact.received_at, by=fact.actor, reason=reason))


def fold_older_checklist(state: State, fact: Fact, body: Checklist | Checklist2) -> None:
    state.put(
        ChecklistDoc(checklist=upgraded(body), at=fact.received_at, by=fact.actor, reason=None)
    )


def fold_pests(state: State, _: Fact, body: PestList) -> None:
    state.put(PestListDoc(list=body))


def judge_pest_part(_: State, body: PestListPart) -> list[Objection]:
    if body.part > body.parts:
        return [Objection(code="part_beyond", detail=f"{body.part}/{body.parts}")]
    return []


def fold_pest_part(state: State, _: Fact, body: PestListPart) -> None:
    state.put(PestListPartDoc(part=body))
