"""Who works here, and on which device."""

from typing import ClassVar

from backend.wire.attestations import Jwk, Role
from backend.wire.base import (
    DeviceId,
    Instant,
    UserId,
)
from backend.wire.views.base import Doc


class Person(Doc):
    """Somebody with rights here."""

    view: ClassVar[str] = "person"
    id: UserId
    name: str
    roles: list[Role]

    @property
    def key(self) -> str:
        return self.id


class Device(Doc):
    """A key that may sign entries. What a revoked one delivered from `cutoff` on is in doubt."""

    view: ClassVar[str] = "device"
    dev: DeviceId
    jwk: Jwk
    user: UserId
    name: str
    desk: bool
    enrolled_at: Instant
    revoked_at: Instant | None
    must_enrol: bool
    cutoff: int | None = None

    @property
    def key(self) -> str:
        return self.dev
