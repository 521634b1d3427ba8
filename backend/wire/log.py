"""What the log says of itself: proofs, heads, and its entries as a mirror copies them."""

from typing import Annotated

from msgspec import Meta

from backend.wire.base import Instant, Sha256, Wire

MAX_PROOFS = 1000
MAX_LOGGED = 1000
MAX_ARRIVALS = 200
Position = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class ProofsAsked(Wire):
    """POST /api/log/proofs: proofs of the entries at `pos` in the tree of `size` leaves."""

    size: Position
    pos: Annotated[list[Position], Meta(max_length=MAX_PROOFS)]


class SharedProofs(Wire):
    """Inclusion proofs (RFC 9162), one path per position asked, in that order.

    A path leads from the leaf up and names its hashes by their place in `nodes` (base64 each);
    `checkpoint` is the signed note of the size asked for.
    """

    checkpoint: str
    nodes: list[str]
    paths: list[list[int]]


class ConsistencyProof(Wire):
    """That the tree of `first` leaves is a beginning of the tree of `second`; base64 hashes."""

    first: int
    second: int
    proof: list[str]


class LoggedEntry(Wire):
    """An entry with all that its leaf commits to: `JWS LF received_at LF answer[:code] LF`.

    `disclosures` are the personal values that travel beside it and are not in the leaf.
    """

    pos: int
    jws: str
    disclosures: list[str]
    received_at: Instant
    answer: str
    code: str | None


class LoggedEntries(Wire):
    """GET /api/log/entries. `next` is the position to go on from, null at the end."""

    entries: list[LoggedEntry]
    next: int | None


class ArrivalsAsked(Wire):
    """POST /api/log/photos: where the journal says that these photos are stored."""

    photos: Annotated[list[Sha256], Meta(max_length=MAX_ARRIVALS)]


class PhotoArrival(Wire):
    """The `photo.stored` entry of a photo, as its leaf has it, for whoever asks for its proof."""

    sha256: Sha256
    entry: LoggedEntry


class PhotoArrivals(Wire):
    """Those of the photos asked for that the journal knows to be stored; others are left out."""

    arrivals: list[PhotoArrival]
