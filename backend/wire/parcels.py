"""Drafts on their way from phone to phone by the server, which cannot read them."""

from typing import Annotated

from msgspec import Meta

from backend.wire.base import EntryId, Instant, UserId, Wire

BoxCode = Annotated[str, Meta(pattern=r"^[A-Z2-7]{16}$")]
"""The first 80 bits of the SHA-256 of the box's key, in base32: what a person can type."""
Point = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{87}$")]
"""An uncompressed point of P-256, base64url."""


class OpenBox(Wire):
    """A phone awaits parcels that are sealed to this key of its own."""

    key: Point


class ParcelRow(Wire):
    """A parcel that has come; `id` is the entry of the giver that goes with it."""

    id: EntryId
    size: int


class BoxRow(Wire):
    """Whose box it is, and its key, which is to be held against the code. `parcels` are told to
    whom the box belongs, and to nobody else."""

    code: BoxCode
    user: UserId
    name: str
    key: Point
    until: Instant
    parcels: list[ParcelRow]
