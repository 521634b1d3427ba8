"""Bodies of declaration.* entries: an exhibitor's consignment and what was decided of it."""

from typing import Annotated, Literal

from msgspec import Meta, field

from backend.wire.base import (
    Country,
    Day,
    DeclarationNo,
    PortCode,
    Sha256,
    Text,
    Wire,
)

GoodsClass = Literal[
    "plants",
    "bulbs",
    "seeds",
    "cut_flowers",
    "plant_products",
    "wood_packaging",
    "growing_media",
    "food",
    "animals",
    "ordinary",
]
Channel = Literal["web", "window", "phone"]
Intent = Literal["return", "buy", "destroy"]
Outcome = Literal["prohibited", "port_only", "label_isolation", "label"]
Amount = Annotated[float, Meta(ge=0, le=1e9)]


class Goods(Wire):
    """One commodity of a consignment and the documents that cover it. None is a "/" on paper."""

    class_: GoodsClass = field(name="class")
    name: Text
    latin: Text | None
    hs: Annotated[str, Meta(pattern=r"^[0-9]{6,10}$")]
    origin: Country
    unit: Text
    package: Text
    wood: Text | None
    ippc: Text | None
    medium: Text | None
    use: Annotated[str, Meta(pattern=r"^[0-9]{2}$")]
    phytosanitary: Text | None
    permit: Text | None
    cites: Literal["I", "II", "III"] | None
    cites_certificate: Text | None


class CrateLine(Wire):
    """One crate: n of the declaration's total; `goods` is an index into the declaration's goods."""

    n: Annotated[int, Meta(ge=1, le=9999)]
    goods: Annotated[int, Meta(ge=0)]
    marks: Text | None
    quantity: Amount
    gross_kg: Amount
    net_kg: Amount
    value_usd: Amount | None


class Source(Wire):
    """The file that a declaration was read from."""

    name: Text
    sha256: Sha256


class DeclarationLodged(Wire):
    """declaration.lodged 1. A later entry of the same number may add crates, never change any."""

    no: DeclarationNo
    declarant: Text
    channel: Channel
    exhibitor: Text
    exhibitor_original: Text | None
    country: Country
    stand: Text
    port: PortCode
    arrival: Day
    place: Text
    intent: Intent
    total: Annotated[int, Meta(ge=1, le=9999)]
    goods: Annotated[list[Goods], Meta(min_length=1, max_length=200)]
    crates: Annotated[list[CrateLine], Meta(min_length=1, max_length=1000)]
    source: Source | None


class Reason(Wire):
    """Why the release rule decided so: the rule's row, and the article of law behind it."""

    code: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]
    article: Text
    zh: Text
    en: Text


class Decision(Wire):
    """What the release rule says of some crates of one declaration."""

    crates: Annotated[list[Annotated[int, Meta(ge=1, le=9999)]], Meta(min_length=1)]
    outcome: Outcome
    reasons: Annotated[list[Reason], Meta(min_length=1)]


class DeclarationAccepted(Wire):
    """declaration.accepted 1. The decisions are kept as made: a later rule does not change them."""

    declaration: DeclarationNo
    rule: Annotated[int, Meta(ge=1)]
    decisions: Annotated[list[Decision], Meta(min_length=1)]
