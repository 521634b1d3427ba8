"""What a phone and the server say to each other: push, pull, enrolment."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.wire.attestations import Jwk
from backend.wire.base import DeviceId, Instant, UserId, Wire
from backend.wire.entry import Seen
from backend.wire.views import Objection

MAX_ENTRIES = 100
MAX_PUSH_BYTES = 256 * 1024


class Push(Wire):
    """POST /api/entries. `held` is the newest checkpoint on the phone, none before the first."""

    epoch: str
    sent_at: Instant
    held: Seen | None
    entries: Annotated[list[str], Meta(max_length=MAX_ENTRIES)]


class Stored(Wire, tag_field="answer", tag="stored"):
    """In the journal at `pos`."""

    pos: int
    received_at: Instant
    objections: list[Objection]


class Duplicate(Wire, tag_field="answer", tag="duplicate"):
    """These very bytes are in the journal already."""

    pos: int
    received_at: Instant
    objections: list[Objection]


class Quarantined(Wire, tag_field="answer", tag="quarantined"):
    """Authentic and kept, in the desk's queue; without effect until it is admitted."""

    pos: int
    received_at: Instant
    code: Literal["unknown_kind", "bad_body", "revoked_device", "no_right", "wrong_actor"]


class Conflict(Wire, tag_field="answer", tag="conflict"):
    """The id or the sequence number holds other bytes. Both are kept; enrol this phone again."""

    code: Literal["id", "seq"]


class Gap(Wire, tag_field="answer", tag="gap"):
    """An earlier entry of this device is missing; not kept. Send from `have` + 1."""

    have: int


class Refused(Wire, tag_field="answer", tag="refused"):
    """Not an entry of a known device; not kept here, so the phone keeps it."""

    code: Literal["unparseable", "too_large", "bad_signature", "unknown_device"]
    detail: str


Verdict = Stored | Duplicate | Quarantined | Conflict | Gap | Refused


class Pushed(Wire):
    """One answer per entry, in order, built after the commit."""

    epoch: str
    answers: list[Verdict]
    checkpoint: str


class Change(Wire):
    """A row that changed; `doc` is null where it left the scope."""

    view: str
    key: str
    pos: int
    doc: msgspec.Raw


class Changes(Wire):
    """GET /api/changes. Ask again from `cursor` at once while `more` holds. Rows that came under
    another `shape` may lack what rows say now: a phone with such rows pulls from nothing."""

    epoch: str
    shape: str
    cursor: str
    more: bool
    changes: list[Change]
    checkpoint: str


class EnrolmentClaim(Wire):
    """The payload of an enrolment JWS; its header carries the new key as `jwk`."""

    code: Annotated[str, Meta(min_length=8, max_length=64)]
    name: Annotated[str, Meta(min_length=1, max_length=80)]


class EnrolmentHeader(Wire):
    """The header of an enrolment JWS."""

    alg: Literal["ES256"]
    jwk: Jwk


class EnrolmentRequest(Wire):
    """POST /api/enrolments."""

    jws: Annotated[str, Meta(max_length=4000)]


class Enrolled(Wire):
    """What a new phone learns. `root_key` is the uncompressed point, base64url without padding."""

    dev: DeviceId
    user: UserId
    epoch: str
    root_key: str
    log_vkey: str
    trust_list: str
