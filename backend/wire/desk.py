"""What the desk's screens ask and get."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.attestations import Jwk, Role
from backend.wire.base import (
    CrateKey,
    Day,
    DeclarationNo,
    DeviceId,
    EntryId,
    Instant,
    LabelNumber,
    LongText,
    PortCode,
    Sha256,
    Text,
    UserId,
    Wire,
)
from backend.wire.checklists import Checklist3
from backend.wire.declarations import Outcome, Reason
from backend.wire.inspections import Opened
from backend.wire.reviews import ReturnedItem
from backend.wire.views import Crate, CrateState, Declaration, Dispute, Objection, Photo, Record


class Problem(Wire):
    """RFC 9457 problem details. `code` is for programs, `action` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    action: str


class Bilingual(Wire):
    zh: str
    en: str


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


class RowError(Wire):
    """A bad cell: row as numbered in the file (the header is row 1), column as headed."""

    row: int
    column: str
    value: str
    zh: str
    en: str


class ImportDecision(Wire):
    outcome: Outcome
    reasons: list[Reason]
    crates: list[int]


class ImportConsignment(Wire):
    """What an import would do, or did, with one declaration of the list."""

    no: DeclarationNo
    exhibitor: str
    country: str
    port: PortCode
    goods: list[str]
    crates: int
    state: Literal["new", "extended", "unchanged"]
    new_crates: int
    decisions: list[ImportDecision]


class ImportReport(Wire):
    """The preview of an import, or with `done` its result. `errors` name each bad cell.

    Nothing is imported while there are errors, unless their rows are left out on purpose;
    `left_out` counts them. Of very many errors the first are listed, `more_errors` counts the rest.
    """

    file: str
    sha256: str
    format: str
    rows: int
    consignments: list[ImportConsignment]
    errors: list[RowError]
    more_errors: int
    left_out: int
    done: bool


class PestListReport(Wire):
    """The preview of an import of a pest list, or with `done` its result.

    `fresh`, `gone` and `changed` (regulated or not) compare with what is published, as
    `name, scientific name`, the first hundred of each; the counts are of all. Nothing is published
    while there are errors, unless their rows are left out on purpose.
    """

    file: str
    digest: Sha256
    format: str
    rows: int
    organisms: int
    regulated: int
    edition_before: str | None
    unchanged: bool
    fresh: list[str]
    fresh_count: int
    gone: list[str]
    gone_count: int
    changed: list[str]
    changed_count: int
    errors: list[RowError]
    more_errors: int
    left_out: int
    done: bool


class PestListInForce(Wire):
    """The list in force: which edition, on whose word, how many organisms."""

    id: str
    edition: str
    source_zh: str
    source_en: str
    organisms: int
    regulated: int


class CrateRow(Wire):
    """A crate in the desk's list."""

    id: CrateKey
    goods: str
    latin: str | None
    exhibitor: str
    country: str
    stand: str
    port: PortCode
    state: CrateState
    since: Instant
    outcome: Outcome | None
    label: LabelNumber | None
    result: str | None
    objections: int


class CrateList(Wire):
    total: int
    states: dict[str, int]
    crates: list[CrateRow]


class TimelineEntry(Wire):
    """One entry of the journal that concerns a crate.

    It provably was made after `made_after` (null where it names no checkpoint) and before
    `made_before` (null until a stored checkpoint covers it), by the server's clock; `seen_ok` is
    false where the checkpoint that it names is none of this log. `personal` values are still
    beside it, and could be redacted.
    """

    pos: int
    id: EntryId
    kind: str
    at: Instant
    received_at: Instant
    actor: UserId
    actor_name: str
    dev: str
    device_name: str
    answer: str
    code: str | None
    objections: list[Objection]
    summary: Bilingual
    made_after: Instant | None
    made_before: Instant | None
    seen_ok: bool
    personal: int


class LabelRevocation(Wire):
    """That the key of a crate's label was revoked from `day` on; `before`: the label was issued
    earlier, and still counts."""

    day: Day
    before: bool


class CratePage(Wire):
    """All there is to know of a crate."""

    crate: Crate
    label_revocation: LabelRevocation | None
    declaration: Declaration
    records: list[Record]
    checklists: list[Checklist3]
    photos: list[Photo]
    timeline: list[TimelineEntry]


class IssueLabels(Wire):
    """Label the crates of a declaration that may travel and bear none; `crates` null means all."""

    declaration: DeclarationNo
    crates: list[int] | None


