"""What the desk asks of a label that was scanned or typed there, and what it gets."""

from typing import Annotated

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    Day,
    DeclarationNo,
    Destination,
    LabelNumber,
    PortCode,
    Text,
    Wire,
)
from backend.wire.inspections import Verdict
from backend.wire.labels import How, Token
from backend.wire.views import Crate, Objection


class Scan(Wire):
    """POST /api/scans: a label's address, its bare token, or a number as somebody typed it."""

    text: Annotated[str, Meta(min_length=1, max_length=700)]


class LabelFacts(Wire):
    """What a label says, as signed."""

    declaration: DeclarationNo
    n: int
    of: int
    port: PortCode
    origin: str
    destination: str
    issued: Day
    valid_until: Day


class Judged(Wire):
    """The verdict on a scan. `facts` where the signature holds; `crate` where the office gave it
    this label; `revoked` is the day to show beside a note about a revocation."""

    verdict: Verdict
    also: list[Verdict]
    notes: list[str]
    number: LabelNumber | None
    token: str | None
    typed: bool
    facts: LabelFacts | None
    crate: Crate | None
    revoked: Day | None


class Arrival(Wire):
    """POST /api/arrivals: a crate is at the gate. `token` is what the code said, null where the
    number was typed; `place` is the code of the designated place whose gate it is."""

    crate: CrateKey
    number: LabelNumber | None
    token: Token | None
    how: How
    gate: Text | None
    place: Destination | None


class Arrived(Wire):
    """`recorded` is false where this gate let the crate in a moment ago: nothing was entered again.
    `objections` are those to this very arrival."""

    crate: Crate
    recorded: bool
    objections: list[Objection]
