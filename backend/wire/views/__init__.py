"""The documents that screens read: one per crate, record, person, device, photo and list.

Each is derived from the journal alone and can be thrown away and rebuilt. `view` names the
document's kind; together with `key` it identifies a row, in the database, in a pull and on the
phone alike.
"""

from backend.wire.views.base import Doc
from backend.wire.views.crates import FREE, Crate, CrateState, Declaration, Sighting, Standing
from backend.wire.views.disputes import ConflictDoc, Dispute, FormerLog, OpenObjection, Quarantine
from backend.wire.views.labels import (
    Affixing,
    CrateLabel,
    Handover,
    LabelIndex,
    Personal,
    Print,
    PrintRun,
)
from backend.wire.views.lists import ChecklistDoc, PestListDoc, PestListPartDoc, pest_part_key
from backend.wire.views.people import Device, Person
from backend.wire.views.records import (
    EarlyCosignatures,
    Objection,
    PassedDraft,
    Photo,
    Record,
    RecordSheet,
    RecordState,
    TakenDraft,
)
from backend.wire.views.trust import NumberRange, OfflineIssue, PortKey, Trust, TrustFloor

__all__ = [
    "FREE",
    "PHONE_VIEWS",
    "Affixing",
    "ChecklistDoc",
    "ConflictDoc",
    "Crate",
    "CrateLabel",
    "CrateState",
    "Declaration",
    "Device",
    "Dispute",
    "Doc",
    "EarlyCosignatures",
    "FormerLog",
    "Handover",
    "LabelIndex",
    "NumberRange",
    "Objection",
    "OfflineIssue",
    "OpenObjection",
    "PassedDraft",
    "Person",
    "Personal",
    "PestListDoc",
    "PestListPartDoc",
    "Photo",
    "PortKey",
    "Print",
    "PrintRun",
    "Quarantine",
    "Record",
    "RecordSheet",
    "RecordState",
    "Sighting",
    "Standing",
    "TakenDraft",
    "Trust",
    "TrustFloor",
    "pest_part_key",
]

PHONE_VIEWS = (
    "crate",
    "record",
    "person",
    "device",
    "trust",
    "checklist",
    "pestlist",
    "pestpart",
    "label",
    "lot",
    "sample",
    "referral",
    "treatment",
    "isolation",
    "objection",
    "task",
    "passed",
)
"""What a phone pulls."""