class NotIssued(Wire):
    crate: CrateKey
    reason: Bilingual


class IssuedLabels(Wire):
    numbers: list[LabelNumber]
    not_issued: list[NotIssued]


class QueueRow(Wire):
    """A record that waits for review."""

    record: EntryId
    crate: CrateKey
    goods: str
    stand: str
    country: str
    lead: str
    recorder: str
    result: str
    ended_at: Instant
    received_at: Instant
    findings: int
    fails: int
    photos: int
    photos_missing: int
    objections: int
    amended: bool


class Queue(Wire):
    rows: list[QueueRow]


class Review(Wire):
    record: EntryId
    decision: Literal["accept", "return"]
    reason: LongText | None
    items: Annotated[list[ReturnedItem], Meta(max_length=200)]
    opened: Opened


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


class DeskStatus(Wire):
    """What waits for somebody: open disputes about the log, entries in quarantine, open
    objections, and when the oldest record not yet reviewed was received."""

    disputes: int
    quarantined: int
    objections: int
    oldest_unreviewed: Instant | None
    size: int
    checkpoint: str


class HeldNote(Wire):
    """POST /api/log/held: a signed checkpoint as a phone keeps it."""

    note: Annotated[str, Meta(max_length=4000)]


class HeldCompared(Wire):
    """Whether the log has that head; `dispute` names what was journalled where it has not."""

    agrees: bool
    dispute: str | None


class Settlement(Wire):
    """What somebody found out about a dispute."""

    note: LongText


class QuarantineRow(Wire):
    """An entry without effect, and what became of it. `summary` is null where this version does
    not understand it; `crates` are those it speaks of, as far as it is understood."""

    id: EntryId
    pos: int
    dev: str
    device_name: str
    kind: str
    code: str
    actor: UserId
    actor_name: str
    at: Instant
    received_at: Instant
    crates: list[CrateKey]
    summary: Bilingual | None
    state: Literal["waiting", "admitted", "dismissed"]
    decided_by: UserId | None
    decided_at: Instant | None
    reason: str | None


class QuarantineOf(Wire):
    """A device with entries that wait in quarantine."""

    dev: str
    device_name: str
    waiting: int


class QuarantinePage(Wire):
    """Ask with `cursor` for the rows behind; null at the end. `total` counts all pages, `newest` is
    the last position in quarantine now: a lot decides on nothing that came behind it."""

    rows: list[QuarantineRow]
    cursor: str | None
    total: int
    devices: list[QuarantineOf]
    newest: int


class GivenReason(Wire):
    """Why an entry is admitted or dismissed."""

    reason: LongText


class Redacted(Wire):
    """How many personal values beside an entry were deleted."""

    entry: EntryId
    values: int


class DecideLot(Wire):
    """Decides alike on what waits in quarantine, oldest first: of one device or of all, behind
    position `after` and up to `upto`, a lot at a time."""

    decision: Literal["admit", "dismiss"]
    reason: LongText
    dev: DeviceId | None
    upto: Annotated[int, Meta(ge=0)]
    after: Annotated[int, Meta(ge=-1)]


class LeftWaiting(Wire):
    """An entry of a lot that waits on, and why (`own_entry`, `not_understood`, …)."""

    id: EntryId
    pos: int
    code: str


class DecidedLot(Wire):
    """What became of a lot. Ask again with `after` while `more` wait."""

    decided: int
    left: list[LeftWaiting]
    after: int
    more: int


class ObjectionRow(Wire):
    """What is objected to an entry under one code, and how it was settled."""

    entry: EntryId
    code: str
    details: list[str]
    crates: list[CrateKey]
    kind: str
    dev: str
    device_name: str
    actor: UserId
    actor_name: str
    received_at: Instant
    raised_at: Instant
    state: Literal["open", "settled"]
    settled_by: UserId | None
    settled_at: Instant | None
    note: str | None


class ObjectionPage(Wire):
    """Ask with `cursor` for the rows behind; null at the end. `total` counts all pages."""

    rows: list[ObjectionRow]
    cursor: str | None
    total: int


class DisputePage(Wire):
    """Ask with `cursor` for the rows behind; null at the end. `total` counts all pages."""

    rows: list[Dispute]
    cursor: str | None
    total: int


class SettleObjection(Wire):
    """Settles all that is objected to an entry under one code."""

    code: Text
    note: LongText
