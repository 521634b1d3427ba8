"""Bodies of task.* entries: who says that they will inspect which crates, and until when; and the
document in which all who take the same crate see each other.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from backend.wire.base import CrateKey, DeviceId, Instant, UserId, Wire
from backend.wire.views import Doc

TakenCrates = Annotated[list[CrateKey], Meta(min_length=1, max_length=400)]


class TaskTaken(Wire):
    """task.taken 1: the actor means to inspect these crates until then. It reserves nothing and
    forbids nobody anything; it ends by itself, by `task.released`, or with the record."""

    crates: TakenCrates
    until: Instant


class TaskReleased(Wire):
    """task.released 1: the actor leaves these crates to others."""

    crates: TakenCrates


class Claim(Wire):
    """Somebody who took a crate, through which device, and when that ends by itself."""

    user: UserId
    dev: DeviceId
    at: Instant
    until: Instant


class Task(Doc):
    """Who has taken a crate, the first one first; more than one where phones met too late."""

    view: ClassVar[str] = "task"
    crate: CrateKey
    claims: list[Claim]

    @property
    def key(self) -> str:
        return self.crate
