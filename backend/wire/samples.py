"""Bodies of sample.* entries: drawn under a voucher (实施条例 66), sent, and what was found."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    Day,
    EntryId,
    Eppo,
    LongText,
    Sha256,
    Text,
    UserId,
    VoucherNo,
    Wire,
)
from backend.wire.lots import SamplingPlan

BagCode = Annotated[str, Meta(pattern=r"^[0-9]{15}-[0-9]{3,4}-[1-9][0-9]?/[1-9][0-9]?$")]
"""A bag's own code: the voucher's number and the bag's, e.g. `210900113004200-031-1/2`."""


class SampleDrawn(Wire):
    """sample.drawn 1: 抽/采样凭证. Its crates are held until the result is in. `lead` and `second`
    draw it, two people; the voucher is for the owner, who signs or is named as absent."""

    voucher: VoucherNo
    crates: Annotated[list[CrateKey], Meta(min_length=1, max_length=100)]
    what: Text
    part: Text | None
    quantity: Annotated[float, Meta(gt=0, le=1_000_000)]
    unit: Text
    place: Text
    how: Text | None
    lead: UserId
    second: UserId
    owner: Text | None
    seal: Text | None
    storage: Text | None
    bags: Annotated[list[BagCode], Meta(min_length=1, max_length=99)]
    record: EntryId | None
    plan: SamplingPlan | None
    photos: list[Sha256]


class TestAsked(Wire):
    """A test, and the standard of its method."""

    item: Text
    method: Text | None


class SampleSent(Wire):
    """sample.sent 1: handed to a laboratory."""

    voucher: VoucherNo
    laboratory: Text
    tests: Annotated[list[TestAsked], Meta(min_length=1, max_length=50)]
    condition: Text | None
    due: Day | None


class TestResult(Wire):
    """What one test found; a value has its unit in the text."""

    item: Text
    method: Text | None
    found: Literal["detected", "not_detected", "value"]
    value: Text | None
    eppo: Eppo | None
    organism: Text | None


class SampleResulted(Wire):
    """sample.resulted 1: the laboratory's report. `analyst` and `checker` are named in it; `rest`
    says what becomes of what is left, `fetch_by` until when the owner may have it back."""

    voucher: VoucherNo
    report: Text
    reported: Day
    results: Annotated[list[TestResult], Meta(min_length=1, max_length=100)]
    conclusion: Literal["pass", "fail"]
    remark: LongText | None
    analyst: Text
    checker: Text | None
    rest: Literal["returned", "kept", "used_up", "destroyed"]
    fetch_by: Day | None
    photos: list[Sha256]


class SampleCancelled(Wire):
    """sample.cancelled 1: it gives no result (spoilt, lost); its crates wait for it no more."""

    voucher: VoucherNo
    reason: LongText
