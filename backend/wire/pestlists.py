"""Bodies of pestlist.* entries for lists of any size: a list travels in parts, an entry each."""

from typing import Annotated

from msgspec import Meta, field

from backend.wire.base import Sha256, Text, Wire

EppoCode = Annotated[str, Meta(pattern=r"^[A-Z0-9]{5,7}$")]


class Organism(Wire):
    """One organism of a list. Official lists name many, whole genera above all, without a code."""

    eppo: EppoCode | None
    latin: Text
    zh: Text
    pinyin: Annotated[str, Meta(max_length=400)]
    initials: Annotated[str, Meta(max_length=200)]
    class_: Text = field(name="class")
    regulated: bool
    hosts: Annotated[str, Meta(max_length=200)]


class PestListPart(Wire):
    """pestlist.published 2: part `part` of `parts` of an edition of a list of `total` organisms.

    `digest` is of the file that the list was read from; all parts of an edition bear the same.
    An edition replaces whatever was published under the same `id` before, in any version.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z_]+$", max_length=40)]
    edition: Text
    source_zh: Text
    source_en: Text
    digest: Sha256
    part: Annotated[int, Meta(ge=1, le=999)]
    parts: Annotated[int, Meta(ge=1, le=999)]
    total: Annotated[int, Meta(ge=1, le=100_000)]
    pests: Annotated[list[Organism], Meta(min_length=1, max_length=1_000)]
