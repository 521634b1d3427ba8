"""The office, its places and how it is doing."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    Day,
    Instant,
    PortCode,
    Text,
    Wire,
)
from backend.wire.desk.problems import Bilingual


class NamedPlace(Wire):
    """A designated place of unpacking; `isolation` marks an isolation nursery."""

    code: str
    zh: str
    en: str
    isolation: bool


class NamedPort(Wire):
    code: PortCode
    unlocode: str
    zh: str
    en: str


class DutyContact(Wire):
    """Whom to call, at any hour. Phones keep the list for when there is no signal but a voice."""

    duty: Literal["director", "expert"]
    name: Text
    phone: Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ()-]{3,30}$")]
    about: Bilingual | None


class Expo(Wire):
    """The expo as configured: what every screen and label names."""

    id: str
    title: Bilingual
    label_title: Bilingual
    office: Bilingual
    host: str
    opens: Day
    closes: Day
    places: list[NamedPlace]
    ports: list[NamedPort]
    duty: list[DutyContact]


class Health(Wire):
    status: Literal["ok"]
    version: str
    epoch: str
    entries: int


class DeskStatus(Wire):
    """What waits for somebody: open disputes about the log, entries in quarantine, open
    objections, and when the oldest record not yet reviewed was received."""

    disputes: int
    quarantined: int
    objections: int
    oldest_unreviewed: Instant | None
    size: int
    checkpoint: str
