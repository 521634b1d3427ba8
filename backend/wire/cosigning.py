"""Body of inspection.cosigned entries: the other signatures under an inspection record."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import CrateKey, DeviceId, EntryId, Instant, Sha256, UserId, Wire
from backend.wire.inspections import Result

Strokes = Annotated[
    str,
    Meta(pattern=r"^(M[0-9]{1,3} [0-9]{1,3}(L[0-9]{1,3} [0-9]{1,3})+)+$", max_length=6000),
]
"""A signature by finger: the path of a drawing in a field of 600 by 240."""


class InspectionCosigned(Wire):
    """inspection.cosigned 1: somebody beside the lead signs the record whose JWS has this hash.
    `crate` and `result` are what the signer was shown. `own_phone`: the recorder, with their own
    device, as the entry's actor. `finger`: strokes drawn on the lead's phone, by the recorder
    (`signer`) or by the witness, whose name is in the record."""

    record: EntryId
    sha256: Sha256
    crate: CrateKey
    result: Result
    role: Literal["recorder", "witness"]
    method: Literal["own_phone", "finger"]
    signer: UserId | None
    strokes: Strokes | None


class Cosignature(Wire):
    """One such entry, as a record shows it."""

    entry: EntryId
    dev: DeviceId
    actor: UserId
    at: Instant
    received_at: Instant
    body: InspectionCosigned
