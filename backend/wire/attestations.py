"""Bodies of entries about people, devices, photos and the journal itself."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import DeviceId, EntryId, LongText, Sha256, Text, UserId, Wire

Role = Literal["port", "inspector", "supervisor", "administrator"]


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
