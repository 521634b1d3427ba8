"""Bodies of draft.* entries: an inspection begun by one inspector and signed by another."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import CrateKey, DeviceId, EntryId, Instant, Sha256, UserId, Wire


class DraftGiven(Wire):
    """draft.given 1: whoever began an inspection hands over what they have so far. `draft` is the
    SHA-256 of the draft as text, `photos` are those that it names (they travel with this entry, so
    that none is lost), `to` is for whom, where that is known."""

    crate: CrateKey
    draft: Sha256
    way: Literal["code", "server"]
    to: UserId | None
    photos: Annotated[list[Sha256], Meta(max_length=60)]


class DraftTaken(Wire):
    """draft.taken 1: the actor goes on with the draft that this `draft.given` handed over.
    `photos_left` of its photos did not come with it."""

    crate: CrateKey
    given: EntryId
    draft: Sha256
    giver: UserId
    giver_dev: DeviceId
    photos_left: Annotated[int, Meta(ge=0, le=1000)]


class TakenFrom(Wire):
    """From whom the draft of a record came: the taker's entry and the giver's."""

    entry: EntryId
    given: EntryId
    giver: UserId
    giver_dev: DeviceId
    at: Instant
