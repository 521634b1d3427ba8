"""Bodies of lot.* entries: crates of one commodity and origin, frozen and decided together.

A lot has no entry that makes it: it is all crates of a declaration that share origin, class and
commodity. Its sampled crates decide for the unopened rest.
"""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    CrateKey,
    Eppo,
    Instant,
    LongText,
    LotKey,
    Sha256,
    Text,
    Wire,
)

Life = Literal["egg", "larva", "pupa", "nymph", "adult", "disease", "weed", "unknown"]
Alive = Literal["alive", "dead", "unknown"]
BasisPoints = Annotated[int, Meta(ge=1, le=10_000)]
"""Hundredths of a percent, so that both languages reckon with whole numbers: 9500 is 95%."""
Units = Annotated[int, Meta(ge=1, le=1_000_000)]


class SamplingPlan(Wire):
    """How many units were to be looked at (ISPM 31), and which ones the draw chose.

    `units` are the numbers drawn from 1 to `lot_size` by `seed` (see `rules/draw.py`), ascending;
    empty where units were not numbered and `seed` is null.
    """

    lot_size: Units
    confidence_bp: BasisPoints
    level_bp: BasisPoints
    required: Units
    drawn: Annotated[int, Meta(ge=0, le=1_000_000)]
    seed: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")] | None
    units: Annotated[list[Units], Meta(max_length=2000)]


class Suspect(Wire):
    """What was seen, before anybody has identified it: nothing of it need be known."""

    eppo: Eppo | None
    name: Text | None
    stage: Life
    alive: Alive
    count: Annotated[int, Meta(ge=0, le=1_000_000)] | None


class ContainmentStep(Wire):
    """A step of the containment card, and when it was done."""

    step: Literal["closed", "sealed", "warned", "photographed", "sampled", "called"]
    at: Instant


class LotFrozen(Wire):
    """lot.frozen 1: no crate of the lot is released until it is lifted. `crate` is where it was
    found; `photos` travel with the entry."""

    lot: LotKey
    crate: CrateKey | None
    reason: LongText
    suspect: Suspect | None
    steps: Annotated[list[ContainmentStep], Meta(max_length=20)]
    photos: list[Sha256]


class LotLifted(Wire):
    """lot.lifted 1: every freeze of the lot so far ends. Never by who froze it."""

    lot: LotKey
    reason: LongText


class LotDecided(Wire):
    """lot.decided 1: what the opened crates of a lot mean for these unopened ones: they pass with
    them, or must be opened as well. `plan` is the sampling that supports it."""

    lot: LotKey
    decision: Literal["release", "open"]
    crates: Annotated[list[CrateKey], Meta(min_length=1, max_length=1000)]
    reason: LongText
    plan: SamplingPlan | None
