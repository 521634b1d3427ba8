"""Signing in, people and their phones."""

from typing import Annotated

from msgspec import Meta

from backend.wire.attestations import Jwk, Role
from backend.wire.base import (
    DeviceId,
    Instant,
    LongText,
    Text,
    UserId,
    Wire,
)


class SignIn(Wire):
    user: Annotated[str, Meta(max_length=64)]
    password: Annotated[str, Meta(max_length=256)]


class SessionInfo(Wire):
    """Who is signed in, and through which device if any."""

    user: UserId
    name: str
    roles: list[Role]
    dev: str | None
    expires_at: Instant


class NewUser(Wire):
    id: UserId
    name: Text
    roles: Annotated[list[Role], Meta(min_length=1)]
    password: Annotated[str, Meta(min_length=10, max_length=256)]


class EnrolmentCode(Wire):
    """A one-time code: `url` as shown, `svg` its QR code, valid until `expires_at`."""

    user: UserId
    url: str
    svg: str
    expires_at: Instant


class RevokeDevice(Wire):
    """`lost_since` puts in doubt what the device delivered from then on."""

    reason: LongText
    lost_since: Instant | None = None


class DeviceRow(Wire):
    """A phone in the desk's list; `quarantined` of its entries wait for a supervisor."""

    dev: DeviceId
    jwk: Jwk
    user: UserId
    name: str
    desk: bool
    enrolled_at: Instant
    revoked_at: Instant | None
    must_enrol: bool
    cutoff: int | None
    quarantined: int
