"""Bodies of entries about people, devices, photos and the journal itself."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    DeviceId,
    EntryId,
    Instant,
    LongText,
    Sha256,
    Text,
    UserId,
    Wire,
)

Role = Literal[
    "port", "inspector", "supervisor", "administrator", "director", "expert", "laboratory"
]
DisputeSort = Literal["rolled_back", "rewritten", "unknown_origin"]
"""How a held head differs: of a longer log, of another log of that length, of no log of ours."""
MAX_DOUBTED = 400
MAX_OBJECTED = 400


class Jwk(Wire):
    """A public P-256 key (RFC 7517), coordinates as unpadded base64url."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
    y: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]


class DeviceEnrolled(Wire):
    """device.enrolled 1. `desk` marks the office's own key, with which the desk signs."""

    dev: DeviceId
    jwk: Jwk
    user: UserId
    name: Text
    desk: bool


class DeviceRevoked(Wire):
    """device.revoked 1."""

    dev: DeviceId
    reason: LongText


class DeviceConflicted(Wire):
    """device.conflicted 1: another entry under an id or sequence number already used."""

    dev: DeviceId
    seq: Annotated[int, Meta(ge=1)]
    code: Literal["id", "seq"]
    jws: Annotated[str, Meta(max_length=100_000)]


class RightsGranted(Wire):
    """rights.granted 1: the roles a person has from here on; an empty list takes all away."""

    user: UserId
    name: Text
    roles: list[Role]


class PhotoStored(Wire):
    """photo.stored 1: the server has these bytes on disk, hashed and synced."""

    sha256: Sha256
    size: Annotated[int, Meta(ge=1)]
    type: Text


class EntryWithheld(Wire):
    """entry.withheld 1: a refused entry's place in its device's sequence, kept by its hash."""

    sha256: Sha256


class EntryAdmitted(Wire):
    """entry.admitted 1: a quarantined entry takes effect from here on."""

    entry: EntryId
    reason: LongText


class ObjectionSettled(Wire):
    """objection.settled 1."""

    entry: EntryId
    code: Text
    note: LongText


class EntryRedacted(Wire):
    """entry.redacted 1: the personal values of an entry under these digests were deleted."""

    entry: EntryId
    digests: Annotated[
        list[Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]],
        Meta(min_length=1, max_length=20),
    ]
    reason: LongText


class EntryDismissed(Wire):
    """entry.dismissed 1: a quarantined entry stays in the journal, without effect."""

    entry: EntryId
    reason: LongText


class DeviceRevokedFrom(Wire):
    """device.revoked 2: what the device delivered at or after position `cutoff` is in doubt."""

    dev: DeviceId
    reason: LongText
    cutoff: Annotated[int, Meta(ge=0)] | None


class Doubted(Wire):
    """An entry in doubt, and the crate that it speaks of, if any."""

    entry: EntryId
    crate: CrateKey | None


class EntryDoubted(Wire):
    """entry.doubted 1: entries that a device delivered after it was lost; each gets an objection
    `after_cutoff` that a supervisor settles."""

    dev: DeviceId
    cutoff: Annotated[int, Meta(ge=0)]
    entries: Annotated[list[Doubted], Meta(min_length=1, max_length=MAX_DOUBTED)]


class Objected(Wire):
    """An entry, and the hash of what was objected to it, in the text in which that is stored."""

    entry: EntryId
    sha256: Sha256


class EntryObjected(Wire):
    """entry.objected 1: what rules objected to entries of the same transaction. Leaves do not hold
    objections; this does, so that one altered, added or dropped later can be proved."""

    entries: Annotated[list[Objected], Meta(min_length=1, max_length=MAX_OBJECTED)]


class Head(Wire):
    """A head of some log, as a phone holds it: `root` is base64."""

    origin: Annotated[str, Meta(max_length=200)]
    size: Annotated[int, Meta(ge=0)]
    root: Annotated[str, Meta(max_length=64)]


class LogDisputed(Wire):
    """log.disputed 1: a device holds a head that this log does not have. `note` is the signed note
    where the device handed it in: then our own key proves it. `ours` is our head of that size,
    or the newest where it is shorter."""

    dev: DeviceId | None
    held: Head
    note: Annotated[str, Meta(max_length=4000)] | None
    ours: Head
    sort: DisputeSort


class DisputeSettled(Wire):
    """dispute.settled 1: somebody looked into it and says what it was."""

    dispute: Sha256
    note: LongText


class JournalRestored(Wire):
    """journal.restored 1: the journal goes on from a backup under a new epoch and origin.

    `checkpoint` is the signed note of all that the backup held, under the old origin; what the
    old journal took in after `backup_at` is not here, unless phones offer it again."""

    old_epoch: Text
    old_origin: Text
    old_vkey: Text
    checkpoint: Annotated[str, Meta(max_length=4000)]
    backup_at: Instant
