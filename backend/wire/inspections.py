"""Bodies of inspection.* and review.* entries, and the checklist that they answer."""

from typing import Annotated, Literal

from msgspec import Meta, field

from backend.wire.base import (
    CrateKey,
    EntryId,
    Instant,
    LabelNumber,
    LongText,
    Sha256,
    Text,
    UserId,
    Wire,
)
from backend.wire.declarations import GoodsClass

ItemId = Annotated[str, Meta(pattern=r"^[a-z_]+\.[a-z0-9_]+$", max_length=60)]
Verdict = Literal[
    "valid",
    "unpacked",
    "not_listed",
    "key_unknown",
    "expired",
    "seen_elsewhere",
    "wrong_destination",
    "void",
    "replaced",
    "signature_failed",
    "not_ours",
]
Mark = Literal["pass", "fail", "na"]
Result = Literal["release", "laboratory", "treatment", "isolation", "return", "destruction"]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class ChecklistItem(Wire):
    """One question. `critical`: a fail holds the crate. `na`: n/a needs no reason."""

    id: ItemId
    zh: Text
    en: Text
    critical: bool
    na: bool


class Checklist(Wire):
    """checklist.published 1. Key of the view is `id`; old versions stay in the journal."""

    id: Annotated[str, Meta(pattern=r"^[a-z_]+$")]
    version: Annotated[int, Meta(ge=1)]
    classes: list[GoodsClass]
    zh: Text
    en: Text
    items: Annotated[list[ChecklistItem], Meta(min_length=1, max_length=200)]


class Pest(Wire):
    """One organism of a pest list."""

    eppo: Annotated[str, Meta(pattern=r"^[A-Z0-9]{5,7}$")]
    latin: Text
    zh: Text
    pinyin: Annotated[str, Meta(max_length=200)]
    initials: Annotated[str, Meta(max_length=60)]
    class_: Text = field(name="class")
    regulated: bool
    hosts: Annotated[str, Meta(max_length=200)]


class PestList(Wire):
    """pestlist.published 1: organisms with the edition and source of their regulated status."""

    id: Annotated[str, Meta(pattern=r"^[a-z_]+$")]
    edition: Text
    source_zh: Text
    source_en: Text
    pests: Annotated[list[Pest], Meta(max_length=600)]


class ChecklistRef(Wire):
    """Which checklist, in which version, was asked."""

    id: Annotated[str, Meta(pattern=r"^[a-z_]+$")]
    version: Annotated[int, Meta(ge=1)]


class Answer(Wire):
    """An answer to one item; a fail owes a remark and a photo, n/a owes a reason in `remark`."""

    item: ItemId
    mark: Mark
    remark: LongText | None
    photos: list[Sha256]


class Finding(Wire):
    """现场发现: an organism, or something that may be one, found while unpacking."""

    no: Annotated[int, Meta(ge=1, le=99)]
    eppo: Annotated[str, Meta(pattern=r"^[A-Z0-9]{5,7}$")] | None
    name: Text
    found_at: Literal["packing", "wood", "root", "medium", "leaf", "fruit", "container", "other"]
    stage: Literal["egg", "larva", "pupa", "nymph", "adult", "disease", "weed", "unknown"]
    alive: Literal["alive", "dead", "unknown"]
    count: Count | None
    remark: LongText | None
    photos: list[Sha256]


class Place(Wire):
    """Where it was unpacked: in words, and by satellite where the phone knew."""

    text: Text
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None
    accuracy_m: Annotated[float, Meta(ge=0)] | None


class Witness(Wire):
    """The owner or agent who was present, or refused to sign.

    From version 2 of the inspection on, `name` may travel as a disclosure beside the entry; it is
    null where it was redacted.
    """

    name: Text | None
    signed: bool
    reason: LongText | None


class ScannedLabel(Wire):
    """What the phone read on the crate, and its own verdict at that moment."""

    number: LabelNumber | None
    token: Annotated[str, Meta(pattern=r"^[A-Z2-7]{100,400}$")] | None
    verdict: Verdict
    typed: bool


class InspectionRecorded(Wire):
    """inspection.recorded 1: 拆包查验记录单 of one crate. `lead` and `recorder` are two people."""

    crate: CrateKey
    label: ScannedLabel | None
    place: Place
    started_at: Instant
    ended_at: Instant
    lead: UserId
    recorder: UserId
    witness: Witness | None
    checklists: Annotated[list[ChecklistRef], Meta(min_length=1)]
    answers: list[Answer]
    findings: Annotated[list[Finding], Meta(max_length=99)]
    general_photos: list[Sha256]
    result: Result
    remark: LongText | None


class InspectionAmended(Wire):
    """inspection.amended 1: a whole new version of the record `amends`, with the reason why."""

    amends: EntryId
    reason: LongText
    record: InspectionRecorded


class Opened(Wire):
    """What the reviewer had opened on screen before deciding."""

    entries: list[EntryId]
    photos: list[Sha256]


class ReviewDecided(Wire):
    """review.decided 1. A return owes a reason; the reviewer is never one of the inspectors."""

    record: EntryId
    decision: Literal["accept", "return"]
    reason: LongText | None
    opened: Opened
