"""Findings as version 3 of the inspection records them, and the expert panel's part.

现场发现 (preliminary) → 检出 (identified) → 截获 (confirmed, of a regulated pest).
"""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import CrateKey, EntryId, Eppo, LongText, Sha256, Text, Wire
from backend.wire.inspections import Count, Result
from backend.wire.lots import Alive, Life

FoundAt = Literal["packing", "wood", "root", "medium", "leaf", "fruit", "container", "other"]
FindingStatus = Literal["preliminary", "to_identify", "identified", "confirmed"]
FindingNo = Annotated[int, Meta(ge=1, le=99)]


class Share(Wire):
    """So many of the units that were looked at."""

    affected: Annotated[int, Meta(ge=0, le=1_000_000)]
    looked_at: Annotated[int, Meta(ge=1, le=1_000_000)]


class Regulation(Wire):
    """Whether an organism is regulated, by which list in which edition."""

    regulated: bool
    list: Annotated[str, Meta(pattern=r"^[a-z_]+$")]
    edition: Text


class Finding3(Wire):
    """An organism, or something that may be one. `originals` are the untouched files behind
    `photos`, `clips` short films; null is what nobody could say."""

    no: FindingNo
    eppo: Eppo | None
    name: Text
    found_at: FoundAt
    host: Text | None
    stage: Life
    alive: Alive
    count: Count | None
    share: Share | None
    identified_by: Literal["morphology", "molecular"] | None
    status: FindingStatus
    regulation: Regulation | None
    disposition: Result | None
    remark: LongText | None
    photos: list[Sha256]
    originals: list[Sha256]
    clips: list[Sha256]


class FindingReferred(Wire):
    """finding.referred 1: a question to the expert panel. `record` and `finding` name a finding of
    a record; both are null before there is one. `photos` are those to look at."""

    crate: CrateKey
    record: EntryId | None
    finding: FindingNo | None
    organism: Text | None
    question: LongText
    photos: list[Sha256]


class OpinionGiven(Wire):
    """opinion.given 1: an answer. Given by voice whoever heard it notes it, and it stays 待补书面
    until the expert's own written one. `status` is what the finding is from now on."""

    referral: EntryId
    form: Literal["oral", "written"]
    expert: Text
    eppo: Eppo | None
    organism: Text | None
    status: FindingStatus
    text: LongText
